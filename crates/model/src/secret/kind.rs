//! Whether a value is a secret or plain configuration.

use crate::name::word_set;

word_set! {
    /// What a value is. Both are sealed; only `config` values may be shown without a reveal.
    pub enum SecretKind ("secret type") {
        /// Hidden until somebody asks for it, and asking is recorded.
        Secret = "secret",
        /// Configuration that a page may show.
        Config = "config",
    }
}

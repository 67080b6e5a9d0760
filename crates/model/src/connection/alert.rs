//! What somebody is told about a connection.

use crate::name::word_set;

word_set! {
    /// What somebody is told about a connection without having asked.
    pub enum AlertKind ("alert") {
        /// It has to be signed in again, or given new credentials.
        ReconnectNeeded = "connection.reconnect-needed",
        /// A right on a store is missing, and no wait for a new role stands against that.
        MissingPermission = "connection.missing-permission",
        /// Its credentials stop working soon.
        Expiring = "connection.expiring",
        /// What was told before is mended.
        Healthy = "connection.healthy",
    }
}

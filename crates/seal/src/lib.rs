//! Envelope encryption: root key, data keys, sealed bytes bound to their row, keyed digests.

//! What is synced: settings as a team has them, by the hundred.

use std::collections::BTreeMap;

/// Settings by key.
pub(crate) type Values = BTreeMap<String, String>;

/// So many settings of services and their parts.
pub(crate) fn settings(count: u32) -> Values {
    (0..count).map(|n| (key(n), value(n, 1))).collect()
}

/// Every hundredth setting with another value.
pub(crate) fn one_percent_changed(count: u32) -> Values {
    (0..count)
        .step_by(100)
        .map(|n| (key(n), value(n, 2)))
        .collect()
}

/// Every tenth key.
pub(crate) fn ten_percent(count: u32) -> Vec<String> {
    (0..count).skip(5).step_by(10).map(key).collect()
}

fn key(n: u32) -> String {
    format!("Service{:02}:Component{:02}:Setting{n:05}", n % 37, n % 11)
}

fn value(n: u32, revision: u32) -> String {
    format!("https://host-{n}.example.net/path?revision={revision}&timeout=30s")
}

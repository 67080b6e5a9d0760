//! The report for machines. Times are in seconds, memory is in bytes.

use serde_json::{Value, json};

use super::Report;

impl Report {
    /// The whole report as one document.
    pub(crate) fn as_json(&self) -> Value {
        let syncs = self.syncs.iter().map(|run| {
            json!({
                "pace": run.pace.to_string(),
                "latencyMs": run.latency_ms,
                "run": run.case.to_string(),
                "requests": run.arrived.requests,
                "fewestRequests": run.fewest_requests,
                "notModified": run.arrived.not_modified,
                "throttled": run.arrived.throttled,
                "seconds": run.taken.as_secs_f64(),
                "limitSeconds": run.shortest.as_secs_f64(),
            })
        });
        let az = self.az.as_ref().map(|imports| {
            let imports = imports.iter().map(|import| {
                json!({
                    "latencyMs": import.latency_ms,
                    "import": import.case.to_string(),
                    "requests": import.arrived.requests,
                    "throttled": import.arrived.throttled,
                    "seconds": import.taken.as_secs_f64(),
                })
            });
            imports.collect::<Value>()
        });
        let serving = self.serving.iter().map(|served| {
            json!({
                "database": served.database.to_string(),
                "readySeconds": served.ready.as_secs_f64(),
                "idleBytes": served.resident,
            })
        });
        json!({
            "machine": self.machine,
            "keys": self.keys,
            "syncs": syncs.collect::<Value>(),
            "az": az,
            "serve": serving.collect::<Value>(),
            "targets": self.targets(),
            "failures": self.failures(),
        })
    }
}

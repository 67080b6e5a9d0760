//! Keeping anchors of the audit log: every minute, where the chains end goes to the log and to a file
//! that is only ever added to.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use service::Service;
use service::audit::{Anchor, Watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::exit::Failure;

/// How often the chains are looked at.
const EVERY: Duration = Duration::from_mins(1);

/// Keeps anchors until it is stopped.
pub(super) struct Anchors {
    stop: CancellationToken,
    keeping: JoinHandle<()>,
}

impl Anchors {
    /// Begins to keep anchors, in the log and in a file if there is one.
    pub(super) fn start(service: &Service, file: Option<AnchorFile>) -> Self {
        let stop = CancellationToken::new();
        let keeper = Keeper {
            watch: Watch::new(service),
            file,
            unwritten: Vec::new(),
        };
        let keeping = tokio::spawn(keeper.run(stop.clone()));
        Self { stop, keeping }
    }

    /// Keeps the last anchors and ends. To be called when nothing is recorded any more.
    pub(super) async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.keeping.await {
            tracing::error!(%error, "the keeper of audit anchors ended abruptly");
        }
    }
}

struct Keeper {
    watch: Watch,
    file: Option<AnchorFile>,
    unwritten: Vec<Anchor>,
}

impl Keeper {
    async fn run(mut self, stop: CancellationToken) {
        loop {
            let stopping = stop.is_cancelled();
            self.keep().await;
            if stopping {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    async fn keep(&mut self) {
        let sighting = match self.watch.look().await {
            Ok(sighting) => sighting,
            Err(error) => {
                tracing::warn!(%error, "the audit log could not be looked at");
                return;
            }
        };
        for shrunk in sighting.shrunk {
            tracing::error!(
                chain = %shrunk.chain, was = shrunk.was, is = shrunk.is,
                "the audit log was cut: run `keyferry audit verify`"
            );
        }
        for Anchor {
            time,
            chain,
            seq,
            head,
            mac,
        } in &sighting.anchors
        {
            tracing::info!(time, %chain, seq, head, mac, "audit log anchored");
        }
        let Some(file) = &self.file else { return };
        self.unwritten.extend(sighting.anchors);
        match file.append(&self.unwritten) {
            Ok(()) => self.unwritten.clear(),
            Err(error) => {
                tracing::error!(%error, "anchors cannot be written to KEYFERRY_AUDIT_ANCHOR_FILE");
            }
        }
    }
}

/// A file of anchors that can be written to.
pub(super) struct AnchorFile(PathBuf);

impl AnchorFile {
    /// Proves that anchors can be written to a file, which is made if it is not there.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let file = Self(path.to_owned());
        file.append(&[]).map_err(|error| {
            let what = format!("KEYFERRY_AUDIT_ANCHOR_FILE: {}", path.display());
            Failure::caused(format!("{what} cannot be written"), &error)
        })?;
        Ok(file)
    }

    /// The file is opened each time, so that it can be moved away or rotated.
    fn append(&self, anchors: &[Anchor]) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&self.0)?;
        let mut lines = Vec::new();
        if ends_within_a_line(&mut file)? {
            lines.push(b'\n');
        }
        for anchor in anchors {
            serde_json::to_writer(&mut lines, anchor)?;
            lines.push(b'\n');
        }
        if lines.is_empty() {
            return Ok(());
        }
        file.write_all(&lines)?;
        file.sync_data()
    }
}

/// A crash may have cut the last line short.
fn ends_within_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(seq: i64) -> Anchor {
        Anchor {
            time: "2026-01-02T03:04:05.678Z".to_owned(),
            chain: "0198c0de-0000-7000-8000-000000000001".parse().unwrap(),
            seq,
            head: "00".repeat(32),
            mac: "11".repeat(32),
        }
    }

    #[test]
    fn a_line_that_a_crash_cut_short_does_not_spoil_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchors");
        std::fs::write(&path, r#"{"time":"20"#).unwrap();
        let file = AnchorFile::open(&path).unwrap();
        file.append(&[anchor(1)]).unwrap();
        file.append(&[anchor(2), anchor(3)]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 4, "{text}");
        let read: Anchor = serde_json::from_str(lines[3]).unwrap();
        assert_eq!(read, anchor(3));
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let refused = AnchorFile::open(&folder.path().join("missing/anchors")).err();
        let text = refused.unwrap().to_string();
        assert!(text.contains("KEYFERRY_AUDIT_ANCHOR_FILE"), "{text}");
    }
}

//! What the ledger holds before a step's request is sent, and after the step is done.

use crate::content::Etag;
use crate::ledger::{Intent, LedgerEntry, Left, Origin};
use crate::step::{Action, Write};

impl Action {
    /// The row to store before the request is sent, so that a write whose answer is lost is
    /// recognised as our own. None when the step sends no request. When the first answer is a
    /// refusal, nothing can have arrived: the row from before is put back, lest somebody else's
    /// equal key be taken for ours.
    #[must_use]
    pub fn intended(&self, row: Option<&LedgerEntry>) -> Option<LedgerEntry> {
        let remembered = |recognised: &Option<Left>| {
            let row = row.and_then(|row| row.left.as_ref());
            recognised.as_ref().or(row).cloned()
        };
        let (origin, left, content) = match self {
            // The key is not there, so nothing of ours is left there either.
            Self::Create(write) => (write.origin, None, Some(write.digest)),
            Self::Update {
                write, recognised, ..
            } => (write.origin, remembered(recognised), Some(write.digest)),
            Self::Delete { recognised, .. } => (row?.origin, remembered(recognised), None),
            Self::Adopt(_)
            | Self::Settle(_)
            | Self::Forget
            | Self::Unchanged
            | Self::Leave
            | Self::Skip => return None,
        };
        Some(LedgerEntry {
            origin,
            left,
            intent: Some(Intent {
                content,
                may_still_arrive: true,
            }),
        })
    }

    /// The row once the step is done, none when the row goes. A write that was answered has
    /// [`Write::settled`]; one that was not answered keeps what [`Action::intended`] gave.
    #[must_use]
    pub fn settled(&self, row: Option<&LedgerEntry>) -> Option<LedgerEntry> {
        match self {
            Self::Create(_) | Self::Update { .. } => self.intended(row),
            Self::Adopt(seen) => Some(row_of(Origin::Adopted, seen.clone())),
            Self::Settle(seen) => Some(row_of(row?.origin, seen.clone())),
            Self::Delete { .. } | Self::Forget => None,
            Self::Unchanged | Self::Leave | Self::Skip => row.cloned(),
        }
    }
}

impl Write {
    /// The row once the destination has answered with the new etag.
    #[must_use]
    pub fn settled(&self, etag: Etag) -> LedgerEntry {
        let digest = self.digest;
        row_of(self.origin, Left { etag, digest })
    }
}

const fn row_of(origin: Origin, left: Left) -> LedgerEntry {
    LedgerEntry {
        origin,
        left: Some(left),
        intent: None,
    }
}

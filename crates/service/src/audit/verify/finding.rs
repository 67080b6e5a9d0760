//! What verification finds, each with its place and what it means.

use std::fmt;
use std::ops::RangeInclusive;

use model::Timestamp;
use model::id::{DataKeyId, ReplicaId};
use uuid::Uuid;

/// Something that is not as Keyferry wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The chain it concerns.
    pub chain: Option<ReplicaId>,
    /// The numbers of the records it concerns.
    pub records: Option<RangeInclusive<i64>>,
    /// The time that the first of these records shows, as far as there is one.
    pub at: Option<Timestamp>,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Records do not match their MACs.
    Altered,
    /// Records are missing from the middle.
    Missing,
    /// The chain's noted end lies beyond its last record.
    CutTail,
    /// Records go on beyond the chain's noted end.
    PastTheEnd,
    /// The chain's noted end is not its last record's MAC.
    EndAltered,
    /// Records of a chain that was never begun.
    Stray,
    /// A whole chain is gone that a witness names.
    ChainGone(Witness),
    /// A chain ends before a record that a witness names.
    CutBefore(Witness),
    /// A record is not the one that a witness names.
    Contradicts(Witness),
    /// A line of an anchor file that was not written with this key.
    ForgedAnchor(String),
    /// A line of an anchor file that is no anchor.
    UnreadableAnchor(String),
    /// A data key does not open.
    KeyRefused(DataKeyId),
    /// A sealed value does not open.
    ValueRefused {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's id.
        row: Uuid,
        /// The row's version; zero where it has none.
        version: i64,
    },
}

/// Who says that a chain reached a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Witness {
    /// A later chain, whose first record is bound to it.
    Chain(ReplicaId),
    /// An anchor.
    Anchor {
        /// File and line.
        place: String,
        /// When it was written, as RFC 3339.
        time: String,
    },
}

impl Finding {
    pub(super) fn of_no_chain(fault: Fault) -> Self {
        Self {
            chain: None,
            records: None,
            at: None,
            fault,
        }
    }
}

impl Fault {
    /// A word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Missing => "missing",
            Self::CutTail => "cut-tail",
            Self::PastTheEnd => "past-the-end",
            Self::EndAltered => "end-altered",
            Self::Stray => "stray",
            Self::ChainGone(_) => "chain-gone",
            Self::CutBefore(_) => "cut-before",
            Self::Contradicts(_) => "contradicts",
            Self::ForgedAnchor(_) => "forged-anchor",
            Self::UnreadableAnchor(_) => "unreadable-anchor",
            Self::KeyRefused(_) => "key-refused",
            Self::ValueRefused { .. } => "value-refused",
        }
    }
}

/// What it means, as a sentence without its end.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered => f.write_str(
                "does not match its MAC: it, or what it follows, was altered, moved or written \
                 without the key",
            ),
            Self::Missing => f.write_str("is missing: it was deleted from the middle of the chain"),
            Self::CutTail => f.write_str("is missing: the end of the chain was cut off"),
            Self::PastTheEnd => f.write_str(
                "lies beyond the noted end of its chain: it was appended, or the note was altered",
            ),
            Self::EndAltered => f.write_str(
                "is the last, but the chain's noted end is another: the note was altered",
            ),
            Self::Stray => f.write_str(
                "belongs to a chain that is noted nowhere: the chain's note was deleted",
            ),
            Self::ChainGone(witness) => {
                write!(f, "is missing with its whole chain, as {witness} shows")
            }
            Self::CutBefore(witness) => {
                write!(
                    f,
                    "is missing: the end of the chain was cut off, as {witness} shows"
                )
            }
            Self::Contradicts(witness) => write!(f, "is not the record that {witness} names"),
            Self::ForgedAnchor(place) => {
                write!(f, "the anchor at {place} was not written with this key")
            }
            Self::UnreadableAnchor(place) => write!(
                f,
                "the line at {place} is no anchor: it was altered, or cut short by a crash"
            ),
            Self::KeyRefused(key) => {
                write!(
                    f,
                    "the data key {key} does not open: it was altered or moved"
                )
            }
            Self::ValueRefused {
                table,
                column,
                row,
                version,
            } => {
                write!(f, "{table}.{column} of {row}")?;
                if *version > 0 {
                    write!(f, " (version {version})")?;
                }
                f.write_str(" does not open: it was altered, or moved from another place")
            }
        }
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chain(chain) => write!(f, "the later chain {chain}"),
            Self::Anchor { place, time } => write!(f, "the anchor of {time} ({place})"),
        }
    }
}

//! The result of a verification: what was looked at, what was found, and what nobody can know.

use model::id::ReplicaId;

use super::Finding;

/// What a verification looked at and found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many chains there are.
    pub chains: u64,
    /// How many records there are.
    pub records: u64,
    /// How many genuine anchors were compared.
    pub anchors: u64,
    /// How many sealed values were opened; none when they were not asked for.
    pub values: Option<u64>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// The chains whose last records nothing vouches for.
    pub open_ends: Vec<OpenEnd>,
}

/// The end of a chain that nothing outside it vouches for: had more records followed and been cut off
/// together with the chain's note, nothing would show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenEnd {
    /// The chain.
    pub chain: ReplicaId,
    /// The number of the last record that a later chain or an anchor names.
    pub vouched: Option<i64>,
    /// The number of the last record.
    pub last: i64,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

//! Which folders of a project import which: whose secrets a folder has, and which of them win.

use std::collections::{HashMap, HashSet};

use model::id::{FolderId, ProjectId};
use store::ReadTx;

use crate::Error;

/// The imports of a project's folders.
#[derive(Debug, Default)]
pub(crate) struct Graph(HashMap<FolderId, Vec<FolderId>>);

impl Graph {
    pub(crate) async fn of(tx: &ReadTx, project: ProjectId) -> Result<Self, Error> {
        let mut graph = Self::default();
        for import in store::imports::of_project(tx, project).await? {
            graph
                .0
                .entry(import.folder_id)
                .or_default()
                .push(import.target_folder_id);
        }
        Ok(graph)
    }

    /// The folders that this one imports itself, in their order.
    pub(crate) fn direct(&self, folder: FolderId) -> &[FolderId] {
        self.0.get(&folder).map_or(&[], Vec::as_slice)
    }

    /// The folders whose secrets this one has, itself first: of two that have the same key the
    /// earlier one counts. Each is there once, so a circle ends.
    pub(crate) fn precedence(&self, folder: FolderId) -> Vec<FolderId> {
        let mut order = Vec::new();
        let mut seen = HashSet::new();
        let mut open = vec![folder];
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                order.push(next);
                // The last import is taken from the stack first, with all that it imports.
                open.extend(self.direct(next));
            }
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn folder(number: u128) -> FolderId {
        FolderId::from_uuid(Uuid::from_u128(number))
    }

    fn graph(imports: &[(u128, &[u128])]) -> Graph {
        let folders = |all: &[u128]| all.iter().copied().map(folder).collect();
        Graph(
            imports
                .iter()
                .map(|(from, to)| (folder(*from), folders(to)))
                .collect(),
        )
    }

    fn precedence(imports: &[(u128, &[u128])]) -> Vec<u128> {
        let order = graph(imports).precedence(folder(1));
        order.iter().map(|f| f.as_uuid().as_u128()).collect()
    }

    #[test]
    fn own_secrets_win_then_later_imports_with_all_that_they_import() {
        assert_eq!(precedence(&[]), [1]);
        assert_eq!(precedence(&[(1, &[2, 3])]), [1, 3, 2]);
        assert_eq!(
            precedence(&[(1, &[2, 3]), (3, &[4, 5]), (2, &[6])]),
            [1, 3, 5, 4, 2, 6]
        );
    }

    #[test]
    fn a_folder_that_is_imported_twice_counts_where_it_wins() {
        assert_eq!(
            precedence(&[(1, &[2, 3]), (2, &[4]), (3, &[4])]),
            [1, 3, 4, 2]
        );
    }

    #[test]
    fn a_circle_ends() {
        assert_eq!(precedence(&[(1, &[2]), (2, &[3]), (3, &[1])]), [1, 2, 3]);
        assert_eq!(precedence(&[(1, &[1])]), [1]);
    }
}

//! Listing the secrets of a folder.

use model::access::Action;
use model::id::FolderId;
use serde_json::json;
use store::{ReadTx, folders, secrets};

use super::layers::{TagsOf, layers};
use super::permits::Permits;
use super::resolve::Resolver;
use super::see::see;
use super::{Filter, Imported, Listing, Place, Secret, View};
use crate::imports::Graph;
use crate::projects::{find_environment, find_folder};
use crate::{Caller, Error, Service, audit};

/// The secrets of a folder, in key order, as far as the caller may know of them. Values of kind
/// `config` are always in the answer; those of kind `secret` only when the view reveals them; none
/// that the caller may not read. The reading is recorded first.
///
/// # Errors
/// [`Error::NotFound`] when the place is not there; [`Error::Denied`] when the caller may know of no
/// secret here, or a value to expand refers to one that the caller may not read.
pub async fn list(
    service: &Service,
    caller: &Caller,
    place: &Place,
    view: View,
) -> Result<Vec<Secret>, Error> {
    let found = search(service, caller, place, view, &Filter::default()).await?;
    Ok(found.secrets)
}

/// The secrets of a folder that a filter takes, and with [`View::imports`] those it imports.
///
/// # Errors
/// As [`list`].
pub async fn search(
    service: &Service,
    caller: &Caller,
    place: &Place,
    view: View,
    filter: &Filter,
) -> Result<Listing, Error> {
    let tx = service.store().read().await?;
    let permits = Permits::of(caller, &tx, place.project).await?;
    let found = read(service, &tx, permits, place, view, filter).await?;
    drop(tx);
    let imported = found.imports.iter().flat_map(|import| &import.secrets);
    let all: Vec<_> = found.secrets.iter().chain(imported).collect();
    if all.iter().any(|secret| secret.value.is_some()) {
        let tx = service.store().write().await?;
        let detail = json!({
            "environment": place.environment,
            "secretPath": place.path,
            "numberOfSecrets": all.len(),
            "revealed": view.reveal,
        });
        audit::record(
            service,
            &tx,
            caller,
            "get-secrets",
            Some(place.project),
            detail,
        )
        .await?;
        tx.commit().await?;
    }
    Ok(found)
}

pub(super) async fn read(
    service: &Service,
    tx: &ReadTx,
    permits: Permits,
    place: &Place,
    view: View,
    filter: &Filter,
) -> Result<Listing, Error> {
    if view.recursive {
        permits.somewhere_below(Action::DescribeSecrets, place)?;
    } else {
        permits.somewhere(Action::DescribeSecrets, place)?;
    }
    let own = own(tx, place, view.recursive).await?;
    let resolver = Resolver::new(service, tx, place).await?;
    let mut reader = Reader {
        tx,
        resolver: resolver.seen_by(permits.clone()),
        permits,
        view,
        filter,
    };
    let folders: Vec<_> = own.iter().map(|(folder, _, _)| *folder).collect();
    let tags = TagsOf::folders(tx, &folders).await?;
    let mut found = Listing {
        secrets: Vec::new(),
        imports: Vec::new(),
    };
    for (_, home, rows) in &own {
        reader
            .see_all(home, rows, &tags, &mut found.secrets)
            .await?;
    }
    if view.imports {
        let graph = Graph::of(tx, place.project).await?;
        for folder in &folders {
            for target in graph.direct(*folder) {
                found
                    .imports
                    .extend(reader.imported(&graph, *target).await?);
            }
        }
    }
    Ok(found)
}

/// Shows secrets to one caller.
struct Reader<'a> {
    tx: &'a ReadTx,
    resolver: Resolver<'a>,
    permits: Permits,
    view: View,
    filter: &'a Filter,
}

impl Reader<'_> {
    async fn see_all(
        &mut self,
        home: &Place,
        rows: &[secrets::Secret],
        tags: &TagsOf,
        into: &mut Vec<Secret>,
    ) -> Result<(), Error> {
        self.resolver.move_to(home);
        for row in rows {
            let tags = tags.of(row.id);
            let (environment, path) = (&home.environment, &home.path);
            if !self
                .permits
                .allow(Action::DescribeSecrets, environment, path, &row.key, tags)
            {
                continue;
            }
            let bare = super::row::without_value(row, home, tags)?;
            if self.filter.takes(&bare) {
                into.push(see(&mut self.resolver, &self.permits, bare, row, self.view).await?);
            }
        }
        Ok(())
    }

    /// An imported folder; none when the caller may know of no secret there.
    async fn imported(
        &mut self,
        graph: &Graph,
        folder: FolderId,
    ) -> Result<Option<Imported>, Error> {
        let layers = layers(self.tx, graph, folder).await?;
        let folders: Vec<_> = layers.iter().map(|layer| layer.folder).collect();
        let tags = TagsOf::folders(self.tx, &folders).await?;
        let Some(place) = layers.first().map(|layer| layer.place.clone()) else {
            return Ok(None);
        };
        if self
            .permits
            .somewhere(Action::DescribeSecrets, &place)
            .is_err()
        {
            return Ok(None);
        }
        let mut secrets = Vec::new();
        for layer in &layers {
            self.see_all(&layer.place, &layer.rows, &tags, &mut secrets)
                .await?;
        }
        Ok(Some(Imported {
            folder,
            place,
            secrets,
        }))
    }
}

/// The rows of a folder, or of it and all below it, by folder.
async fn own(
    tx: &ReadTx,
    place: &Place,
    recursive: bool,
) -> Result<Vec<(FolderId, Place, Vec<secrets::Secret>)>, Error> {
    let folder = find_folder(tx, place).await?;
    if !recursive {
        let rows = secrets::list(tx, folder.id).await?;
        return Ok(vec![(folder.id, place.clone(), rows)]);
    }
    let environment = find_environment(tx, place.project, &place.environment).await?;
    let mut found = vec![(folder.id, place.clone(), Vec::new())];
    for below in folders::list(tx, environment.id, &place.path, true).await? {
        let home = Place {
            path: below.path,
            ..place.clone()
        };
        found.push((below.id, home, Vec::new()));
    }
    let mut spots = found.iter_mut();
    let mut spot = spots.next();
    // Both come by path.
    for (path, row) in secrets::list_under(tx, environment.id, &place.path).await? {
        while spot.as_ref().is_some_and(|(_, home, _)| home.path != path) {
            spot = spots.next();
        }
        if let Some((_, _, rows)) = &mut spot {
            rows.push(row);
        }
    }
    Ok(found)
}

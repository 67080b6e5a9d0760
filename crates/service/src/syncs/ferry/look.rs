//! Observed: what is at the destination. A whole look lists every page; a cheap one only asks
//! whether the pages are as they were.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use plan::{DestinationKey, Etag, Observed};
use store::pages::Page;

use super::Stop;
use super::lease::Lease;
use crate::Service;
use crate::connections::destination::{Destination, Entry, Fault, Look};

/// How many pages are asked for at once when their places are known.
const AT_ONCE: usize = 4;

/// What a whole look saw.
pub(in crate::syncs) struct Seen {
    pub(in crate::syncs) observed: BTreeMap<DestinationKey, Observed>,
    /// How many pages the listing took.
    pub(in crate::syncs) pages: usize,
    /// The pages to remember; none when the store does not name their states.
    pub(super) named: Option<Vec<Page>>,
}

/// Lists the destination.
pub(in crate::syncs) async fn whole(destination: &dyn Destination) -> Result<Seen, Fault> {
    let mut seen = Seen {
        observed: BTreeMap::new(),
        pages: 0,
        named: Some(Vec::new()),
    };
    let mut after = None;
    loop {
        let Look::Page {
            entries,
            etag,
            next,
        } = destination.page(after.as_deref(), None).await?
        else {
            // Only a page that is asked for with its etag can be unchanged.
            return Ok(seen);
        };
        seen.observed.extend(entries.into_iter().map(observed));
        seen.named = seen.named.zip(etag).map(|(mut pages, etag)| {
            let position = i64::try_from(pages.len()).unwrap_or(i64::MAX);
            pages.push(Page {
                position,
                etag,
                next: next.clone(),
            });
            pages
        });
        seen.pages += 1;
        match next {
            Some(next) => after = Some(next),
            None => return Ok(seen),
        }
    }
}

/// Whether every page is as it was remembered. Costs an answer without a body for each.
pub(super) async fn is_unchanged(
    service: &Service,
    lease: &Lease,
    destination: &dyn Destination,
    pages: &[Page],
) -> Result<bool, Stop> {
    let ahead = pages.iter().map(|page| page.next.as_deref());
    let places = std::iter::once(None).chain(ahead);
    let looks: Vec<_> = places
        .zip(pages)
        .map(|(after, page)| destination.page(after, Some(&page.etag)))
        .collect();
    let mut looks = stream::iter(looks).buffered(AT_ONCE);
    while let Some(look) = looks.try_next().await? {
        lease.progress(service).await?;
        if let Look::Page { .. } = look {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(in crate::syncs) fn observed(entry: Entry) -> (DestinationKey, Observed) {
    let there = Observed {
        content: entry.content,
        etag: Etag::new(entry.etag),
        locked: entry.locked,
    };
    (DestinationKey::new(entry.key), there)
}

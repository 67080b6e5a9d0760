//! How things stand in the database, whichever process made them so.

use model::connection::Health;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use store::{connections, syncs};

use crate::{Error, Service};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct HealthLabel {
    health: &'static str,
}

struct Standing {
    connections: Vec<(Health, u64)>,
    /// How long the sync that has been due longest waits, in seconds.
    overdue: u64,
}

pub(super) async fn read(service: &Service) -> Registry {
    let standing = look(service).await;
    let mut registry = Registry::with_prefix("keyferry");
    let up: Gauge = Gauge::default();
    registry.register(
        "database_up",
        "Whether the database answers: 1 or 0",
        up.clone(),
    );
    match standing {
        Ok(standing) => {
            up.set(1);
            show(&mut registry, &standing);
        }
        Err(error) => tracing::warn!(%error, "the database did not answer for the figures"),
    }
    registry
}

async fn look(service: &Service) -> Result<Standing, Error> {
    let now = service.store().now().await?;
    let tx = service.store().read().await?;
    let next = syncs::next_due(&tx).await?;
    Ok(Standing {
        connections: connections::count_by_health(&tx).await?,
        overdue: next.map_or(0, |due| now.since(due).as_secs()),
    })
}

fn show(registry: &mut Registry, standing: &Standing) {
    let overdue: Gauge = Gauge::default();
    overdue.set(i64::try_from(standing.overdue).unwrap_or(i64::MAX));
    registry.register(
        "sync_overdue_seconds",
        "How long the sync that has been due longest waits",
        overdue,
    );
    let connections: Family<HealthLabel, Gauge> = Family::default();
    for health in Health::ALL {
        let known = standing.connections.iter().find(|(h, _)| h == health);
        let count = known.map_or(0, |(_, count)| *count);
        connections
            .get_or_create(&HealthLabel {
                health: health.as_str(),
            })
            .set(i64::try_from(count).unwrap_or(i64::MAX));
    }
    registry.register("connections", "Connections by their health", connections);
}

//! A stored secret as a view shows it to a caller.

use model::SecretValue;
use model::access::Action;
use model::secret::SecretKind;
use store::secrets;

use super::permits::Permits;
use super::resolve::Resolver;
use super::{Secret, View};
use crate::Error;

/// Adds the value to a secret where the view wants it and the caller may read it. The resolver
/// stands in the secret's folder.
pub(super) async fn see(
    resolver: &mut Resolver<'_>,
    permits: &Permits,
    mut secret: Secret,
    stored: &secrets::Secret,
    view: View,
) -> Result<Secret, Error> {
    if (view.reveal || stored.kind == SecretKind::Config) && may_read(permits, &secret) {
        let value = resolver.open(stored)?;
        (secret.value, secret.unresolved) = shown(resolver, stored.literal, value, view).await?;
    }
    Ok(secret)
}

pub(super) fn may_read(permits: &Permits, secret: &Secret) -> bool {
    let (environment, path) = (&secret.environment, &secret.path);
    permits.allow(
        Action::ReadSecrets,
        environment,
        path,
        &secret.key,
        &secret.tags,
    )
}

/// A value as a view shows it, and the references in it that lead nowhere.
pub(super) async fn shown(
    resolver: &mut Resolver<'_>,
    literal: bool,
    value: SecretValue,
    view: View,
) -> Result<(Option<SecretValue>, Vec<String>), Error> {
    if !view.expand || literal {
        return Ok((Some(value), Vec::new()));
    }
    let expansion = resolver.expand(&value).await?;
    // A value with a gap in it is returned as typed, with the gap named.
    let shown = if expansion.unresolved.is_empty() {
        expansion.value
    } else {
        value
    };
    Ok((Some(shown), expansion.unresolved))
}

//! Which fields of a method are asked for again when its credentials are renewed, and where the
//! others come from.

use std::collections::BTreeMap;

use model::connection::{FieldDescription, FieldKind, Method};
use secrecy::SecretString;
use store::connections as rows;

use crate::Error;
use crate::connections::account::public_of;
use crate::connections::registry;

/// What has to be entered anew: the secrets, and the day on which they expire.
pub(super) fn asked(row: &rows::Connection) -> impl Iterator<Item = &'static FieldDescription> {
    fields(row).filter(|field| is_renewed(field))
}

/// Whether somebody could sign this connection in again.
pub(super) fn has_a_secret(row: &rows::Connection) -> bool {
    row.method == Method::OAuth || fields(row).any(FieldDescription::is_secret)
}

/// The fields of a connection's method: the renewed ones as sent, the others as they are kept.
pub(in crate::connections) fn completed(
    row: &rows::Connection,
    mut sent: BTreeMap<String, SecretString>,
) -> Result<BTreeMap<String, SecretString>, Error> {
    let mut known = public_of(row)?;
    let completed = fields(row).filter_map(|field| {
        let value = if is_renewed(field) {
            sent.remove(field.name)
        } else {
            known.remove(field.name).map(SecretString::from)
        };
        Some((field.name.to_owned(), value?))
    });
    Ok(completed.collect())
}

fn fields(row: &rows::Connection) -> impl Iterator<Item = &'static FieldDescription> {
    let method = registry::of(row.app).description().method(row.method);
    method.into_iter().flat_map(|method| method.fields)
}

fn is_renewed(field: &FieldDescription) -> bool {
    field.is_secret() || field.kind == FieldKind::Date
}

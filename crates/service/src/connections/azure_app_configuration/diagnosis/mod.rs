//! What errors of Microsoft Entra ID and of a store mean, and what mends them.

mod codes;
mod rights;
mod sign_in;
mod skew;
mod store;
#[cfg(test)]
mod tests;

pub(super) use rights::{DATA_OWNER, Refused, of_refused, role_for};
pub(super) use sign_in::{Asked, needs_a_person, of_rejection, of_sign_in};
pub(super) use store::of_store;

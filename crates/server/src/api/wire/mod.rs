//! The shapes that more than one kind of thing is shown with, and the rules that more than one kind
//! of request has.

mod diagnosis;
mod given_out;
pub(super) mod organization;
mod revoked;
mod rules;

pub(super) use diagnosis::Diagnosed;
pub(super) use given_out::given_out;
pub(super) use revoked::Revoked;
pub(super) use rules::{
    changed_description, described, description, limit, list_length, slug, words,
};

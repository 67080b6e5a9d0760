//! The shapes that more than one kind of thing is shown with, and the rules that more than one kind
//! of request has.

mod diagnosis;
mod rules;

pub(super) use diagnosis::Diagnosed;
pub(super) use rules::{
    changed_description, described, description, limit, list_length, slug, words,
};

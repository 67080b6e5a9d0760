//! The shapes that more than one kind of thing is shown with.

mod diagnosis;

pub(super) use diagnosis::Diagnosed;

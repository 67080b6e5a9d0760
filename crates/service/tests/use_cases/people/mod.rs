//! People: joining, roles, leaving, their own accounts, and guessing at their passwords.

mod account;
mod fixture;
mod guessing;
mod invites;
mod roles;

//! The pages in a real browser: each story is what a person does and sees.

mod chromium;
mod client_secret;
mod devtools;
mod first_steps;
mod inspection;
mod oauth;
mod people;
mod readme;
mod reconnect;
mod refusals;
mod screens;
mod secrets;
mod states;
mod steps;
mod stock;
mod syncs;

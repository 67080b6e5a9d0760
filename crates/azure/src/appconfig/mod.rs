//! A typed client for the key-values of one Azure App Configuration store.
//!
//! Every write carries a precondition, so nothing is overwritten unseen. All clients of one store
//! share a [`Lane`], which keeps them within the store's pace and makes them wait together when it
//! asks to.

mod address;
mod answer;
mod challenge;
mod client;
mod connection_string;
mod credential;
mod error;
mod etag;
mod filter;
mod key;
mod lane;
mod rights;
mod send;
mod sign;
mod wire;
mod write;

pub use challenge::Challenge;
pub use client::{AppConfiguration, Deleted, Look, NewValue, Precondition};
pub use connection_string::{ConnectionString, ConnectionStringError};
pub use credential::{AccessKey, AccessKeyError, Credential, TokenError, TokenSource, UtcClock};
pub use error::{Error, Problem, Unauthorized};
pub use etag::{ETag, ETagError};
pub use filter::{Filter, PageLink};
pub use key::{KeyName, KeyNameError, Label, LabelError};
pub use lane::{Counters, Lane, Tier};
pub use rights::{Network, Right, Rights};
pub use wire::KeyValue;

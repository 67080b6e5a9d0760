//! Microsoft Entra ID sign-in and a typed Azure App Configuration client.
//!
//! [`entra`] and [`identity`] get tokens, [`appconfig`] reads and writes key-values. A [`Cloud`]
//! says which authority, audience and host suffix belong together, a [`StoreEndpoint`] is a host
//! that a token may be sent to, and [`Http`] is the one place where outbound HTTP clients are made.
//!
//! [`jwt`] checks tokens that others show.
//!
//! The crate keeps no global state: clocks, randomness and the HTTP settings are handed in.

pub mod appconfig;
mod cloud;
mod endpoint;
pub mod entra;
mod host;
mod http;
pub mod identity;
pub mod jwt;
mod text;

pub use cloud::{Cloud, CloudError, CloudName, CloudNameError, CustomCloud};
pub use endpoint::{AllowedHost, AllowedHostError, EndpointError, StoreEndpoint};
pub use http::{Http, HttpError, HttpOptions, TransportError, TransportFault};

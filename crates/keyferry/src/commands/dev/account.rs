//! The demo's account: made by first-run set-up like any other, and signed in at each start.

use secrecy::SecretString;
use service::access::{self, Browser, SetUp};
use service::{Caller, Error, Service};

use super::folder::Folder;
use crate::exit::Failure;

const EMAIL: &str = "demo@keyferry.localhost";

/// An account that is signed in.
pub(super) struct Account {
    /// Its e-mail address.
    pub(super) email: &'static str,
    /// Its password.
    pub(super) password: SecretString,
    /// What calls the use cases.
    pub(super) caller: Caller,
}

/// Signs the demo's account in, and sets the instance up at the first start.
pub(super) async fn sign_in(
    service: &Service,
    setup_code: &SecretString,
    folder: &Folder,
) -> Result<Account, Failure> {
    let failed = |error: Error| {
        Failure::caused("the demo's account cannot sign in", &error)
            .hint("was its password changed? Delete the folder to begin again")
    };
    let password = folder.password()?;
    let browser = Browser::on_this_machine("keyferry dev");
    let signed_in = if access::needs_set_up(service).await.map_err(failed)? {
        let request = SetUp {
            code: setup_code.clone(),
            organization: "Demo".to_owned(),
            email: EMAIL.to_owned(),
            password: password.clone(),
        };
        access::set_up(service, request, &browser).await
    } else {
        access::sign_in(service, EMAIL, &password, &browser).await
    };
    let token = signed_in.map_err(failed)?.token;
    let caller = access::session(service, &token).await.map_err(failed)?;
    Ok(Account {
        email: EMAIL,
        password,
        caller,
    })
}

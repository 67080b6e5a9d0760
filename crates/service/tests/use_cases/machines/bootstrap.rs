use service::access;

use super::{nowhere, refusal};
use crate::support::{EMAIL, Shop, browser, set_up_request};

#[tokio::test]
async fn an_instance_that_is_set_up_is_not_bootstrapped() {
    let shop = Shop::open().await;
    let again = access::bootstrap(&shop.service, set_up_request(), nowhere()).await;
    assert_eq!(refusal(again), "this instance is set up already: sign in");
    let admin = access::sign_in(&shop.service, EMAIL, &set_up_request().password, &browser()).await;
    assert!(admin.is_ok());
}

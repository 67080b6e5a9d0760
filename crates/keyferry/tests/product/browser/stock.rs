//! What a shop keeps in Keyferry, and how it changes.

use super::steps::Visit;
use crate::harness::admin::Item;

impl Visit {
    /// Fills the environments as a shop would.
    pub(super) fn stock(&self) {
        for (environment, limit, level) in [
            ("dev", "50", "Debug"),
            ("staging", "50", "Information"),
            ("prod", "200", "Warning"),
        ] {
            let lines = [
                format!("Checkout:DatabaseUrl=postgres://shop@db-{environment}/checkout"),
                "Checkout:Currency=EUR".to_owned(),
                format!("Checkout:Limit={limit}"),
                "Checkout:OldFlag=true".to_owned(),
                "Checkout:PaymentApiKey=sk_fake_0123456789".to_owned(),
                "Checkout:Region=westeurope".to_owned(),
                format!("Logging:LogLevel:Default={level}"),
                "Storefront:Url=https://shop.contoso.com".to_owned(),
            ];
            let file = self.shop.file("stock.env", &lines.join("\n"));
            let file = file.display().to_string();
            self.shop
                .keyferry(&["import", "--env", environment, &file])
                .ok();
        }
    }

    /// Pauses the sync and changes both sides of it.
    pub(super) fn change_much(&self) {
        self.browser.press("[data-test=pause]");
        self.browser.sees("[data-test=resume]");
        self.shop.set(&[
            "Checkout:Retry:Delay=2s",
            "Checkout:Retry:Max=5",
            "Checkout:PaymentApiKey=sk_fake_9876543210",
            "Checkout:Region=northeurope",
            "Checkout:Webhook=https://shop.contoso.com/hooks/payments",
        ]);
        self.shop.delete(&["Checkout:OldFlag"]);
        let theirs = Item::new("Logging:LogLevel:Default", "Trace").content_type("");
        self.shop.admin.put(&self.shop.http, &theirs);
        let locked = Item::new("Checkout:Region", "westeurope").locked();
        self.shop.admin.put(&self.shop.http, &locked);
    }

    /// Deletes every secret of the environment.
    pub(super) fn empty(&self) {
        self.shop.delete(&[
            "Checkout:DatabaseUrl",
            "Checkout:Currency",
            "Checkout:Limit",
            "Checkout:PaymentApiKey",
            "Checkout:Webhook",
        ]);
    }
}

//! How forms and the API's options list show Azure App Configuration.

use model::connection::{
    App, AppDescription, FieldDescription, FieldKind, Method, MethodDescription,
};

pub(super) static DESCRIPTION: AppDescription = AppDescription {
    app: App::AzureAppConfiguration,
    name: "Azure App Configuration",
    mark: "AC",
    summary: "Settings and feature management for applications on Azure",
    methods: &[
        MethodDescription {
            method: Method::OAuth,
            name: "OAuth",
            summary: "Sign in with Microsoft",
            fields: &[FieldDescription {
                name: "tenantId",
                label: "Tenant",
                help: "Leave empty to choose the account at Microsoft. \
                       Single-tenant app registrations need it.",
                placeholder: "contoso.com or 00000000-0000-0000-0000-000000000000",
                required: false,
                kind: FieldKind::Text,
            }],
        },
        MethodDescription {
            method: Method::ClientSecret,
            name: "Client secret",
            summary: "Service principal",
            fields: &[
                FieldDescription {
                    name: "tenantId",
                    label: "Tenant",
                    help: "Directory (tenant) ID, or a verified domain.",
                    placeholder: "contoso.com or 00000000-0000-0000-0000-000000000000",
                    required: true,
                    kind: FieldKind::Text,
                },
                FieldDescription {
                    name: "clientId",
                    label: "Client ID",
                    help: "Application (client) ID of the app registration.",
                    placeholder: "00000000-0000-0000-0000-000000000000",
                    required: true,
                    kind: FieldKind::Text,
                },
                FieldDescription {
                    name: "clientSecret",
                    label: "Client secret",
                    help: "The secret's Value, not its Secret ID.",
                    placeholder: "",
                    required: true,
                    kind: FieldKind::Secret,
                },
            ],
        },
    ],
};

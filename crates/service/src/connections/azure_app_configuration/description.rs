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
                TENANT,
                CLIENT,
                FieldDescription {
                    name: "clientSecret",
                    label: "Client secret",
                    help: "The secret's Value, not its Secret ID.",
                    placeholder: "",
                    required: true,
                    kind: FieldKind::Secret,
                },
                FieldDescription {
                    name: "clientSecretExpiresAt",
                    label: "Secret expires on",
                    help: "As the portal shows it: Keyferry warns in time.",
                    placeholder: "",
                    required: false,
                    kind: FieldKind::Date,
                },
                CLOUD,
            ],
        },
        MethodDescription {
            method: Method::ClientCertificate,
            name: "Client certificate",
            summary: "Service principal",
            fields: &[
                TENANT,
                CLIENT,
                FieldDescription {
                    name: "certificate",
                    label: "Certificate and private key",
                    help: "Both in PEM, in any order; an RSA key without a passphrase. \
                           Its expiry is read from it.",
                    placeholder: "-----BEGIN CERTIFICATE-----",
                    required: true,
                    kind: FieldKind::SecretLines,
                },
                CLOUD,
            ],
        },
        MethodDescription {
            method: Method::ConnectionString,
            name: "Connection string",
            summary: "Access key of one store",
            fields: &[FieldDescription {
                name: "connectionString",
                label: "Connection string",
                help: "Whole, of a read-write key, from the store's Access settings.",
                placeholder: "",
                required: true,
                kind: FieldKind::Secret,
            }],
        },
        MethodDescription {
            method: Method::WorkloadIdentity,
            name: "Workload identity",
            summary: "No stored secret",
            fields: &[TENANT, CLIENT, CLOUD],
        },
        MethodDescription {
            method: Method::ManagedIdentity,
            name: "Managed identity",
            summary: "No stored secret",
            fields: &[
                FieldDescription {
                    name: "clientId",
                    label: "Client ID",
                    help: "Of a user-assigned identity. Empty takes the system-assigned one.",
                    placeholder: "00000000-0000-0000-0000-000000000000",
                    required: false,
                    kind: FieldKind::Text,
                },
                CLOUD,
            ],
        },
    ],
};

const TENANT: FieldDescription = FieldDescription {
    name: "tenantId",
    label: "Tenant",
    help: "Directory (tenant) ID, or a verified domain.",
    placeholder: "contoso.com or 00000000-0000-0000-0000-000000000000",
    required: true,
    kind: FieldKind::Text,
};

const CLIENT: FieldDescription = FieldDescription {
    name: "clientId",
    label: "Client ID",
    help: "Application (client) ID of the app registration.",
    placeholder: "00000000-0000-0000-0000-000000000000",
    required: true,
    kind: FieldKind::Text,
};

const CLOUD: FieldDescription = FieldDescription {
    name: "cloud",
    label: "Azure cloud",
    help: "Where the tenant and its stores are.",
    placeholder: "The cloud of this Keyferry",
    required: false,
    kind: FieldKind::Choice(&[
        ("public", "Azure"),
        ("usgovernment", "Azure US Government"),
        ("china", "Azure China (21Vianet)"),
    ]),
};

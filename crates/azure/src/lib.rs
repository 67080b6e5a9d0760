//! Microsoft Entra ID sign-in and a typed Azure App Configuration client.

//! Microsoft Entra ID and Azure App Configuration on loopback, with fault switches.

//! The AADSTS codes the emulator knows, by the OAuth error they come with.

/// An OAuth error and its codes, each with a sentence.
pub(super) type Group = (&'static str, &'static [(u32, &'static str)]);

/// Microsoft publishes the codes; the OAuth error is what its token endpoint is seen to send.
pub(super) const GROUPS: &[Group] = &[
    (
        "access_denied",
        &[
            (50_105, "The user is not assigned to a role for the app."),
            (53_003, "Access is blocked by a Conditional Access policy."),
            (65_004, "The user declined to consent to access the app."),
            (90_094, "An administrator must grant the permission."),
            (
                90_095,
                "An administrator must review the request for consent.",
            ),
        ],
    ),
    (
        "interaction_required",
        &[
            (16_000, "Select the account to sign in with."),
            (
                16_001,
                "The account chosen does not fit the session. Select again.",
            ),
            (
                16_003,
                "The account was not added to the tenant. Select another one.",
            ),
            (
                50_072,
                "The user must enrol for multi-factor authentication.",
            ),
            (50_074, "Strong authentication is required."),
            (50_076, "Multi-factor authentication is required."),
            (
                50_078,
                "The multi-factor authentication presented has expired.",
            ),
            (
                50_079,
                "The user must register for multi-factor authentication.",
            ),
            (
                53_000,
                "The device does not comply with the Conditional Access policy.",
            ),
            (
                53_001,
                "The device is not joined to the domain, which policy requires.",
            ),
            (
                53_004,
                "The user must register for multi-factor authentication at low risk.",
            ),
            (160_021, "The session asked for does not exist."),
            (530_003, "Access policy requires the device to be managed."),
        ],
    ),
    (
        "invalid_client",
        &[
            (
                650_052,
                "The organization lacks a service principal for the resource.",
            ),
            (
                650_056,
                "Misconfigured application: the permission is not listed.",
            ),
            (700_021, "The client assertion names another application."),
            (
                700_023,
                "The audience of the client assertion is not this endpoint.",
            ),
            (
                700_024,
                "The client assertion is not within its valid time range.",
            ),
            (
                700_025,
                "The client is public, so no secret or assertion may be presented.",
            ),
            (700_027, "The client assertion failed its signature check."),
            (
                700_030,
                "The certificate's subject is not authorized for the application.",
            ),
            (
                700_211,
                "No federated credential matches the issuer of the assertion.",
            ),
            (
                700_212,
                "No federated credential matches the audience of the assertion.",
            ),
            (
                700_213,
                "No federated credential matches the subject of the assertion.",
            ),
            (7_000_215, "Invalid client secret provided."),
            (
                7_000_218,
                "The request must contain client_secret or client_assertion.",
            ),
            (7_000_222, "The provided client secret keys are expired."),
        ],
    ),
    (
        "invalid_grant",
        &[
            (50_020, "The account does not exist in this tenant."),
            (50_034, "The account does not exist in the directory."),
            (
                50_053,
                "The account is locked after too many failed sign-ins.",
            ),
            (50_055, "The password has expired."),
            (50_057, "The user account is disabled."),
            (50_126, "Invalid username or password."),
            (50_144, "The user's Active Directory password has expired."),
            (
                50_148,
                "The code verifier does not match the authorization request.",
            ),
            (50_173, "The grant was revoked: sign in again."),
            (50_196, "The client is in a request loop."),
            (54_005, "The authorization code was already redeemed."),
            (
                65_001,
                "The user or an administrator has not consented to the app.",
            ),
            (
                70_000,
                "The grant is invalid, was revoked or is another client's.",
            ),
            (
                70_008,
                "The authorization code or refresh token has expired.",
            ),
            (
                70_043,
                "The refresh token has expired by the sign-in frequency policy.",
            ),
            (
                500_112,
                "The redirect URI differs from the one the code was asked with.",
            ),
            (
                501_481,
                "The code verifier does not match the code challenge.",
            ),
            (700_005, "The authorization code is for another tenant."),
            (
                700_081,
                "The refresh token has expired by its maximum lifetime.",
            ),
            (700_082, "The refresh token has expired due to inactivity."),
            (
                700_084,
                "The refresh token of a single-page app has expired.",
            ),
        ],
    ),
    (
        "invalid_request",
        &[
            (
                50_011,
                "The redirect URI in the request is not registered for the app.",
            ),
            (50_027, "The token is no valid JWT."),
            (50_147, "The code challenge is invalid."),
            (50_194, "The app is single-tenant; /common is not allowed."),
            (70_021, "No federated credential matches the assertion."),
            (
                90_002,
                "The tenant was not found. Check the tenant id or domain.",
            ),
            (90_014, "A required field is missing from the request."),
            (90_038, "The tenant is in another cloud."),
            (90_130, "The application is not supported over /common."),
            (900_023, "The tenant is neither an id nor a domain."),
            (
                900_144,
                "The request body must contain every required parameter.",
            ),
            (900_382, "A confidential client may not ask across clouds."),
            (900_439, "The application is not available in this cloud."),
            (501_491, "The code challenge has the wrong size."),
            (9_001_023, "The grant type is not supported over /common."),
            (9_002_313, "The request is malformed or invalid."),
        ],
    ),
    (
        "invalid_resource",
        &[
            (50_001, "The resource is invalid or not found."),
            (
                500_011,
                "The resource principal was not found in the tenant.",
            ),
            (
                500_014,
                "The service principal of the resource is disabled.",
            ),
            (
                650_057,
                "The application does not list the resource among its permissions.",
            ),
        ],
    ),
    (
        "invalid_scope",
        &[
            (28_002, "The scope is not valid for a token request."),
            (28_003, "The scope of a token request may not be empty."),
            (70_011, "The scope is not valid: name one resource."),
        ],
    ),
    (
        "login_required",
        &[(
            50_058,
            "A silent sign-in was asked for, but nobody is signed in.",
        )],
    ),
    (
        "temporarily_unavailable",
        &[
            (50_033, "A transient error has occurred. Try again."),
            (90_006, "A service is temporarily unavailable. Try again."),
            (90_033, "A transient error has occurred. Try again."),
            (90_055, "Too many requests. Try again later."),
        ],
    ),
    (
        "unauthorized_client",
        &[
            (700_016, "The application was not found in the directory."),
            (7_000_112, "The application is disabled."),
        ],
    ),
    (
        "unsupported_grant_type",
        &[(70_003, "The grant type is not supported.")],
    ),
    (
        "unsupported_response_type",
        &[(70_005, "The response type is not supported.")],
    ),
];

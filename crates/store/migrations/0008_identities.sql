-- Machine identities and the ways they sign in: universal auth becomes one of several.

ALTER TABLE identities ADD COLUMN delete_protection BOOLEAN NOT NULL DEFAULT FALSE;
-- Keys and values that people keep with it, as JSON.
ALTER TABLE identities ADD COLUMN metadata TEXT NOT NULL DEFAULT '[]';
ALTER TABLE identities ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE identities SET updated_at = created_at;

-- Lifetimes in seconds, zero for without end; addresses and settings as JSON.
CREATE TABLE auth_methods (
    id                      UUID PRIMARY KEY NOT NULL,
    identity_id             UUID NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
    kind                    TEXT NOT NULL,
    -- Universal auth's.
    client_id               UUID,
    access_token_ttl        BIGINT NOT NULL CHECK (access_token_ttl >= 0),
    access_token_max_ttl    BIGINT NOT NULL CHECK (access_token_max_ttl >= 0),
    access_token_uses_limit BIGINT NOT NULL CHECK (access_token_uses_limit >= 0),
    access_token_addresses  TEXT NOT NULL,
    settings                TEXT NOT NULL,
    created_at              BIGINT NOT NULL,
    updated_at              BIGINT NOT NULL
);
CREATE UNIQUE INDEX auth_methods_kind ON auth_methods (identity_id, kind);
CREATE UNIQUE INDEX auth_methods_client_id ON auth_methods (client_id);

-- An identity had one way until now, so that its id serves as that way's.
INSERT INTO auth_methods
    (id, identity_id, kind, client_id, access_token_ttl, access_token_max_ttl,
     access_token_uses_limit, access_token_addresses, settings, created_at, updated_at)
SELECT identity_id, identity_id, 'universal-auth', client_id, access_token_ttl, access_token_max_ttl,
       0, '["0.0.0.0/0","::/0"]', '{"client_secret_addresses":["0.0.0.0/0","::/0"]}', created_at, created_at
FROM universal_auths;
DROP TABLE universal_auths;

ALTER TABLE client_secrets ADD COLUMN ttl BIGINT NOT NULL DEFAULT 0 CHECK (ttl >= 0);
ALTER TABLE client_secrets ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE client_secrets SET updated_at = created_at;

ALTER TABLE access_tokens RENAME TO old_access_tokens;
CREATE TABLE access_tokens (
    id               UUID PRIMARY KEY NOT NULL,
    identity_id      UUID NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
    auth_method_id   UUID NOT NULL REFERENCES auth_methods (id) ON DELETE CASCADE,
    -- The client secret that it was given for.
    client_secret_id UUID,
    name             TEXT NOT NULL,
    token_hash       BYTEA NOT NULL,
    -- Seconds that a renewal brings; zero for without end.
    ttl              BIGINT NOT NULL CHECK (ttl >= 0),
    expires_at       BIGINT,
    max_expires_at   BIGINT,
    uses             BIGINT NOT NULL CHECK (uses >= 0),
    uses_limit       BIGINT NOT NULL CHECK (uses_limit >= 0),
    last_used_at     BIGINT,
    last_renewed_at  BIGINT,
    revoked          BOOLEAN NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL
);
INSERT INTO access_tokens
    (id, identity_id, auth_method_id, client_secret_id, name, token_hash, ttl, expires_at,
     max_expires_at, uses, uses_limit, last_used_at, last_renewed_at, revoked, created_at, updated_at)
SELECT t.id, t.identity_id, m.id, NULL, '', t.token_hash, m.access_token_ttl, t.expires_at,
       t.max_expires_at, 0, 0, NULL, NULL, t.revoked, t.created_at, t.created_at
FROM old_access_tokens t JOIN auth_methods m ON m.identity_id = t.identity_id;
DROP TABLE old_access_tokens;
CREATE UNIQUE INDEX access_tokens_token_hash ON access_tokens (token_hash);
CREATE INDEX access_tokens_identity ON access_tokens (identity_id);
CREATE INDEX access_tokens_auth_method ON access_tokens (auth_method_id);
CREATE INDEX access_tokens_client_secret ON access_tokens (client_secret_id);
CREATE INDEX access_tokens_expiry ON access_tokens (expires_at);

-- One directory for SQLite and PostgreSQL: only TEXT, BIGINT, BYTEA, UUID and BOOLEAN. Times are
-- microseconds since the Unix epoch, UTC. Ids are made by the program. Every unique index has a name,
-- by which `src/error.rs` knows it.

CREATE TABLE organization (
    id         UUID PRIMARY KEY NOT NULL,
    name       TEXT NOT NULL,
    slug       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE users (
    id            UUID PRIMARY KEY NOT NULL,
    email         TEXT NOT NULL CHECK (email = lower(email)),
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    org_role      TEXT NOT NULL,
    created_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email);

CREATE TABLE sessions (
    id         UUID PRIMARY KEY NOT NULL,
    user_id    UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX sessions_token_hash ON sessions (token_hash);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE identities (
    id         UUID PRIMARY KEY NOT NULL,
    name       TEXT NOT NULL,
    org_role   TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Lifetimes in seconds.
CREATE TABLE universal_auths (
    identity_id          UUID PRIMARY KEY NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
    client_id            UUID NOT NULL,
    access_token_ttl     BIGINT NOT NULL CHECK (access_token_ttl >= 0),
    access_token_max_ttl BIGINT NOT NULL CHECK (access_token_max_ttl >= 0),
    created_at           BIGINT NOT NULL
);
CREATE UNIQUE INDEX universal_auths_client_id ON universal_auths (client_id);

CREATE TABLE client_secrets (
    id          UUID PRIMARY KEY NOT NULL,
    identity_id UUID NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
    secret_hmac BYTEA NOT NULL,
    prefix      TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT,
    uses        BIGINT NOT NULL CHECK (uses >= 0),
    uses_limit  BIGINT NOT NULL CHECK (uses_limit >= 0),
    revoked     BOOLEAN NOT NULL
);
CREATE INDEX client_secrets_identity ON client_secrets (identity_id);

CREATE TABLE access_tokens (
    id             UUID PRIMARY KEY NOT NULL,
    identity_id    UUID NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
    token_hash     BYTEA NOT NULL,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    max_expires_at BIGINT NOT NULL,
    revoked        BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX access_tokens_token_hash ON access_tokens (token_hash);
CREATE INDEX access_tokens_identity ON access_tokens (identity_id);

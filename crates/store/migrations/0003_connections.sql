-- `refresh_until` is by the database's clock; zero when nobody refreshes. `credentials_at` is when the
-- credentials last became newer, by whatever hand.
CREATE TABLE app_connections (
    id                  UUID PRIMARY KEY NOT NULL,
    name                TEXT NOT NULL,
    description         TEXT,
    app                 TEXT NOT NULL,
    method              TEXT NOT NULL,
    project_id          UUID REFERENCES projects (id) ON DELETE CASCADE,
    credentials         BYTEA NOT NULL,
    credentials_public  TEXT NOT NULL,
    credentials_hash    TEXT NOT NULL,
    credentials_version BIGINT NOT NULL CHECK (credentials_version > 0),
    credentials_at      BIGINT NOT NULL,
    refresh_until       BIGINT NOT NULL,
    access_token        BYTEA,
    access_expires_at   BIGINT,
    health              TEXT NOT NULL,
    diagnosis           TEXT,
    checked_at          BIGINT,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL
);
CREATE UNIQUE INDEX app_connections_organization_name ON app_connections (name) WHERE project_id IS NULL;
CREATE UNIQUE INDEX app_connections_project_name ON app_connections (project_id, name) WHERE project_id IS NOT NULL;

CREATE TABLE connection_checks (
    id            UUID PRIMARY KEY NOT NULL,
    connection_id UUID NOT NULL REFERENCES app_connections (id) ON DELETE CASCADE,
    at            BIGINT NOT NULL,
    store_host    TEXT,
    rights        TEXT NOT NULL,
    diagnosis     TEXT,
    latency_ms    BIGINT NOT NULL CHECK (latency_ms >= 0)
);
CREATE INDEX connection_checks_of ON connection_checks (connection_id, at);

CREATE TABLE oauth_flows (
    id         UUID PRIMARY KEY NOT NULL,
    state_hash BYTEA NOT NULL,
    user_id    UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id UUID NOT NULL,
    payload    BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX oauth_flows_state_hash ON oauth_flows (state_hash);

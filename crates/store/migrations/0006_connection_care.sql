-- What keeps connections working: when credentials expire, the ones that come next, when to look
-- again, and what they may be used for.

ALTER TABLE app_connections ADD COLUMN expires_at BIGINT;
-- How many days before the expiry somebody was last told; none yet.
ALTER TABLE app_connections ADD COLUMN warned_days BIGINT;
ALTER TABLE app_connections ADD COLUMN next_credentials BYTEA;
ALTER TABLE app_connections ADD COLUMN next_public TEXT;
ALTER TABLE app_connections ADD COLUMN next_hash TEXT;
ALTER TABLE app_connections ADD COLUMN next_expires_at BIGINT;
-- When the connection is looked at next (the database's clock).
ALTER TABLE app_connections ADD COLUMN look_at BIGINT NOT NULL DEFAULT 0;
-- How many looks in a row have found something wrong.
ALTER TABLE app_connections ADD COLUMN looks_failed BIGINT NOT NULL DEFAULT 0 CHECK (looks_failed >= 0);
-- Until when a missing right may be a role assignment that does not act yet.
ALTER TABLE app_connections ADD COLUMN waiting_until BIGINT;
-- Per project: the stores, labels and key prefixes it may be used for, as JSON.
ALTER TABLE app_connections ADD COLUMN limits TEXT NOT NULL DEFAULT '[]';
CREATE INDEX app_connections_look ON app_connections (look_at);

ALTER TABLE connection_checks ADD COLUMN occasion TEXT NOT NULL DEFAULT 'request';

CREATE TABLE reconnect_links (
    id            UUID PRIMARY KEY NOT NULL,
    connection_id UUID NOT NULL REFERENCES app_connections (id) ON DELETE CASCADE,
    token_hash    BYTEA NOT NULL,
    created_by    TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX reconnect_links_token_hash ON reconnect_links (token_hash);
CREATE INDEX reconnect_links_connection ON reconnect_links (connection_id);

-- Sign-ins under way live for minutes, so the table is made anew. A sign-in belongs to a person, or
-- to whoever was handed a link.
DROP TABLE oauth_flows;
CREATE TABLE oauth_flows (
    id         UUID PRIMARY KEY NOT NULL,
    state_hash BYTEA NOT NULL,
    user_id    UUID REFERENCES users (id) ON DELETE CASCADE,
    link_id    UUID REFERENCES reconnect_links (id) ON DELETE CASCADE,
    session_id UUID NOT NULL,
    payload    BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- When it came back; it cannot a second time.
    taken_at   BIGINT,
    CHECK ((user_id IS NULL) <> (link_id IS NULL))
);
CREATE UNIQUE INDEX oauth_flows_state_hash ON oauth_flows (state_hash);

-- What somebody has to be told outside the app, until it has been delivered.
CREATE TABLE alerts (
    id            UUID PRIMARY KEY NOT NULL,
    connection_id UUID REFERENCES app_connections (id) ON DELETE SET NULL,
    kind          TEXT NOT NULL,
    payload       TEXT NOT NULL,
    at            BIGINT NOT NULL,
    due_at        BIGINT NOT NULL,
    attempts      BIGINT NOT NULL CHECK (attempts >= 0),
    delivered_at  BIGINT
);
CREATE INDEX alerts_due ON alerts (due_at) WHERE delivered_at IS NULL;
CREATE INDEX alerts_connection ON alerts (connection_id, at);

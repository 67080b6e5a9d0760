-- Links that make an account, or give one a new password. Each works once; an address has one at most.
CREATE TABLE invites (
    id           UUID PRIMARY KEY NOT NULL,
    token_hash   BYTEA NOT NULL,
    email        TEXT NOT NULL CHECK (email = lower(email)),
    org_role     TEXT NOT NULL,
    -- Whose password it resets; NULL when it makes an account.
    user_id      UUID REFERENCES users (id) ON DELETE CASCADE,
    -- The project that the account gets a place in. An invitation outlives it.
    project_id   UUID REFERENCES projects (id) ON DELETE SET NULL,
    project_role TEXT,
    created_by   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX invites_token_hash ON invites (token_hash);
CREATE UNIQUE INDEX invites_email ON invites (email);
CREATE INDEX invites_user ON invites (user_id);
CREATE INDEX invites_project ON invites (project_id);

-- What the browser calls itself.
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN last_used_at BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET last_used_at = created_at;

-- Browsers that somebody signed in with before, and where they were last. Guesses of others do not
-- keep these out.
CREATE TABLE devices (
    user_id    UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL,
    address    TEXT NOT NULL,
    used_at    BIGINT NOT NULL,
    PRIMARY KEY (user_id, token_hash)
);

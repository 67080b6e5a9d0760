-- Leases are by the database's clock; `lease_until` and `blocked_until` are zero for never.
CREATE TABLE stores (
    id            UUID PRIMARY KEY NOT NULL,
    host          TEXT NOT NULL,
    tier          TEXT NOT NULL,
    lease_owner   UUID,
    lease_until   BIGINT NOT NULL,
    lease_epoch   BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);
CREATE UNIQUE INDEX stores_host ON stores (host);

-- One row: how many claims there were, over all stores.
CREATE TABLE lease_epochs (
    id   BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    last BIGINT NOT NULL
);
INSERT INTO lease_epochs (id, last) VALUES (1, 0);

-- The null label is kept as the empty text.
CREATE TABLE secret_syncs (
    id                 UUID PRIMARY KEY NOT NULL,
    project_id         UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name               TEXT NOT NULL,
    description        TEXT,
    connection_id      UUID NOT NULL REFERENCES app_connections (id),
    source_environment TEXT NOT NULL,
    source_path        TEXT NOT NULL,
    folder_id          UUID REFERENCES folders (id) ON DELETE SET NULL,
    store_id           UUID NOT NULL REFERENCES stores (id),
    endpoint           TEXT NOT NULL,
    label              TEXT NOT NULL,
    options            TEXT NOT NULL,
    destination_config TEXT NOT NULL,
    auto_sync          BOOLEAN NOT NULL,
    paused_by          TEXT CHECK (paused_by IN ('person', 'connection', 'source')),
    state              TEXT NOT NULL,
    diagnosis          TEXT,
    due_at             BIGINT,
    due_trigger        TEXT NOT NULL,
    attempts           BIGINT NOT NULL CHECK (attempts >= 0),
    version            BIGINT NOT NULL CHECK (version > 0),
    confirmed_plan     TEXT,
    held_plan          TEXT,
    last_run_id        UUID,
    last_synced_at     BIGINT,
    created_at         BIGINT NOT NULL,
    updated_at         BIGINT NOT NULL
);
CREATE UNIQUE INDEX secret_syncs_name ON secret_syncs (project_id, name);
CREATE INDEX secret_syncs_connection ON secret_syncs (connection_id);
CREATE INDEX secret_syncs_folder ON secret_syncs (folder_id);
CREATE INDEX secret_syncs_due ON secret_syncs (store_id, due_at) WHERE paused_by IS NULL;

-- No foreign key to the sync: what a deleted sync left behind stays, released, for a later one, until
-- somebody owns the key again. The host and label are the ones the key was written under, which the
-- sync may have left since.
CREATE TABLE sync_ledger (
    sync_id       UUID NOT NULL,
    project_id    UUID NOT NULL,
    host          TEXT NOT NULL,
    label         TEXT NOT NULL,
    key           TEXT NOT NULL,
    origin        TEXT NOT NULL CHECK (origin IN ('created', 'overwrote', 'adopted')),
    etag          TEXT,
    digest        BYTEA,
    intent        TEXT CHECK (intent IN ('put', 'delete')),
    intent_digest BYTEA,
    intent_epoch  BIGINT,
    released      BOOLEAN NOT NULL,
    PRIMARY KEY (sync_id, host, label, key),
    CHECK ((intent IS NULL) = (intent_epoch IS NULL))
);
CREATE UNIQUE INDEX sync_ledger_owner ON sync_ledger (host, label, key);
CREATE INDEX sync_ledger_project ON sync_ledger (project_id, host, label);

CREATE TABLE sync_pages (
    sync_id  UUID NOT NULL REFERENCES secret_syncs (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    etag     TEXT NOT NULL,
    next     TEXT,
    inputs   BYTEA NOT NULL,
    PRIMARY KEY (sync_id, position)
);

CREATE TABLE sync_runs (
    id          UUID PRIMARY KEY NOT NULL,
    sync_id     UUID NOT NULL REFERENCES secret_syncs (id) ON DELETE CASCADE,
    run_trigger TEXT NOT NULL,
    actor       TEXT,
    epoch       BIGINT NOT NULL,
    started_at  BIGINT NOT NULL,
    finished_at BIGINT,
    outcome     TEXT NOT NULL,
    created     BIGINT NOT NULL,
    updated     BIGINT NOT NULL,
    deleted     BIGINT NOT NULL,
    adopted     BIGINT NOT NULL,
    unchanged   BIGINT NOT NULL,
    skipped     BIGINT NOT NULL,
    failed      BIGINT NOT NULL,
    requests    BIGINT NOT NULL,
    throttled   BIGINT NOT NULL,
    diagnosis   TEXT
);
CREATE INDEX sync_runs_of ON sync_runs (sync_id, started_at);

CREATE TABLE sync_run_items (
    run_id    UUID NOT NULL REFERENCES sync_runs (id) ON DELETE CASCADE,
    position  BIGINT NOT NULL,
    key       TEXT NOT NULL,
    action    TEXT NOT NULL,
    reason    TEXT NOT NULL,
    diagnosis TEXT,
    PRIMARY KEY (run_id, position)
);

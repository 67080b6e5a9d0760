-- Custom roles of a project; `permissions` is the JSON that was sent.
CREATE TABLE roles (
    id          UUID PRIMARY KEY NOT NULL,
    project_id  UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    slug        TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    permissions TEXT NOT NULL,
    version     BIGINT NOT NULL CHECK (version > 0),
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX roles_slug ON roles (project_id, slug);

-- A role of a member is built in or custom; a temporary one counts from its start to before its end.
-- A role that somebody holds is not deleted. That is looked at when a transaction ends, because a
-- deleted project takes its members along.
CREATE TABLE membership_roles (
    id              UUID PRIMARY KEY NOT NULL,
    membership_id   UUID NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
    position        BIGINT NOT NULL,
    built_in        TEXT,
    role_id         UUID REFERENCES roles (id) DEFERRABLE INITIALLY DEFERRED,
    temporary_range TEXT,
    starts_at       BIGINT,
    ends_at         BIGINT,
    CHECK ((built_in IS NULL) <> (role_id IS NULL)),
    CHECK ((temporary_range IS NULL) = (starts_at IS NULL)),
    CHECK ((temporary_range IS NULL) = (ends_at IS NULL))
);
CREATE INDEX membership_roles_of ON membership_roles (membership_id);
CREATE INDEX membership_roles_role ON membership_roles (role_id);

INSERT INTO membership_roles (id, membership_id, position, built_in)
SELECT id, id, 0, role FROM memberships;
ALTER TABLE memberships DROP COLUMN role;
ALTER TABLE memberships ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE memberships SET updated_at = created_at;

-- Whose access a sync, or a secret that refers to others, lives by. Who wrote it may be gone since.
-- What was written before these tables were there has no row.
CREATE TABLE sync_writers (
    sync_id     UUID PRIMARY KEY NOT NULL REFERENCES secret_syncs (id) ON DELETE CASCADE,
    user_id     UUID,
    identity_id UUID,
    name        TEXT NOT NULL,
    CHECK ((user_id IS NULL) <> (identity_id IS NULL))
);
CREATE TABLE reference_writers (
    secret_id   UUID PRIMARY KEY NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
    user_id     UUID,
    identity_id UUID,
    name        TEXT NOT NULL,
    CHECK ((user_id IS NULL) <> (identity_id IS NULL))
);

-- A sync can be paused for access that was lost. The list of reasons is part of the column, which
-- is made anew, and so is the index that looks at it.
DROP INDEX secret_syncs_due;
ALTER TABLE secret_syncs ADD COLUMN paused_for TEXT
    CHECK (paused_for IN ('person', 'connection', 'source', 'access'));
UPDATE secret_syncs SET paused_for = paused_by;
ALTER TABLE secret_syncs DROP COLUMN paused_by;
ALTER TABLE secret_syncs RENAME COLUMN paused_for TO paused_by;
CREATE INDEX secret_syncs_due ON secret_syncs (store_id, due_at) WHERE paused_by IS NULL;

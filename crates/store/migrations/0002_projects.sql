CREATE TABLE projects (
    id          UUID PRIMARY KEY NOT NULL,
    name        TEXT NOT NULL,
    slug        TEXT NOT NULL,
    description TEXT,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX projects_slug ON projects (slug);

CREATE TABLE data_keys (
    id         UUID PRIMARY KEY NOT NULL,
    project_id UUID REFERENCES projects (id) ON DELETE CASCADE,
    wrapped    BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX data_keys_project ON data_keys (project_id);

CREATE TABLE memberships (
    id          UUID PRIMARY KEY NOT NULL,
    project_id  UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id     UUID REFERENCES users (id) ON DELETE CASCADE,
    identity_id UUID REFERENCES identities (id) ON DELETE CASCADE,
    role        TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    CHECK ((user_id IS NULL) <> (identity_id IS NULL))
);
CREATE UNIQUE INDEX memberships_user ON memberships (project_id, user_id) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX memberships_identity ON memberships (project_id, identity_id) WHERE identity_id IS NOT NULL;
CREATE INDEX memberships_of_user ON memberships (user_id);
CREATE INDEX memberships_of_identity ON memberships (identity_id);

CREATE TABLE environments (
    id         UUID PRIMARY KEY NOT NULL,
    project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    slug       TEXT NOT NULL,
    position   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX environments_slug ON environments (project_id, slug);

-- A folder's name is the end of its path.
CREATE TABLE folders (
    id             UUID PRIMARY KEY NOT NULL,
    environment_id UUID NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    parent_id      UUID REFERENCES folders (id) ON DELETE CASCADE,
    path           TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    CHECK ((parent_id IS NULL) = (path = '/'))
);
CREATE UNIQUE INDEX folders_path ON folders (environment_id, path);
CREATE INDEX folders_parent ON folders (parent_id);

CREATE TABLE secrets (
    id           UUID PRIMARY KEY NOT NULL,
    folder_id    UUID NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    key          TEXT NOT NULL,
    kind         TEXT NOT NULL,
    version      BIGINT NOT NULL CHECK (version > 0),
    literal      BOOLEAN NOT NULL,
    value        BYTEA NOT NULL,
    comment      TEXT NOT NULL,
    content_type TEXT,
    metadata     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX secrets_key ON secrets (folder_id, key);

CREATE TABLE secret_versions (
    secret_id  UUID NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
    version    BIGINT NOT NULL,
    value      BYTEA NOT NULL,
    actor      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (secret_id, version)
);

CREATE TABLE secret_refs (
    secret_id        UUID NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
    target_folder_id UUID NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    PRIMARY KEY (secret_id, target_folder_id)
);
CREATE INDEX secret_refs_target ON secret_refs (target_folder_id);

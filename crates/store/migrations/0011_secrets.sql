ALTER TABLE secrets ADD COLUMN reminder_note TEXT;
ALTER TABLE secrets ADD COLUMN reminder_days BIGINT;
ALTER TABLE secrets ADD COLUMN skip_multiline BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE tags (
    id         UUID PRIMARY KEY NOT NULL,
    project_id UUID NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    slug       TEXT NOT NULL,
    name       TEXT NOT NULL,
    color      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tags_slug ON tags (project_id, slug);

CREATE TABLE secret_tags (
    secret_id UUID NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
    tag_id    UUID NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (secret_id, tag_id)
);
CREATE INDEX secret_tags_tag ON secret_tags (tag_id);

-- A folder has the secrets of the folders it imports.
CREATE TABLE secret_imports (
    id               UUID PRIMARY KEY NOT NULL,
    folder_id        UUID NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    target_folder_id UUID NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    position         BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    CHECK (folder_id <> target_folder_id)
);
CREATE UNIQUE INDEX secret_imports_target ON secret_imports (folder_id, target_folder_id);
CREATE INDEX secret_imports_of_target ON secret_imports (target_folder_id);

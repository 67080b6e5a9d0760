-- Whether a project refuses to be deleted.
ALTER TABLE projects ADD COLUMN delete_protection BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE folders ADD COLUMN description TEXT;
-- Counts up with each change of a folder's name or description.
ALTER TABLE folders ADD COLUMN version BIGINT NOT NULL DEFAULT 1 CHECK (version > 0);

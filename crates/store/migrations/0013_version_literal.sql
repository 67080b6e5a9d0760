-- A version keeps what restoring it needs: its value's own marks, not those the secret has by then.
-- Versions from before get those of the secret as it is now, which is all that is known.
ALTER TABLE secret_versions ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE secret_versions ADD COLUMN literal BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE secret_versions ADD COLUMN content_type TEXT;
-- The version that this one restored.
ALTER TABLE secret_versions ADD COLUMN restored_from BIGINT;
UPDATE secret_versions SET
    key = (SELECT key FROM secrets WHERE secrets.id = secret_versions.secret_id),
    literal = (SELECT literal FROM secrets WHERE secrets.id = secret_versions.secret_id),
    content_type = (SELECT content_type FROM secrets WHERE secrets.id = secret_versions.secret_id);

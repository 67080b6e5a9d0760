-- The epoch of the store's last claim when a sync moved there: that claim, and those before it, know
-- where the sync was and may not write for it any more.
ALTER TABLE secret_syncs ADD COLUMN moved_epoch BIGINT NOT NULL DEFAULT 0;

-- The ends of the chains before this one, as JSON, which its first record's MAC covers; none for a
-- chain that began before chains named each other.
ALTER TABLE audit_chains ADD COLUMN follows TEXT;

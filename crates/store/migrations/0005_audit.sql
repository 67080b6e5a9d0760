CREATE TABLE audit_chains (
    chain UUID PRIMARY KEY NOT NULL,
    seq   BIGINT NOT NULL,
    head  BYTEA NOT NULL
);

-- No foreign key to the project: its records outlive it.
CREATE TABLE audit_events (
    chain      UUID NOT NULL REFERENCES audit_chains (chain),
    seq        BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    action     TEXT NOT NULL,
    project_id UUID,
    detail     TEXT NOT NULL,
    mac        BYTEA NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE INDEX audit_events_time ON audit_events (at);
CREATE INDEX audit_events_project ON audit_events (project_id, at);

-- People who were invited to a project and have not signed in since. Who they are stands in the row of the
-- administrator; what became of earlier invitations, in the event log.
CREATE TABLE invitation (
    project_id TEXT NOT NULL REFERENCES project (id),
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    role TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE, -- of the link in the last mail
    invited_by TEXT NOT NULL REFERENCES administrator (id),
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, administrator_id)
);
CREATE INDEX invitation_by_administrator ON invitation (administrator_id);

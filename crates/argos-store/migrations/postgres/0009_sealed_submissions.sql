-- What only the holder of a project's SecretKey reads.

-- The public halves of SecretKeys. Sealed although they are no secret: an exchanged key does not open.
CREATE TABLE sealing_key (
    project_id TEXT NOT NULL REFERENCES project (id),
    id TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    ended_at BIGINT, -- since then nothing more is sealed to it
    PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX sealing_key_in_use ON sealing_key (project_id) WHERE ended_at IS NULL;

CREATE TABLE sealed_record (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    content BYTEA NOT NULL, -- sealed to a public key: no key of the server opens it
    PRIMARY KEY (project_id, submission_id, number),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
);

ALTER TABLE submission ADD COLUMN sealed_at BIGINT;

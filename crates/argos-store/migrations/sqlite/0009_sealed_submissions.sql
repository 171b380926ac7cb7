-- What only the holder of a project's SecretKey reads.

-- The public halves of SecretKeys. Sealed although they are no secret: an exchanged key does not open.
CREATE TABLE sealing_key (
    project_id TEXT NOT NULL REFERENCES project (id),
    id TEXT NOT NULL,
    public_key BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    ended_at INTEGER, -- since then nothing more is sealed to it
    PRIMARY KEY (project_id, id)
) STRICT;
CREATE UNIQUE INDEX sealing_key_in_use ON sealing_key (project_id) WHERE ended_at IS NULL;

CREATE TABLE sealed_record (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    content BLOB NOT NULL, -- sealed to a public key: no key of the server opens it
    PRIMARY KEY (project_id, submission_id, number),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;

ALTER TABLE submission ADD COLUMN sealed_at INTEGER;

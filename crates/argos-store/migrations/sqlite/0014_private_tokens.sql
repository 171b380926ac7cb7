-- One-time tokens of projects in private mode. They are the customers' own texts and may name a person: sealed, and found by a
-- keyed hash.
CREATE TABLE private_token (
    project_id TEXT NOT NULL REFERENCES project (id),
    token_index TEXT NOT NULL,
    token BLOB NOT NULL,
    registered INTEGER NOT NULL, -- 1: by the customer's server; 0: used without that
    updated_at INTEGER NOT NULL,
    first_used_at INTEGER,
    submission_id TEXT, -- the first made with it, later the one that used it up
    expired_at INTEGER,
    expired_condition TEXT,
    PRIMARY KEY (project_id, token_index)
) STRICT;
CREATE INDEX private_token_by_time ON private_token (project_id, updated_at, token_index);
CREATE INDEX private_token_by_submission ON private_token (project_id, submission_id) WHERE submission_id IS NOT NULL;

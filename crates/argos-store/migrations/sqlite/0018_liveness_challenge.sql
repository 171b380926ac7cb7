-- The challenge of active liveness that a submission is at: the last one begun. It goes with the decision. Columns of type
-- BLOB are sealed.
CREATE TABLE liveness_challenge (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    id TEXT NOT NULL,
    attempt INTEGER NOT NULL, -- attempts of the submission that had failed when it began
    number INTEGER NOT NULL, -- which challenge of that attempt, from 1
    standing TEXT NOT NULL, -- running, judging, passed, waived, over
    batch INTEGER NOT NULL, -- batches of frames that were taken
    nonce_hash TEXT NOT NULL, -- of what the next request must bring
    started_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state BLOB NOT NULL, -- what was asked and what was seen, JSON
    reference BLOB, -- the face that moves, as numbers
    PRIMARY KEY (project_id, submission_id),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;
CREATE INDEX liveness_challenge_by_expiry ON liveness_challenge (expires_at);

-- Review by people: corrections, claims, notes, new captures, agents of the platform. Columns of type BLOB are sealed.

-- What staff or the customer's server corrected after the user.
ALTER TABLE submission ADD COLUMN corrected_data BLOB;
-- A reviewer asked for a new capture: when, and why in own words.
ALTER TABLE submission ADD COLUMN capture_asked_at INTEGER;
ALTER TABLE submission ADD COLUMN capture_reason BLOB;

CREATE INDEX submission_by_score ON submission (project_id, argos_score, id) WHERE argos_score IS NOT NULL;
CREATE INDEX submission_waiting ON submission (pending_at, id) WHERE status = 'pending';

-- Who works on a pending submission. One person at a time, until the lease ends.
CREATE TABLE review_claim (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    claimed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (project_id, submission_id),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;
CREATE INDEX review_claim_by_administrator ON review_claim (administrator_id);

-- What reviewers write down for each other.
CREATE TABLE submission_note (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    written_at INTEGER NOT NULL,
    text BLOB NOT NULL,
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;
CREATE INDEX submission_note_by_submission ON submission_note (project_id, submission_id, written_at, id);

-- Administrators who review for every project that leaves its reviews to the platform.
CREATE TABLE platform_agent (
    administrator_id TEXT PRIMARY KEY NOT NULL REFERENCES administrator (id),
    added_at INTEGER NOT NULL
) STRICT;

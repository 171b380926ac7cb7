-- A webhook may be about no submission: a test. SQLite cannot take NOT NULL away from a column: the table is made anew.
CREATE TABLE delivery_anew (
    job_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    project_id TEXT NOT NULL REFERENCES project (id),
    submission_id TEXT,
    webhook_trigger TEXT NOT NULL,
    attempted_at INTEGER NOT NULL,
    status_code INTEGER,
    duration_ms INTEGER NOT NULL,
    error BLOB,
    PRIMARY KEY (job_id, attempt),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;
INSERT INTO delivery_anew (job_id, attempt, project_id, submission_id, webhook_trigger, attempted_at, status_code, duration_ms, error)
    SELECT job_id, attempt, project_id, submission_id, webhook_trigger, attempted_at, status_code, duration_ms, error FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_anew RENAME TO delivery;
CREATE INDEX delivery_by_submission ON delivery (project_id, submission_id, attempted_at);
CREATE INDEX delivery_by_project ON delivery (project_id, attempted_at, job_id, attempt);

-- Signs beside the new secret for a while, so that receivers can change over. Sealed.
ALTER TABLE project ADD COLUMN previous_webhook_secret BLOB;
ALTER TABLE project ADD COLUMN previous_webhook_secret_until INTEGER;

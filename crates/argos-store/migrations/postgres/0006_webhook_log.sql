-- A webhook may be about no submission: a test.
ALTER TABLE delivery ALTER COLUMN submission_id DROP NOT NULL;
ALTER TABLE delivery ADD FOREIGN KEY (project_id) REFERENCES project (id);
CREATE INDEX delivery_by_project ON delivery (project_id, attempted_at, job_id, attempt);

-- Signs beside the new secret for a while, so that receivers can change over. Sealed.
ALTER TABLE project ADD COLUMN previous_webhook_secret BYTEA;
ALTER TABLE project ADD COLUMN previous_webhook_secret_until BIGINT;

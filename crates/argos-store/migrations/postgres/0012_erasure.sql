-- What erasing a submission needs: its jobs can be found, and the row says what was erased, when and by whom.
ALTER TABLE job ADD COLUMN submission_id TEXT; -- no foreign key: a job is done before what it tells of is gone
ALTER TABLE job ADD COLUMN failure TEXT; -- why it was given up, in the clear; payload and last_error are erased then
CREATE INDEX job_by_submission ON job (project_id, submission_id) WHERE submission_id IS NOT NULL AND payload IS NOT NULL;

ALTER TABLE submission ADD COLUMN deleted_at BIGINT;
ALTER TABLE submission ADD COLUMN deleted_by TEXT;
ALTER TABLE submission ADD COLUMN deleted_by_id TEXT;
ALTER TABLE submission ADD COLUMN erased_fields TEXT; -- names of groups of data that were erased, a JSON array

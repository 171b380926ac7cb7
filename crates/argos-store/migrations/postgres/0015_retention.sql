-- What has not changed for long is found by the time of its last change.
CREATE INDEX submission_by_last_change ON submission (project_id, updated_at) WHERE deleted_at IS NULL;

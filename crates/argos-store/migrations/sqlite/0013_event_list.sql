-- The event log of a project by what was done.
CREATE INDEX event_log_by_action ON event_log (project_id, action, sequence);

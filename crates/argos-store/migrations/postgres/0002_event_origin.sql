-- Where an event came from, and what it changed: both sealed.
ALTER TABLE event_log ADD COLUMN address BYTEA;
ALTER TABLE event_log ADD COLUMN change BYTEA;

-- Where an event came from, and what it changed: both sealed.
ALTER TABLE event_log ADD COLUMN address BLOB;
ALTER TABLE event_log ADD COLUMN change BLOB;

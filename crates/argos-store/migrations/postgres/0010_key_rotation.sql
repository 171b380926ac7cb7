-- Under which version of the project's data key an image is sealed. Until now there was one.
ALTER TABLE image ADD COLUMN key_version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX image_by_key_version ON image (project_id, key_version, id);

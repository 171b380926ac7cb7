-- The logo in a project's mails. Sealed like everything that is kept of a project.
CREATE TABLE project_logo (
    project_id TEXT PRIMARY KEY NOT NULL REFERENCES project (id),
    image BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- The first tables. Columns of type BLOB hold sealed data (a field sealed for table, column, row and project) unless a
-- remark says otherwise. Times are microseconds since 1970-01-01 UTC.

-- Data keys, wrapped by the key service. The scope is a project's id or '@installation'.
CREATE TABLE data_key (
    scope TEXT NOT NULL,
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL,
    wrapped BLOB NOT NULL, -- wrapped, not sealed
    created_at INTEGER NOT NULL,
    PRIMARY KEY (scope, purpose, version)
) STRICT;

CREATE TABLE project (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    settings BLOB NOT NULL,
    api_key_hash TEXT NOT NULL UNIQUE,
    api_key BLOB NOT NULL,
    webhook_secret BLOB NOT NULL
) STRICT;

CREATE TABLE policy (
    project_id TEXT NOT NULL REFERENCES project (id),
    version INTEGER NOT NULL,
    rules TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (project_id, version)
) STRICT;

CREATE TABLE submission (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    policy_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    liveform_token_hash TEXT NOT NULL UNIQUE,
    email_index TEXT,
    user_id_index TEXT,
    applicant BLOB NOT NULL,
    chosen BLOB NOT NULL,
    read_data BLOB,
    confirmed_data BLOB,
    recognition_score REAL,
    status TEXT NOT NULL,
    next_step TEXT,
    failed_attempts INTEGER NOT NULL,
    last_failure_at INTEGER,
    last_failure_code TEXT,
    timeout_at INTEGER,
    pending_at INTEGER,
    decided_at INTEGER,
    decided_by TEXT,
    decided_by_id TEXT,
    reject_code TEXT,
    reject_comment BLOB,
    argos_score REAL,
    PRIMARY KEY (project_id, id),
    FOREIGN KEY (project_id, policy_version) REFERENCES policy (project_id, version)
) STRICT;
CREATE INDEX submission_by_time ON submission (project_id, created_at, id);
CREATE INDEX submission_by_status ON submission (project_id, status, created_at, id);
CREATE INDEX submission_by_email ON submission (project_id, email_index, created_at, id) WHERE email_index IS NOT NULL;
CREATE INDEX submission_by_user_id ON submission (project_id, user_id_index, created_at, id) WHERE user_id_index IS NOT NULL;
CREATE INDEX submission_by_timeout ON submission (timeout_at) WHERE timeout_at IS NOT NULL;

CREATE TABLE check_result (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    step TEXT NOT NULL,
    name TEXT NOT NULL,
    place INTEGER NOT NULL,
    result BLOB NOT NULL,
    PRIMARY KEY (project_id, submission_id, step, name),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;

CREATE TABLE score (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    score TEXT NOT NULL,
    PRIMARY KEY (project_id, submission_id),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;

-- The images themselves lie in the blob folder.
CREATE TABLE image (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    blob_key TEXT NOT NULL UNIQUE,
    size_bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (project_id, submission_id, kind),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;

CREATE TABLE face_template (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    embedding BLOB NOT NULL,
    PRIMARY KEY (project_id, submission_id, kind),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;

CREATE TABLE reading (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (project_id, submission_id, kind),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;

-- Outlives what it tells of, hence no foreign keys.
CREATE TABLE event_log (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project_id TEXT,
    submission_id TEXT,
    happened_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    actor_id TEXT,
    action TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX event_log_by_submission ON event_log (project_id, submission_id, sequence);
CREATE INDEX event_log_by_project ON event_log (project_id, sequence);

CREATE TABLE job (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project_id TEXT NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL,
    order_key TEXT,
    payload BLOB, -- erased when the job is finished
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL, -- while waiting: when to run; while running: when the lease ends
    created_at INTEGER NOT NULL,
    finished_at INTEGER, -- also when it was given up
    last_error BLOB
) STRICT;
CREATE INDEX job_due ON job (due_at, sequence) WHERE finished_at IS NULL;
CREATE INDEX job_order ON job (project_id, order_key, sequence) WHERE finished_at IS NULL;
CREATE INDEX job_by_state ON job (state);

CREATE TABLE delivery (
    job_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    webhook_trigger TEXT NOT NULL,
    attempted_at INTEGER NOT NULL,
    status_code INTEGER,
    duration_ms INTEGER NOT NULL,
    error BLOB,
    PRIMARY KEY (job_id, attempt),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;
CREATE INDEX delivery_by_submission ON delivery (project_id, submission_id, attempted_at);

CREATE TABLE administrator (
    id TEXT PRIMARY KEY NOT NULL,
    email BLOB NOT NULL,
    email_index TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE membership (
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    project_id TEXT NOT NULL REFERENCES project (id),
    role TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (administrator_id, project_id)
) STRICT;
CREATE INDEX membership_by_project ON membership (project_id);

CREATE TABLE sign_in_link (
    token_hash TEXT PRIMARY KEY NOT NULL,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    expires_at INTEGER NOT NULL,
    redeemed_at INTEGER
) STRICT;

CREATE TABLE dashboard_session (
    token_hash TEXT PRIMARY KEY NOT NULL,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    form_token TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- The first tables. Columns of type BYTEA hold sealed data (a field sealed for table, column, row and project) unless a
-- remark says otherwise. Times are microseconds since 1970-01-01 UTC.

-- Data keys, wrapped by the key service. The scope is a project's id or '@installation'.
CREATE TABLE data_key (
    scope TEXT NOT NULL,
    purpose TEXT NOT NULL,
    version BIGINT NOT NULL,
    wrapped BYTEA NOT NULL, -- wrapped, not sealed
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, purpose, version)
);

CREATE TABLE project (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    settings BYTEA NOT NULL,
    api_key_hash TEXT NOT NULL UNIQUE,
    api_key BYTEA NOT NULL,
    webhook_secret BYTEA NOT NULL
);

CREATE TABLE policy (
    project_id TEXT NOT NULL REFERENCES project (id),
    version BIGINT NOT NULL,
    rules TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, version)
);

CREATE TABLE submission (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    policy_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    liveform_token_hash TEXT NOT NULL UNIQUE,
    email_index TEXT,
    user_id_index TEXT,
    applicant BYTEA NOT NULL,
    chosen BYTEA NOT NULL,
    read_data BYTEA,
    confirmed_data BYTEA,
    recognition_score DOUBLE PRECISION,
    status TEXT NOT NULL,
    next_step TEXT,
    failed_attempts BIGINT NOT NULL,
    last_failure_at BIGINT,
    last_failure_code TEXT,
    timeout_at BIGINT,
    pending_at BIGINT,
    decided_at BIGINT,
    decided_by TEXT,
    decided_by_id TEXT,
    reject_code TEXT,
    reject_comment BYTEA,
    argos_score DOUBLE PRECISION,
    PRIMARY KEY (project_id, id),
    FOREIGN KEY (project_id, policy_version) REFERENCES policy (project_id, version)
);
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
    place BIGINT NOT NULL,
    result BYTEA NOT NULL,
    PRIMARY KEY (project_id, submission_id, step, name),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
);

CREATE TABLE score (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    score TEXT NOT NULL,
    PRIMARY KEY (project_id, submission_id),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
);

-- The images themselves lie in the blob folder.
CREATE TABLE image (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    blob_key TEXT NOT NULL UNIQUE,
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (project_id, submission_id, kind),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
);

CREATE TABLE face_template (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    embedding BYTEA NOT NULL,
    PRIMARY KEY (project_id, submission_id, kind),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
);

CREATE TABLE reading (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (project_id, submission_id, kind),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
);

-- Outlives what it tells of, hence no foreign keys.
CREATE TABLE event_log (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    project_id TEXT,
    submission_id TEXT,
    happened_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    actor_id TEXT,
    action TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX event_log_by_submission ON event_log (project_id, submission_id, sequence);
CREATE INDEX event_log_by_project ON event_log (project_id, sequence);

CREATE TABLE job (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    project_id TEXT NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL,
    order_key TEXT,
    payload BYTEA, -- erased when the job is finished
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL, -- while waiting: when to run; while running: when the lease ends
    created_at BIGINT NOT NULL,
    finished_at BIGINT, -- also when it was given up
    last_error BYTEA
);
CREATE INDEX job_due ON job (due_at, sequence) WHERE finished_at IS NULL;
CREATE INDEX job_order ON job (project_id, order_key, sequence) WHERE finished_at IS NULL;
CREATE INDEX job_by_state ON job (state);

CREATE TABLE delivery (
    job_id TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    webhook_trigger TEXT NOT NULL,
    attempted_at BIGINT NOT NULL,
    status_code BIGINT,
    duration_ms BIGINT NOT NULL,
    error BYTEA,
    PRIMARY KEY (job_id, attempt),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
);
CREATE INDEX delivery_by_submission ON delivery (project_id, submission_id, attempted_at);

CREATE TABLE administrator (
    id TEXT PRIMARY KEY NOT NULL,
    email BYTEA NOT NULL,
    email_index TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE membership (
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    project_id TEXT NOT NULL REFERENCES project (id),
    role TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (administrator_id, project_id)
);
CREATE INDEX membership_by_project ON membership (project_id);

CREATE TABLE sign_in_link (
    token_hash TEXT PRIMARY KEY NOT NULL,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    expires_at BIGINT NOT NULL,
    redeemed_at BIGINT
);

CREATE TABLE dashboard_session (
    token_hash TEXT PRIMARY KEY NOT NULL,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    form_token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Signing in: passwords, codes of an authenticator app, sessions, limits. Columns of type BLOB are sealed.

-- What an administrator signs in with, beside links by mail.
CREATE TABLE credential (
    administrator_id TEXT PRIMARY KEY NOT NULL REFERENCES administrator (id),
    password_hash BLOB,
    password_set_at INTEGER,
    totp_secret BLOB, -- counts once it is confirmed
    totp_confirmed_at INTEGER,
    totp_last_step INTEGER -- time step of the last code that was accepted: a code works once
) STRICT;

CREATE TABLE recovery_code (
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    code_index TEXT NOT NULL, -- keyed hash of the code
    PRIMARY KEY (administrator_id, code_index)
) STRICT;

-- The first step of a sign-in is done, the code is awaited.
CREATE TABLE sign_in_step (
    token_hash TEXT PRIMARY KEY NOT NULL,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    method TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_step_by_administrator ON sign_in_step (administrator_id);

-- Earlier sessions end: they say neither how nor from where somebody signed in.
DROP TABLE dashboard_session;
CREATE TABLE dashboard_session (
    id TEXT PRIMARY KEY NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    form_token TEXT NOT NULL,
    method TEXT NOT NULL,
    address BLOB,
    browser BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    idle_until INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX dashboard_session_by_administrator ON dashboard_session (administrator_id, created_at);

-- Attempts within a sliding window, by a keyed hash of what is limited.
CREATE TABLE attempt_window (
    bucket TEXT PRIMARY KEY NOT NULL,
    moments TEXT NOT NULL, -- JSON array of microseconds, oldest first
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_window_by_expiry ON attempt_window (expires_at);

CREATE INDEX event_log_by_actor ON event_log (actor_id, sequence) WHERE actor_id IS NOT NULL;

-- A job may belong to no project. SQLite cannot take NOT NULL away from a column: the table is made anew.
CREATE TABLE job_anew (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project_id TEXT REFERENCES project (id),
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
INSERT INTO job_anew (sequence, id, project_id, kind, order_key, payload, state, attempts, due_at, created_at, finished_at, last_error)
    SELECT sequence, id, project_id, kind, order_key, payload, state, attempts, due_at, created_at, finished_at, last_error FROM job;
DROP TABLE job;
ALTER TABLE job_anew RENAME TO job;
CREATE INDEX job_due ON job (due_at, sequence) WHERE finished_at IS NULL;
CREATE INDEX job_order ON job (project_id, order_key, sequence) WHERE finished_at IS NULL;
CREATE INDEX job_by_state ON job (state);

-- Signing in: passwords, codes of an authenticator app, sessions, limits. Columns of type BYTEA are sealed.

-- What an administrator signs in with, beside links by mail.
CREATE TABLE credential (
    administrator_id TEXT PRIMARY KEY NOT NULL REFERENCES administrator (id),
    password_hash BYTEA,
    password_set_at BIGINT,
    totp_secret BYTEA, -- counts once it is confirmed
    totp_confirmed_at BIGINT,
    totp_last_step BIGINT -- time step of the last code that was accepted: a code works once
);

CREATE TABLE recovery_code (
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    code_index TEXT NOT NULL, -- keyed hash of the code
    PRIMARY KEY (administrator_id, code_index)
);

-- The first step of a sign-in is done, the code is awaited.
CREATE TABLE sign_in_step (
    token_hash TEXT PRIMARY KEY NOT NULL,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    method TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_step_by_administrator ON sign_in_step (administrator_id);

-- Earlier sessions end: they say neither how nor from where somebody signed in.
DROP TABLE dashboard_session;
CREATE TABLE dashboard_session (
    id TEXT PRIMARY KEY NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    administrator_id TEXT NOT NULL REFERENCES administrator (id),
    form_token TEXT NOT NULL,
    method TEXT NOT NULL,
    address BYTEA,
    browser BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX dashboard_session_by_administrator ON dashboard_session (administrator_id, created_at);

-- Attempts within a sliding window, by a keyed hash of what is limited.
CREATE TABLE attempt_window (
    bucket TEXT PRIMARY KEY NOT NULL,
    moments TEXT NOT NULL, -- JSON array of microseconds, oldest first
    expires_at BIGINT NOT NULL
);
CREATE INDEX attempt_window_by_expiry ON attempt_window (expires_at);

CREATE INDEX event_log_by_actor ON event_log (actor_id, sequence) WHERE actor_id IS NOT NULL;

-- A job may belong to no project.
ALTER TABLE job ALTER COLUMN project_id DROP NOT NULL;

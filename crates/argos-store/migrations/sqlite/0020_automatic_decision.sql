-- What Argos itself decided of each submission and the outline of the checks from which it did: what a simulation of
-- another policy reads, one narrow row for each. No personal data: outcomes, codes, and numbers that tell of pictures.
CREATE TABLE automatic_decision (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    policy_version INTEGER NOT NULL,
    conclusion TEXT NOT NULL, -- approved, pending, rejected
    code TEXT, -- of a rejection
    failed_before INTEGER NOT NULL, -- attempts that had failed before the last one
    outline TEXT NOT NULL, -- the checks, see argos-domain/src/outline.rs
    status TEXT NOT NULL, -- of the submission now
    by_human INTEGER NOT NULL, -- 1 when a human gave it that status
    narrowing TEXT, -- as in submission
    overrides TEXT, -- as in submission
    PRIMARY KEY (project_id, submission_id),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;
CREATE INDEX automatic_decision_by_time ON automatic_decision (project_id, decided_at, submission_id);

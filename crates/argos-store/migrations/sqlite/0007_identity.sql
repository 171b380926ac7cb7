-- One person, one account. Only keyed hashes, ids and rules: nothing about a person can be read back from these columns.

-- Which rules of the policy the customer's server switched on or off for this submission, as JSON.
ALTER TABLE submission ADD COLUMN overrides TEXT;
-- The person that it belongs to, given with the decision.
ALTER TABLE submission ADD COLUMN applicant_id TEXT;
-- Keyed hash of name, birth date and nationality, as the customer sees it.
ALTER TABLE submission ADD COLUMN duplicated_information TEXT;
-- Number of its approval within the project.
ALTER TABLE submission ADD COLUMN approval INTEGER;
CREATE UNIQUE INDEX submission_by_approval ON submission (project_id, approval) WHERE approval IS NOT NULL;
CREATE INDEX submission_by_applicant ON submission (project_id, applicant_id) WHERE applicant_id IS NOT NULL;

-- What decided submissions are recognised by: a keyed hash for each kind of identity.
CREATE TABLE identity_index (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (project_id, kind, value, submission_id),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
) STRICT;
CREATE INDEX identity_index_by_submission ON identity_index (project_id, submission_id);

-- Who approves takes the next number here first: approvals of a project happen one after the other.
CREATE TABLE approval_turn (
    project_id TEXT PRIMARY KEY NOT NULL REFERENCES project (id),
    turn INTEGER NOT NULL
) STRICT;

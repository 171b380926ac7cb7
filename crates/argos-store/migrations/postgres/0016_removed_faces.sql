-- Faces of approved people that do not count any more: servers that hold faces in memory take them out. Numbers only.
CREATE TABLE removed_face (
    project_id TEXT NOT NULL REFERENCES project (id),
    turn BIGINT NOT NULL, -- the number of approval_turn under which it was removed
    approval BIGINT NOT NULL, -- the number under which it had been approved
    PRIMARY KEY (project_id, turn)
);

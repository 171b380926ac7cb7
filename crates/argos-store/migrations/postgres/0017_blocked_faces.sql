-- Faces of rejected submissions with which nobody is to pass without a human. The face itself stays where it is, in
-- face_template: when it is erased there, its entry goes too.
CREATE TABLE blocked_face (
    project_id TEXT NOT NULL,
    submission_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    administrator_id TEXT NOT NULL REFERENCES administrator (id), -- who put it on the list
    blocked_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, submission_id),
    FOREIGN KEY (project_id, submission_id) REFERENCES submission (project_id, id)
);
CREATE INDEX blocked_face_by_administrator ON blocked_face (administrator_id);

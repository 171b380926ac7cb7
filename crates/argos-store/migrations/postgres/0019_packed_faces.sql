-- Faces of approved people in the form in which servers hold them in memory, many in one value, so that a start is quick. Made of
-- the rows of face_template and left out or made again at any time; a removed face takes the whole value with it. Columns of
-- type BYTEA are sealed.
CREATE TABLE packed_faces (
    project_id TEXT NOT NULL REFERENCES project (id),
    number BIGINT NOT NULL, -- which 1024 numbers of approval: (approval - 1) / 1024
    models TEXT NOT NULL, -- by which the faces were measured
    content BYTEA NOT NULL,
    PRIMARY KEY (project_id, number)
);
-- What is sealed does not get smaller.
ALTER TABLE packed_faces ALTER COLUMN content SET STORAGE EXTERNAL;

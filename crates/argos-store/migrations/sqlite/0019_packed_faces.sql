-- Faces of approved people in the form in which servers hold them in memory, many in one value, so that a start is quick. Made of
-- the rows of face_template and left out or made again at any time; a removed face takes the whole value with it. Columns of
-- type BLOB are sealed.
CREATE TABLE packed_faces (
    project_id TEXT NOT NULL REFERENCES project (id),
    number INTEGER NOT NULL, -- which 1024 numbers of approval: (approval - 1) / 1024
    models TEXT NOT NULL, -- by which the faces were measured
    content BLOB NOT NULL,
    PRIMARY KEY (project_id, number)
) STRICT;

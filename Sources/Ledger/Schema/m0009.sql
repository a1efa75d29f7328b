-- The dock. Times are milliseconds since 1970 in UTC.

-- Parcels that nobody can name, until somebody finds out whose they are.
CREATE TABLE workbench (
    id          INTEGER PRIMARY KEY,
    state       TEXT NOT NULL CHECK (state IN ('open', 'matched', 'closed')),
    received_at INTEGER NOT NULL,
    content     TEXT NOT NULL CHECK (json_valid(content)),  -- what the document said of it
    rma         INTEGER REFERENCES rmas (id) CHECK ((rma IS NOT NULL) = (state = 'matched')),
    ended_at    INTEGER CHECK ((ended_at IS NULL) = (state = 'open')),
    reason      TEXT CHECK (reason IS NOT NULL OR state <> 'closed'),
    document    INTEGER NOT NULL REFERENCES documents (id),
    event       INTEGER NOT NULL REFERENCES events (sequence)  -- the newest about it; it bears the digest of the row
) STRICT;
CREATE INDEX workbench_open ON workbench (id) WHERE state = 'open';
CREATE INDEX workbench_of_rma ON workbench (rma) WHERE rma IS NOT NULL;

-- What scanners read on them, compact.
CREATE TABLE workbench_codes (
    code TEXT NOT NULL,
    item INTEGER NOT NULL REFERENCES workbench (id),
    PRIMARY KEY (code, item)
) STRICT, WITHOUT ROWID;

-- Photos of what came; the files lie in the spool's evidence folder, named by their digest. The event lists them.
CREATE TABLE dock_photos (
    event    INTEGER NOT NULL REFERENCES events (sequence),
    number   INTEGER NOT NULL CHECK (number >= 1),
    digest   BLOB NOT NULL CHECK (length(digest) = 32),
    file     TEXT NOT NULL,
    name     TEXT NOT NULL,                 -- as the document called it
    size     INTEGER NOT NULL CHECK (size > 0),
    rma      INTEGER REFERENCES rmas (id),
    item     INTEGER REFERENCES workbench (id) CHECK (rma IS NOT NULL OR item IS NOT NULL),
    PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX dock_photos_of_rma ON dock_photos (rma) WHERE rma IS NOT NULL;
CREATE INDEX dock_photos_of_item ON dock_photos (item) WHERE item IS NOT NULL;

-- Tasks of people. Times are milliseconds since 1970 in UTC; days are days since 1970-01-01.

-- For a return there is at most one open task of a kind about the same subject: what is asked for twice is asked once.
CREATE TABLE tasks (
    id         INTEGER PRIMARY KEY,
    rma        INTEGER REFERENCES rmas (id),   -- null: about no return, for example a parcel that nobody can name
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    words      TEXT NOT NULL,
    assignee   TEXT,
    due_on     INTEGER,
    state      TEXT NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
    created_at INTEGER NOT NULL,
    ended_at   INTEGER CHECK ((ended_at IS NULL) = (state = 'open')),
    ended_by   TEXT CHECK ((ended_by IS NULL) = (state = 'open')),
    note       TEXT
) STRICT;
CREATE UNIQUE INDEX tasks_open_once ON tasks (ifnull(rma, 0), kind, subject) WHERE state = 'open';
CREATE INDEX tasks_open_by_day ON tasks (ifnull(due_on, 9223372036854775807), id) WHERE state = 'open';
CREATE INDEX tasks_of_rma ON tasks (rma, id) WHERE rma IS NOT NULL;

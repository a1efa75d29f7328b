-- Promises that are watched, alarms, and the care for customers. Times are milliseconds since 1970 in UTC; days are
-- days since 1970-01-01.

-- Days on which the clock looks at a return again. An alarm that has rung is gone.
CREATE TABLE alarms (
    rma    INTEGER NOT NULL REFERENCES rmas (id),
    name   TEXT NOT NULL,
    due_on INTEGER NOT NULL,
    PRIMARY KEY (rma, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX alarms_by_day ON alarms (due_on, rma, name);

-- What customers were promised, and what became of it. A promise that a clock that ran has not kept, revised or broken
-- in time is found by its day.
CREATE TABLE promises_2 (
    rma        INTEGER NOT NULL REFERENCES rmas (id),
    name       TEXT NOT NULL CHECK (name IN ('answered', 'receipt_confirmed', 'inspected', 'refunded')),
    state      TEXT NOT NULL CHECK (state IN ('open', 'at_risk', 'kept', 'broken', 'withdrawn')),
    due_on     INTEGER NOT NULL,                         -- what was promised first
    revised_on INTEGER CHECK (revised_on >= due_on),     -- the new day that the customer was told
    warn_on    INTEGER NOT NULL,                         -- from when on staff are warned
    told_at    INTEGER CHECK (told_at IS NOT NULL OR revised_on IS NULL),
    ended_at   INTEGER CHECK ((ended_at IS NULL) = (state IN ('open', 'at_risk'))),
    reason     TEXT,
    tells_kept INTEGER NOT NULL CHECK (tells_kept IN (0, 1)),
    special    INTEGER NOT NULL CHECK (special IN (0, 1)),   -- the customer was under special care
    PRIMARY KEY (rma, name)
) STRICT, WITHOUT ROWID;
-- Promises of returns that had ended, and days that had passed before promises were watched, tell nobody anything.
INSERT INTO promises_2 (rma, name, state, due_on, warn_on, ended_at, reason, tells_kept, special)
    SELECT rma, name, 'withdrawn', due_on, due_on - 1, changed_at, 'made before promises were watched', 0, 0
    FROM promises p JOIN rmas r ON r.id = p.rma
    WHERE state NOT IN ('requested', 'under_review', 'info_needed', 'approved')
        OR due_on <= (SELECT coalesce(max(at), 0) / 86400000 FROM events);
INSERT INTO promises_2 (rma, name, state, due_on, warn_on, tells_kept, special)
    SELECT rma, name, 'open', due_on, due_on - 1, 0, 0 FROM promises p
    WHERE NOT EXISTS (SELECT 1 FROM promises_2 n WHERE n.rma = p.rma AND n.name = p.name);
DROP TABLE promises;
ALTER TABLE promises_2 RENAME TO promises;
CREATE INDEX promises_to_warn ON promises (warn_on, rma, name) WHERE state = 'open';
CREATE INDEX promises_to_tell ON promises (due_on, rma, name)
    WHERE state IN ('open', 'at_risk') AND revised_on IS NULL;
CREATE INDEX promises_to_end ON promises (revised_on, rma, name)
    WHERE state IN ('open', 'at_risk') AND revised_on IS NOT NULL;
CREATE INDEX promises_at_risk ON promises (special DESC, ifnull(revised_on, due_on), rma, name)
    WHERE state = 'at_risk';
CREATE INDEX promises_broken ON promises (ended_at, rma, name) WHERE state = 'broken';

-- Customers who deserve special care, each once. A customer is known by the shop's number, else by the e-mail address
-- (email:…), else by the return (rma:…).
CREATE TABLE customer_care (
    customer TEXT PRIMARY KEY,
    since    INTEGER NOT NULL,
    until_on INTEGER NOT NULL,
    cause    TEXT NOT NULL CHECK (cause IN ('broken_promise', 'repeated_failure', 'complaint', 'low_rating', 'staff')),
    words    TEXT NOT NULL,
    rma      INTEGER REFERENCES rmas (id) DEFERRABLE INITIALLY DEFERRED,   -- it may be made in the same commit
    ended_at INTEGER,
    ended_by TEXT CHECK ((ended_by IS NULL) = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;

-- What customers were given beyond what was owed: an amount, or something else in words.
CREATE TABLE goodwill (
    id       INTEGER PRIMARY KEY,
    customer TEXT NOT NULL,
    rma      INTEGER REFERENCES rmas (id),
    minor    INTEGER CHECK (minor > 0),
    currency TEXT CHECK ((currency IS NULL) = (minor IS NULL)),
    words    TEXT CHECK (words IS NOT NULL OR minor IS NOT NULL),
    reason   TEXT NOT NULL,
    given_by TEXT NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX goodwill_of_customer ON goodwill (customer, at);
CREATE INDEX goodwill_of_rma ON goodwill (rma) WHERE rma IS NOT NULL;

-- Customers without a number are found by their e-mail address.
CREATE INDEX rmas_by_email ON rmas (lower(contact ->> '$.email'), id) WHERE customer IS NULL;

-- What is asked for customers under special care is done first.
ALTER TABLE tasks ADD COLUMN special INTEGER NOT NULL DEFAULT 0 CHECK (special IN (0, 1));
DROP INDEX tasks_open_by_day;
CREATE INDEX tasks_open_by_day ON tasks (special DESC, ifnull(due_on, 9223372036854775807), id) WHERE state = 'open';

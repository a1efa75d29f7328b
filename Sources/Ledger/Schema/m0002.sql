-- The ledger, edition 2: endpoints say how they want to be served; messages have forms; deliveries of a lane go
-- in the order of their events, may concern no return at all, and may be replaced by newer ones.

ALTER TABLE endpoints ADD COLUMN terms TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(terms));
-- While the signing secret is being changed, the former one signs, too.
ALTER TABLE endpoints ADD COLUMN former_secret_file TEXT;
ALTER TABLE endpoints ADD COLUMN former_until INTEGER
    CHECK ((former_until IS NULL) = (former_secret_file IS NULL));
-- Until when the receiver asked to be left alone (Retry-After).
ALTER TABLE endpoints ADD COLUMN paused_until INTEGER;
-- Since when no attempt has succeeded, and which percentage of its failure budget was told last.
ALTER TABLE endpoints ADD COLUMN failing_since INTEGER;
ALTER TABLE endpoints ADD COLUMN alerted INTEGER NOT NULL DEFAULT 0
    CHECK (alerted BETWEEN 0 AND 100 AND (alerted = 0 OR failing_since IS NOT NULL));

-- What is to be said to the outside, once for each event and form that somebody listens to: `full.1`, `thin.1`.
CREATE TABLE messages_2 (
    event   INTEGER NOT NULL REFERENCES events (sequence),
    form    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (event, form)
) STRICT;
INSERT INTO messages_2 (event, form, kind, payload) SELECT event, 'full.1', kind, payload FROM messages;

-- One row for each endpoint that is owed a message. A lane is an (endpoint, rma) pair, in the order of events:
-- `ready` is its oldest open one, `waiting` stands behind it. While the endpoint is disabled, both are held; that
-- is said by the endpoint alone, so that disabling one costs one row. Ended are `delivered`, `failed` (given up)
-- and `superseded` (a newer one took its place before it was delivered).
CREATE TABLE deliveries_2 (
    id         INTEGER PRIMARY KEY,
    public_id  TEXT NOT NULL UNIQUE,
    endpoint   TEXT NOT NULL REFERENCES endpoints (name),
    rma        INTEGER REFERENCES rmas (id),
    event      INTEGER NOT NULL,
    form       TEXT NOT NULL,
    state      TEXT NOT NULL
                   CHECK (state IN ('ready', 'waiting', 'delivered', 'failed', 'superseded')),
    attempts   INTEGER NOT NULL CHECK (attempts >= 0),
    -- Attempts made before somebody asked for it anew: the schedule counts from there.
    attempts_before INTEGER NOT NULL DEFAULT 0 CHECK (attempts_before BETWEEN 0 AND attempts),
    due_at     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at   INTEGER CHECK ((ended_at IS NULL) = (state IN ('ready', 'waiting'))),
    last_error TEXT,
    UNIQUE (endpoint, event),
    FOREIGN KEY (event, form) REFERENCES messages_2 (event, form)
) STRICT;
INSERT INTO deliveries_2 (id, public_id, endpoint, rma, event, form, state, attempts, due_at, created_at, ended_at,
        last_error)
    SELECT id, public_id, endpoint, rma, event, 'full.1', iif(state = 'held', 'waiting', state), attempts, due_at,
        created_at, ended_at, last_error
    FROM deliveries;
UPDATE deliveries_2 SET state = 'ready' WHERE state = 'waiting' AND id IN
    (SELECT id FROM (SELECT id, min(event) FROM deliveries_2 WHERE state IN ('ready', 'waiting')
        GROUP BY endpoint, rma));

CREATE TABLE attempts_2 (
    delivery   INTEGER NOT NULL REFERENCES deliveries_2 (id),
    number     INTEGER NOT NULL CHECK (number >= 1),
    started_at INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL,
    outcome    TEXT NOT NULL,
    status     INTEGER,
    peer       TEXT,
    timings    TEXT NOT NULL CHECK (json_valid(timings)),
    response   BLOB NOT NULL,
    PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;
INSERT INTO attempts_2 SELECT * FROM attempts;

DROP TABLE attempts;
DROP TABLE deliveries;
DROP TABLE messages;
ALTER TABLE messages_2 RENAME TO messages;
ALTER TABLE deliveries_2 RENAME TO deliveries;
ALTER TABLE attempts_2 RENAME TO attempts;

CREATE INDEX deliveries_due ON deliveries (endpoint, due_at, id) WHERE state = 'ready';
CREATE INDEX deliveries_lane ON deliveries (endpoint, rma, event) WHERE state IN ('ready', 'waiting');
CREATE INDEX deliveries_of_rma ON deliveries (rma, id);
CREATE INDEX deliveries_failed ON deliveries (endpoint, event) WHERE state IN ('failed', 'superseded');

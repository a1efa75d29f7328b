-- Units: what was judged, one record for each unit or for several alike. Days are days since 1970-01-01.

CREATE TABLE units (
    rma         INTEGER NOT NULL REFERENCES rmas (id),
    number      INTEGER NOT NULL CHECK (number >= 1),
    line        INTEGER NOT NULL CHECK (line >= 1),
    quantity    INTEGER NOT NULL CHECK (quantity >= 1 AND (serial IS NULL OR quantity = 1)),
    serial      TEXT,
    serial_finding TEXT CHECK (serial_finding IN ('announced', 'sold', 'other', 'unannounced', 'unread')),
    verdict     TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
    grade       TEXT CHECK (grade IN ('a', 'b', 'c', 'd')),
    disposition TEXT NOT NULL CHECK (disposition IN ('none', 'quarantine', 'restock', 'open_box', 'refurbish',
                    'repair', 'return_to_vendor', 'liquidate', 'donate', 'recycle', 'destroy',
                    'return_to_customer')),
    destination TEXT,
    bin         TEXT,
    rule        TEXT CHECK (rule IS NULL OR (decided_by IS NULL AND decision_reason IS NULL)),
    decided_by  TEXT,
    decision_reason TEXT,
    checklist   TEXT NOT NULL CHECK (json_valid(checklist)),
    photos      TEXT NOT NULL CHECK (json_valid(photos)),
    note        TEXT,
    value_minor INTEGER,
    value_currency TEXT CHECK ((value_currency IS NULL) = (value_minor IS NULL)),
    repair_minor INTEGER,
    repair_currency TEXT CHECK ((repair_currency IS NULL) = (repair_minor IS NULL)),
    judged_on   INTEGER,
    appealed    INTEGER NOT NULL CHECK (appealed = 0 OR (appealed = 1 AND verdict = 'rejected')),
    PRIMARY KEY (rma, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX units_by_serial ON units (serial) WHERE serial IS NOT NULL;

-- Goods that went out before those of a line came back.
CREATE TABLE advances (
    rma       INTEGER NOT NULL REFERENCES rmas (id),
    line      INTEGER NOT NULL CHECK (line >= 1),
    kind      TEXT NOT NULL CHECK (kind IN ('replacement', 'loaner')),
    serial    TEXT,
    due_on    INTEGER NOT NULL,
    reference TEXT NOT NULL,
    reminded_on INTEGER,
    ended     TEXT CHECK (ended IN ('returned', 'charged', 'waived')),
    PRIMARY KEY (rma, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX advances_open_by_day ON advances (due_on, rma, line) WHERE ended IS NULL;
CREATE INDEX advances_by_serial ON advances (serial) WHERE serial IS NOT NULL;

-- Tags of units, on paper and as files.
ALTER TABLE print_jobs ADD COLUMN unit INTEGER CHECK ((unit IS NOT NULL) = (paper = 'bin_tag'));
DROP INDEX print_jobs_copies;
CREATE UNIQUE INDEX print_jobs_copies ON print_jobs (rma, ifnull(shipment, 0), ifnull(unit, 0), paper, copy)
    WHERE state <> 'cancelled' AND rma IS NOT NULL;
ALTER TABLE papers ADD COLUMN unit INTEGER CHECK (unit IS NULL OR shipment IS NULL);

-- Printing. Times are milliseconds since 1970 in UTC.

-- What the daemon knows of each configured printer, for other processes to see.
CREATE TABLE printers (
    name       TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('raw', 'cups')),
    address    TEXT NOT NULL,
    stations   TEXT NOT NULL CHECK (json_valid(stations)),
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    is_configured INTEGER NOT NULL CHECK (is_configured IN (0, 1)),
    state      TEXT NOT NULL CHECK (state IN ('ready', 'off', 'paused')),
    since      INTEGER NOT NULL,
    last_error TEXT CHECK (last_error IS NOT NULL OR state <> 'off')
) STRICT, WITHOUT ROWID;

-- Paper that is owed by a printer. `sending` is committed before the first byte leaves: whoever finds it after a
-- crash cannot know whether the paper came out, so it becomes `uncertain` and is never sent again; what is printed
-- instead is the next copy. Copy 1 is the original, and there is only one of it.
CREATE TABLE print_jobs (
    id           INTEGER PRIMARY KEY,
    rma          INTEGER REFERENCES rmas (id) CHECK ((rma IS NULL) = (paper = 'test')),
    shipment     INTEGER REFERENCES shipments (id),
    paper        TEXT NOT NULL CHECK (paper IN ('label', 'instructions', 'packing_slip', 'bin_tag', 'test')),
    printer      TEXT NOT NULL REFERENCES printers (name),
    copy         INTEGER NOT NULL CHECK (copy >= 1),
    state        TEXT NOT NULL CHECK (state IN ('owed', 'sending', 'printed', 'uncertain', 'held', 'cancelled')),
    attempts     INTEGER NOT NULL CHECK (attempts >= 0),
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    requested_by TEXT NOT NULL,
    document     INTEGER REFERENCES documents (id),  -- null: the papers' making caused it
    queue_job    INTEGER,                            -- the number that a CUPS queue gave to it
    last_error   TEXT CHECK (last_error IS NOT NULL OR state NOT IN ('uncertain', 'held'))
) STRICT;
CREATE UNIQUE INDEX print_jobs_copies ON print_jobs (rma, ifnull(shipment, 0), paper, copy)
    WHERE state <> 'cancelled' AND rma IS NOT NULL;
CREATE INDEX print_jobs_open ON print_jobs (printer, id) WHERE state IN ('owed', 'sending');
CREATE INDEX print_jobs_in_doubt ON print_jobs (printer, id) WHERE state IN ('uncertain', 'held');
CREATE INDEX print_jobs_by_printer ON print_jobs (printer, changed_at) WHERE state = 'printed';
CREATE INDEX print_jobs_by_document ON print_jobs (document) WHERE document IS NOT NULL;

-- The ledger, edition 1. Times are milliseconds since 1970 in UTC; days are days since 1970-01-01.

CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every file that became something, exactly as it came.
CREATE TABLE originals (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE documents (
    id          INTEGER PRIMARY KEY,
    digest      BLOB NOT NULL CHECK (length(digest) = 32),
    name        TEXT NOT NULL,
    station     TEXT NOT NULL,              -- '' is the drop directory itself
    received_at INTEGER NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('accepted', 'partly_accepted', 'rejected', 'duplicate')),
    paper_name  TEXT NOT NULL,              -- the receipt's or reason file's name without its ending
    receipt     TEXT CHECK ((receipt IS NULL) = (outcome = 'rejected')),
    reason      TEXT CHECK ((reason IS NULL) = (outcome IN ('accepted', 'duplicate'))),
    given_back  BLOB CHECK ((given_back IS NOT NULL) = (outcome = 'partly_accepted')),
    given_back_name TEXT CHECK ((given_back_name IS NULL) = (given_back IS NULL))
) STRICT;
CREATE INDEX documents_by_content ON documents (digest);
CREATE UNIQUE INDEX documents_by_paper ON documents (station, paper_name);

-- One row for each record of a document that was taken; `key` recognises it in another file.
CREATE TABLE records (
    key      BLOB PRIMARY KEY CHECK (length(key) = 32),
    content  BLOB NOT NULL CHECK (length(content) = 32),
    document INTEGER NOT NULL REFERENCES documents (id),
    number   INTEGER NOT NULL CHECK (number >= 1),
    rma      INTEGER REFERENCES rmas (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX records_by_document ON records (document, number);

CREATE TABLE customers (
    number     TEXT PRIMARY KEY,
    profile    TEXT NOT NULL CHECK (json_valid(profile)),
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
    number       TEXT PRIMARY KEY,
    customer     TEXT,
    channel      TEXT,
    purchased_on INTEGER NOT NULL,
    shipped_on   INTEGER,
    delivered_on INTEGER,
    lines        TEXT NOT NULL CHECK (json_valid(lines)),
    changed_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rmas (
    id              INTEGER PRIMARY KEY,
    number          TEXT NOT NULL UNIQUE,
    token           TEXT NOT NULL UNIQUE CHECK (length(token) >= 22),
    state           TEXT NOT NULL CHECK (state IN ('requested', 'under_review', 'info_needed', 'approved',
                        'declined', 'cancelled', 'expired', 'closed')),
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    valid_until     INTEGER CHECK (valid_until IS NOT NULL OR state NOT IN ('approved', 'expired', 'closed')),
    sequence        INTEGER NOT NULL CHECK (sequence >= 1),
    customer        TEXT,
    customer_name   TEXT,
    contact         TEXT NOT NULL CHECK (json_valid(contact)),
    language        TEXT NOT NULL,
    request         TEXT NOT NULL CHECK (json_valid(request)),
    decision        TEXT NOT NULL CHECK (json_valid(decision)),
    policy_edition  TEXT NOT NULL,
    document        INTEGER NOT NULL REFERENCES documents (id)
) STRICT;
CREATE INDEX rmas_by_state ON rmas (state, id);
CREATE INDEX rmas_by_customer ON rmas (customer, id) WHERE customer IS NOT NULL;
CREATE INDEX rmas_to_expire ON rmas (valid_until) WHERE state = 'approved';

CREATE TABLE lines (
    rma         INTEGER NOT NULL REFERENCES rmas (id),
    number      INTEGER NOT NULL CHECK (number >= 1),
    order_number TEXT,
    sku         TEXT NOT NULL,
    title       TEXT,
    category    TEXT,
    serial      TEXT,
    reason      TEXT NOT NULL,
    condition   TEXT,
    note        TEXT,
    hazards     TEXT NOT NULL CHECK (json_valid(hazards)),
    price_minor INTEGER,
    currency    TEXT CHECK ((currency IS NULL) = (price_minor IS NULL AND fee_minor IS NULL)),
    purchased_on INTEGER,
    fee_minor   INTEGER,
    destination TEXT,
    requested   INTEGER NOT NULL CHECK (requested >= 0),
    authorized  INTEGER NOT NULL CHECK (authorized BETWEEN 0 AND requested),
    received    INTEGER NOT NULL CHECK (received BETWEEN 0 AND authorized),
    accepted    INTEGER NOT NULL CHECK (accepted >= 0),
    rejected    INTEGER NOT NULL CHECK (rejected >= 0 AND accepted + rejected <= received + extra),
    missing     INTEGER NOT NULL CHECK (missing >= 0),
    extra       INTEGER NOT NULL CHECK (extra >= 0),
    settled     INTEGER NOT NULL CHECK (settled BETWEEN 0 AND max(accepted, authorized)),
    receipt     TEXT NOT NULL CHECK (receipt IN ('awaiting', 'received', 'short', 'lost', 'wrong_item', 'waived',
                    'unexpected')),
    verdict     TEXT NOT NULL CHECK (verdict IN ('pending', 'accepted', 'partial', 'rejected', 'manual')),
    disposition TEXT NOT NULL CHECK (disposition IN ('none', 'quarantine', 'restock', 'open_box', 'refurbish',
                    'repair', 'return_to_vendor', 'liquidate', 'donate', 'recycle', 'destroy',
                    'return_to_customer')),
    resolution  TEXT NOT NULL CHECK (resolution IN ('none', 'pending', 'refunded', 'credited', 'exchanged',
                    'replaced', 'repaired', 'denied', 'failed', 'shipped_ahead', 'satisfied', 'charge_due')),
    PRIMARY KEY (rma, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX lines_by_order ON lines (order_number, sku) WHERE order_number IS NOT NULL;
CREATE INDEX lines_by_serial ON lines (serial) WHERE serial IS NOT NULL;

CREATE TABLE shipments (
    id        INTEGER PRIMARY KEY,
    rma       INTEGER NOT NULL REFERENCES rmas (id),
    number    INTEGER NOT NULL CHECK (number >= 1),
    code      TEXT NOT NULL UNIQUE,
    warehouse TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('label_requested', 'label_ready', 'handed_over', 'in_transit',
                  'out_for_delivery', 'delivered', 'checked_in', 'expired', 'voided', 'delayed', 'exception',
                  'damaged', 'lost', 'refused', 'returned_to_sender')),
    carrier   TEXT,
    tracking  TEXT,
    moved_at  INTEGER,
    UNIQUE (rma, number)
) STRICT;
CREATE INDEX shipments_by_tracking ON shipments (tracking) WHERE tracking IS NOT NULL;

-- What carriers said, word for word, each once.
CREATE TABLE tracking_events (
    key        BLOB PRIMARY KEY CHECK (length(key) = 32),
    shipment   INTEGER NOT NULL REFERENCES shipments (id),
    occurred_at INTEGER NOT NULL,
    status     TEXT,
    code       TEXT,
    place      TEXT,
    message    TEXT,
    document   INTEGER NOT NULL REFERENCES documents (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tracking_events_of_shipment ON tracking_events (shipment, occurred_at);

-- The audit trail. Rows are only ever added; each holds the hash of the one before.
CREATE TABLE events (
    sequence     INTEGER PRIMARY KEY,
    rma          INTEGER REFERENCES rmas (id),
    rma_sequence INTEGER CHECK ((rma IS NULL) = (rma_sequence IS NULL)),
    at           INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    axis         TEXT NOT NULL,
    before       TEXT NOT NULL,
    after        TEXT NOT NULL,
    actor        TEXT NOT NULL,
    reason       TEXT,
    details      TEXT NOT NULL CHECK (json_valid(details)),
    document     INTEGER REFERENCES documents (id),
    case_digest  BLOB CHECK (length(case_digest) = 32),  -- the whole return right after the newest of its changes
    hash         BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE UNIQUE INDEX events_of_rma ON events (rma, rma_sequence) WHERE rma IS NOT NULL;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

CREATE TABLE endpoints (
    name        TEXT PRIMARY KEY,
    url         TEXT NOT NULL,
    customer    TEXT,
    kinds       TEXT NOT NULL CHECK (json_valid(kinds)),
    state       TEXT NOT NULL CHECK (state IN ('enabled', 'disabled')),
    secret_file TEXT NOT NULL,
    remark      TEXT,
    changed_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX endpoints_by_customer ON endpoints (customer);

-- What is to be said to the outside, once for each event that somebody listens to.
CREATE TABLE messages (
    event   INTEGER PRIMARY KEY REFERENCES events (sequence),
    kind    TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT;

-- One row for each endpoint that is owed a message. `waiting` stands behind an earlier one of its lane, the
-- (endpoint, rma) pair; `ready` is the head of its lane; `held` is owed to an endpoint that is disabled.
CREATE TABLE deliveries (
    id         INTEGER PRIMARY KEY,
    public_id  TEXT NOT NULL UNIQUE,
    endpoint   TEXT NOT NULL REFERENCES endpoints (name),
    rma        INTEGER NOT NULL REFERENCES rmas (id),
    event      INTEGER NOT NULL REFERENCES messages (event),
    state      TEXT NOT NULL CHECK (state IN ('ready', 'waiting', 'held', 'delivered', 'failed')),
    attempts   INTEGER NOT NULL CHECK (attempts >= 0),
    due_at     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at   INTEGER CHECK ((ended_at IS NULL) = (state IN ('ready', 'waiting', 'held'))),
    last_error TEXT
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'ready';
CREATE INDEX deliveries_lane ON deliveries (endpoint, rma, id) WHERE state IN ('ready', 'waiting', 'held');
CREATE INDEX deliveries_of_rma ON deliveries (rma, id);
CREATE INDEX deliveries_failed ON deliveries (ended_at) WHERE state = 'failed';

CREATE TABLE attempts (
    delivery   INTEGER NOT NULL REFERENCES deliveries (id),
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

-- Papers that are owed: labels and instructions. Making one twice gives the same bytes under the same name.
CREATE TABLE papers (
    id       INTEGER PRIMARY KEY,
    rma      INTEGER NOT NULL REFERENCES rmas (id),
    shipment INTEGER REFERENCES shipments (id),  -- null: instructions alone, nothing is sent
    state    TEXT NOT NULL CHECK (state IN ('owed', 'made', 'failed')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    due_at   INTEGER NOT NULL,
    edition  TEXT CHECK ((edition IS NOT NULL) = (state = 'made')),
    last_error TEXT
) STRICT;
CREATE INDEX papers_owed ON papers (due_at, id) WHERE state = 'owed';
CREATE INDEX papers_of_rma ON papers (rma);

CREATE TABLE promises (
    rma    INTEGER NOT NULL REFERENCES rmas (id),
    name   TEXT NOT NULL,
    due_on INTEGER NOT NULL,
    PRIMARY KEY (rma, name)
) STRICT, WITHOUT ROWID;

-- Number ranges: the next serial of each. A number that was given out is never given out again.
CREATE TABLE ranges (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL CHECK (next >= 0)
) STRICT, WITHOUT ROWID;

-- Words by which a return is found: folded, each once for a return.
CREATE TABLE search_terms (
    term TEXT NOT NULL,
    rma  INTEGER NOT NULL,
    PRIMARY KEY (term, rma)
) STRICT, WITHOUT ROWID;

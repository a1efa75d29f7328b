-- What customers get. Amounts are in minor units of the currency; times are milliseconds since 1970 in UTC.

-- Of the whole line: its part of a discount on the order, of the way out, and the way back; `tax` is that of one unit.
ALTER TABLE lines ADD COLUMN discount_minor INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor >= 0);
ALTER TABLE lines ADD COLUMN shipping_minor INTEGER NOT NULL DEFAULT 0 CHECK (shipping_minor >= 0);
ALTER TABLE lines ADD COLUMN postage_minor INTEGER NOT NULL DEFAULT 0 CHECK (postage_minor >= 0);
ALTER TABLE lines ADD COLUMN tax_minor INTEGER CHECK (tax_minor >= 0);

ALTER TABLE orders ADD COLUMN amounts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(amounts));

-- What is decided for units of a line and owed to the customer, or was given.
CREATE TABLE resolutions (
    rma        INTEGER NOT NULL REFERENCES rmas (id),
    number     INTEGER NOT NULL CHECK (number >= 1),
    line       INTEGER NOT NULL,
    first_unit INTEGER NOT NULL CHECK (first_unit >= 0),
    units      INTEGER NOT NULL CHECK (units >= 1),
    kind       TEXT NOT NULL CHECK (kind IN ('refund', 'credit', 'exchange', 'replacement', 'repair')),
    breakdown  TEXT CHECK (breakdown IS NULL OR json_valid(breakdown)),
    state      TEXT NOT NULL CHECK (state IN ('owed', 'settled', 'failed', 'withdrawn')),
    attempt    INTEGER NOT NULL CHECK (attempt >= 1),
    reference  TEXT CHECK (reference IS NOT NULL OR state <> 'settled'),
    paid_minor INTEGER CHECK (paid_minor IS NULL OR state = 'settled'),
    currency   TEXT CHECK (currency IS NOT NULL OR paid_minor IS NULL),
    PRIMARY KEY (rma, number),
    FOREIGN KEY (rma, line) REFERENCES lines (rma, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX resolutions_open ON resolutions (state, rma) WHERE state IN ('owed', 'failed');

-- Files for the shop or the ERP that are owed. Writing one twice gives the same bytes under the same name.
CREATE TABLE exports (
    id         INTEGER PRIMARY KEY,
    rma        INTEGER NOT NULL REFERENCES rmas (id),
    resolution INTEGER NOT NULL,
    attempt    INTEGER NOT NULL CHECK (attempt >= 1),      -- of the order, not of the writing
    state      TEXT NOT NULL CHECK (state IN ('owed', 'made', 'failed', 'needless')),
    tries      INTEGER NOT NULL CHECK (tries >= 0),
    owed_at    INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    made_at    INTEGER CHECK ((made_at IS NOT NULL) = (state = 'made')),
    last_error TEXT,
    UNIQUE (rma, resolution, attempt),
    FOREIGN KEY (rma, resolution) REFERENCES resolutions (rma, number)
) STRICT;
CREATE INDEX exports_owed ON exports (due_at, id) WHERE state = 'owed';
CREATE INDEX exports_failed ON exports (id) WHERE state = 'failed';

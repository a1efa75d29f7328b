-- What customers were told that they do not get, for which units, and what became of the alternative.
CREATE TABLE denials (
    rma          INTEGER NOT NULL REFERENCES rmas (id),
    number       INTEGER NOT NULL CHECK (number >= 1),
    line         INTEGER NOT NULL,
    units        INTEGER NOT NULL CHECK (units >= 1),
    reference    TEXT NOT NULL,
    reason       TEXT NOT NULL,
    alternative  TEXT CHECK (alternative IN ('sent_back', 'paid_repair', 'part_refund', 'recycled')),
    amount_minor INTEGER,
    currency     TEXT CHECK ((currency IS NULL) = (amount_minor IS NULL)),
    state        TEXT NOT NULL CHECK (state IN ('told', 'taken_up', 'turned_down', 'appealed')),
    PRIMARY KEY (rma, number),
    FOREIGN KEY (rma, line) REFERENCES lines (rma, number)
) STRICT, WITHOUT ROWID;

-- Which denial speaks of a unit, and whose alternative an order carries out, for which charge.
ALTER TABLE units ADD COLUMN denial INTEGER;
ALTER TABLE resolutions ADD COLUMN denial INTEGER;
ALTER TABLE resolutions ADD COLUMN charge_minor INTEGER CHECK (charge_minor IS NULL OR currency IS NOT NULL);

-- When somebody was asked whether goods that were sent ahead are charged.
ALTER TABLE advances ADD COLUMN proposed_on INTEGER;

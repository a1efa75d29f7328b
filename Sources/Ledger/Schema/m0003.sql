-- Numbers of carriers' ranges, and brands.

-- How the code is written and checked; a carrier's number may look like an SSCC and is none.
ALTER TABLE shipments ADD COLUMN scheme TEXT NOT NULL DEFAULT 'sscc' CHECK (scheme IN ('sscc', 's10', 'carrier'));
UPDATE shipments SET scheme = 's10' WHERE code GLOB '[A-Z]*';

-- null: of the house's only or default brand.
ALTER TABLE rmas ADD COLUMN brand TEXT;

-- How many numbers of a range were given out on a day, to tell how long it lasts.
CREATE TABLE range_uses (
    range TEXT NOT NULL,
    day   INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 1),
    PRIMARY KEY (range, day)
) STRICT, WITHOUT ROWID;

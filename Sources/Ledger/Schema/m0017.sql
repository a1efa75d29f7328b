-- Judgements of units that were wrong: an inspector has judged the unit anew, in a row behind it.
ALTER TABLE units ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0
    CHECK (corrected = 0 OR (corrected = 1 AND appealed = 0));

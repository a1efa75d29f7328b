-- Erasures. An event that is rid of its words names the event of the erasure, which vouches for what is left of it.

ALTER TABLE events ADD COLUMN erased_by INTEGER;
DROP TRIGGER events_are_never_changed;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    WHEN NEW.erased_by IS NULL OR OLD.erased_by IS NOT NULL OR NEW.sequence <> OLD.sequence
        OR NEW.rma IS NOT OLD.rma OR NEW.rma_sequence IS NOT OLD.rma_sequence OR NEW.at <> OLD.at
        OR NEW.kind <> OLD.kind OR NEW.axis <> OLD.axis OR NEW.before <> OLD.before OR NEW.after <> OLD.after
        OR NEW.actor <> OLD.actor OR NEW.document IS NOT OLD.document OR NEW.case_digest IS NOT OLD.case_digest
        OR NEW.hash <> OLD.hash
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE INDEX events_by_document ON events (document) WHERE document IS NOT NULL;

-- Originals whose bytes were erased, wholly or in part: what they are since, by which erasure. The newest counts.
CREATE TABLE erased_originals (
    erasure INTEGER NOT NULL REFERENCES events (sequence),
    digest  BLOB NOT NULL CHECK (length(digest) = 32),
    now     BLOB NOT NULL CHECK (length(now) = 32),
    PRIMARY KEY (erasure, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_originals_by_digest ON erased_originals (digest, erasure);

-- Files that are to be rid of what an erasure names, and pages of the ledger's file. The row goes when it is done.
CREATE TABLE erasure_errands (
    erasure INTEGER PRIMARY KEY REFERENCES events (sequence),
    plan    TEXT NOT NULL CHECK (json_valid(plan))
) STRICT;

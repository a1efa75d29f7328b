-- What carriers say, in full: reasons, what somebody has to do, estimates, and since when a number is a parcel's.

-- Carriers use numbers again: of several parcels with a number, an event belongs to the one whose span it falls in.
ALTER TABLE shipments ADD COLUMN began_at INTEGER;
-- null: the parcel is neither here nor withdrawn.
ALTER TABLE shipments ADD COLUMN ended_at INTEGER;
UPDATE shipments SET
    began_at = (SELECT created_at FROM rmas WHERE rmas.id = shipments.rma),
    ended_at = CASE WHEN state IN ('checked_in', 'voided') THEN
        (SELECT max(e.at) FROM events e
            WHERE e.rma = shipments.rma AND e.subject = 'shipment:' || shipments.number AND e.after = shipments.state)
        END;

-- The day on which the carrier means to deliver, and when it said so.
ALTER TABLE shipments ADD COLUMN estimated_delivery INTEGER;
ALTER TABLE shipments ADD COLUMN estimated_at INTEGER
    CHECK ((estimated_at IS NULL) = (estimated_delivery IS NULL));
-- Each word's fingerprint chained to those before it; the newest event of the return vouches for it.
ALTER TABLE shipments ADD COLUMN history BLOB CHECK (length(history) = 32);

-- What carriers said, word for word, each once. All words of a parcel lie together, because its state is read
-- from them. `arrival` counts the words of a parcel as they came; those from before this edition have none.
CREATE TABLE tracking_events_5 (
    shipment    INTEGER NOT NULL REFERENCES shipments (id),
    key         BLOB NOT NULL CHECK (length(key) = 32),
    occurred_at INTEGER NOT NULL,
    uncertain   INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1)),  -- local time or a day alone, read as UTC
    status      TEXT,
    reason      TEXT CHECK (reason IN ('weather', 'customs', 'address', 'recipient_absent', 'business_closed',
                    'unclaimed', 'missorted', 'held', 'payment', 'documents', 'rescheduled', 'carrier_problem',
                    'external_event')),
    action_required TEXT CHECK (action_required IN ('address_correction', 'pick_up', 'contact_carrier', 'customs',
                    'payment', 'reschedule')),
    carrier     TEXT,
    number      TEXT,
    code        TEXT,
    carrier_code TEXT,
    place       TEXT,
    message     TEXT,
    document    INTEGER NOT NULL REFERENCES documents (id),
    record      INTEGER,
    arrival     INTEGER CHECK (arrival >= 1),
    PRIMARY KEY (shipment, key)
) STRICT, WITHOUT ROWID;
INSERT INTO tracking_events_5 (shipment, key, occurred_at, status, code, place, message, document)
    SELECT shipment, key, occurred_at, status, code, place, message, document FROM tracking_events;
DROP TABLE tracking_events;
ALTER TABLE tracking_events_5 RENAME TO tracking_events;

-- Promises that are watched, alarms, and the care for customers. Times are milliseconds since 1970 in UTC; days are
-- days since 1970-01-01.

-- Days on which the clock looks at a return again. An alarm that has rung is gone.
CREATE TABLE alarms (
    rma    INTEGER NOT NULL REFERENCES rmas (id),
    name   TEXT NOT NULL,
    due_on INTEGER NOT NULL,
    PRIMARY KEY (rma, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX alarms_by_day ON alarms (due_on, rma, name);

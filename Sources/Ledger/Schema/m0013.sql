-- The orders with which units of a serial number were sold: at the dock often nothing else names a return.
CREATE TABLE order_serials (
    serial TEXT NOT NULL,   -- letters of ASCII in lower case
    number TEXT NOT NULL REFERENCES orders (number) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (serial, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_serials_of_order ON order_serials (number);
INSERT OR IGNORE INTO order_serials (serial, number)
    SELECT lower(trim(serial.value)), orders.number FROM orders, json_each(orders.lines) AS line,
        json_each(line.value, '$.serials') AS serial;

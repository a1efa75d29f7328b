-- Rows that no event vouches for carry a seal over all that stands in them; RowSeal.swift says of what it is made.
-- Rows that are there already get theirs in the same step.
ALTER TABLE orders ADD COLUMN seal INTEGER;
ALTER TABLE customers ADD COLUMN seal INTEGER;
ALTER TABLE documents ADD COLUMN seal INTEGER;
ALTER TABLE messages ADD COLUMN seal INTEGER;

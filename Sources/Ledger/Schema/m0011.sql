-- Figures are counted over returns by the time at which they were requested.
CREATE INDEX rmas_by_creation ON rmas (created_at, id);
-- How many orders a customer has, beside the returns.
CREATE INDEX orders_by_customer ON orders (customer) WHERE customer IS NOT NULL;

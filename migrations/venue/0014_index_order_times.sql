-- For what compares the orders of some days with what the web told of them.
CREATE INDEX orders_ordered_at_idx ON orders (ordered_at);

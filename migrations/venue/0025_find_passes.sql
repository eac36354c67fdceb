-- The memberships and subscriptions, a small part of the lines: the calendar begins and ends them.
CREATE INDEX order_lines_passes_idx ON order_lines (product_id, valid_from, valid_to, order_id)
    WHERE family IN ('membership', 'subscription');

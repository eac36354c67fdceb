CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT orders_pkey PRIMARY KEY,
    external_id text COLLATE "C" CONSTRAINT orders_external_id_key UNIQUE,
    ordered_at timestamptz NOT NULL,
    buyer_id bigint NOT NULL CONSTRAINT orders_buyer_id_fkey REFERENCES contacts,
    payer_id bigint CONSTRAINT orders_payer_id_fkey REFERENCES contacts,
    channel text NOT NULL CONSTRAINT orders_channel_check CHECK (channel IN ('B2B', 'INTERNET', 'OTHERS'))
);

CREATE INDEX orders_buyer_id_idx ON orders (buyer_id);

CREATE INDEX orders_payer_id_idx ON orders (payer_id) WHERE payer_id IS NOT NULL;

-- `amount` is in cents of the venue's currency: tax included, fees and delivery excluded.
CREATE TABLE order_lines (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT order_lines_pkey PRIMARY KEY,
    order_id bigint NOT NULL CONSTRAINT order_lines_order_id_fkey REFERENCES orders,
    external_id text COLLATE "C",
    status text NOT NULL CONSTRAINT order_lines_status_check CHECK (status IN ('sold', 'reserved', 'cancelled', 'refunded')),
    family text NOT NULL,
    performance_id bigint CONSTRAINT order_lines_performance_id_fkey REFERENCES performances,
    season_id bigint CONSTRAINT order_lines_season_id_fkey REFERENCES seasons,
    product text,
    quantity bigint NOT NULL CONSTRAINT order_lines_quantity_check CHECK (quantity > 0),
    amount bigint NOT NULL,
    holder_id bigint CONSTRAINT order_lines_holder_id_fkey REFERENCES contacts,
    CONSTRAINT order_lines_external_id_key UNIQUE (order_id, external_id)
);

CREATE INDEX order_lines_holder_id_idx ON order_lines (holder_id) WHERE holder_id IS NOT NULL;

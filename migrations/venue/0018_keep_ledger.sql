-- What was true of orders on a past date. An order's own members are corrected in place; what became of a line is kept.
ALTER TABLE orders ADD COLUMN sales_channel_id bigint
    CONSTRAINT orders_sales_channel_id_fkey REFERENCES sales_channels;
CREATE INDEX orders_sales_channel_id_idx ON orders (sales_channel_id) WHERE sales_channel_id IS NOT NULL;

-- A line as last told: the word with the latest `source_updated_at`.
ALTER TABLE order_lines
    ADD COLUMN source_updated_at timestamptz NOT NULL DEFAULT '-infinity',
    -- Of the earliest word: what it told holds from the order's own date.
    ADD COLUMN first_updated_at timestamptz NOT NULL DEFAULT '-infinity',
    -- When it became so, if the source says that; NULL: when it was first told, from the order's date on.
    ADD COLUMN status_at timestamptz,
    -- These three come from a look-up in the statement that writes them, and their tables never lose a row: a foreign key
    -- would only cost each line of a large import its check.
    ADD COLUMN product_id bigint,
    ADD COLUMN tariff_id bigint,
    ADD COLUMN audience_category_id bigint,
    -- Of a membership or a subscription that is not for a season.
    ADD COLUMN valid_from date,
    ADD COLUMN valid_to date,
    -- The line of the same order that this one was exchanged for, by its external id.
    ADD COLUMN replaces text COLLATE "C",
    -- The subscription a ticket was taken from: an order and a line of the same source, by their external ids.
    ADD COLUMN subscription_order text COLLATE "C",
    ADD COLUMN subscription_line text COLLATE "C";
-- A line is written in the transaction that has its order in hand, and no order is ever deleted: the check would only cost.
ALTER TABLE order_lines DROP CONSTRAINT order_lines_order_id_fkey;
CREATE INDEX order_lines_performance_id_idx ON order_lines (performance_id) WHERE performance_id IS NOT NULL;

-- The words about a line that newer ones have overtaken.
CREATE TABLE order_line_versions (
    line_id bigint NOT NULL CONSTRAINT order_line_versions_line_id_fkey REFERENCES order_lines,
    source_updated_at timestamptz NOT NULL,
    status text NOT NULL,
    status_at timestamptz,
    family text NOT NULL,
    performance_id bigint,
    season_id bigint,
    product text,
    product_id bigint,
    tariff_id bigint,
    audience_category_id bigint,
    valid_from date,
    valid_to date,
    replaces text COLLATE "C",
    subscription_order text COLLATE "C",
    subscription_line text COLLATE "C",
    quantity bigint NOT NULL,
    amount bigint NOT NULL,
    holder_id bigint,
    CONSTRAINT order_line_versions_pkey PRIMARY KEY (line_id, source_updated_at)
);

-- The states each line went through. A word holds from `since`; where two would, the newer one does: until the first instant
-- a newer word holds from. All of it follows from the words, not from the order they arrived in. A line of which only one word
-- is known has one state: nothing has to be sorted for it.
CREATE VIEW line_states AS
WITH words AS (
    SELECT l.order_id, l.id AS line_id, l.source_updated_at, l.first_updated_at, l.status, l.status_at, l.family,
        l.performance_id, l.season_id, l.product, l.product_id, l.tariff_id, l.audience_category_id, l.valid_from, l.valid_to,
        l.replaces, l.subscription_order, l.subscription_line, l.quantity, l.amount, l.holder_id
    FROM order_lines l WHERE l.source_updated_at <> l.first_updated_at
    UNION ALL
    SELECT l.order_id, l.id, v.source_updated_at, l.first_updated_at, v.status, v.status_at, v.family,
        v.performance_id, v.season_id, v.product, v.product_id, v.tariff_id, v.audience_category_id, v.valid_from, v.valid_to,
        v.replaces, v.subscription_order, v.subscription_line, v.quantity, v.amount, v.holder_id
    FROM order_line_versions v JOIN order_lines l ON l.id = v.line_id
), dated AS (
    SELECT w.*, COALESCE(w.status_at,
        CASE WHEN w.source_updated_at = w.first_updated_at AND w.status IN ('sold', 'reserved') THEN o.ordered_at
            WHEN w.source_updated_at = '-infinity' THEN o.ordered_at
            ELSE w.source_updated_at END) AS since
    FROM words w JOIN orders o ON o.id = w.order_id
), bounded AS (
    SELECT d.*, min(since) OVER (
        PARTITION BY order_id, line_id ORDER BY source_updated_at
        ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS until
    FROM dated d
)
SELECT order_id, line_id, since, until, source_updated_at, false AS is_only_word, status, status_at, family, performance_id,
    season_id, product, product_id, tariff_id, audience_category_id, valid_from, valid_to, replaces, subscription_order,
    subscription_line, quantity, amount, holder_id
FROM bounded WHERE until IS NULL OR since < until
UNION ALL
SELECT l.order_id, l.id, COALESCE(l.status_at,
        CASE WHEN l.status IN ('sold', 'reserved') OR l.source_updated_at = '-infinity' THEN o.ordered_at
            ELSE l.source_updated_at END),
    NULL::timestamptz, l.source_updated_at, true, l.status, l.status_at, l.family, l.performance_id,
    l.season_id, l.product, l.product_id, l.tariff_id, l.audience_category_id, l.valid_from, l.valid_to, l.replaces,
    l.subscription_order, l.subscription_line, l.quantity, l.amount, l.holder_id
FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.source_updated_at = l.first_updated_at;

-- What each state changed: seats and cents sold, and seats and cents reserved, more or fewer than before.
CREATE VIEW ledger_entries AS
WITH counted AS (
    SELECT s.*, CASE WHEN status = 'sold' THEN quantity ELSE 0 END AS sold_quantity,
        CASE WHEN status = 'sold' THEN amount ELSE 0 END AS sold_amount,
        CASE WHEN status = 'reserved' THEN quantity ELSE 0 END AS reserved_quantity,
        CASE WHEN status = 'reserved' THEN amount ELSE 0 END AS reserved_amount
    FROM line_states s
), compared AS (
    SELECT order_id, line_id, since, status, replaces, performance_id, sold_quantity, sold_amount, reserved_quantity,
        reserved_amount, lag(status) OVER line AS former_status,
        COALESCE(lag(sold_quantity) OVER line, 0) AS former_sold_quantity,
        COALESCE(lag(sold_amount) OVER line, 0) AS former_sold_amount,
        COALESCE(lag(reserved_quantity) OVER line, 0) AS former_reserved_quantity,
        COALESCE(lag(reserved_amount) OVER line, 0) AS former_reserved_amount,
        lag(performance_id) OVER line AS former_performance_id
    FROM counted WHERE NOT is_only_word
    WINDOW line AS (PARTITION BY order_id, line_id ORDER BY since)
    UNION ALL
    SELECT order_id, line_id, since, status, replaces, performance_id, sold_quantity, sold_amount, reserved_quantity,
        reserved_amount, NULL, 0, 0, 0, 0, NULL
    FROM counted WHERE is_only_word
)
SELECT c.order_id, c.line_id, c.since AS occurred_at,
    CASE
        WHEN c.status = 'sold' AND c.former_status = 'sold' AND c.performance_id IS DISTINCT FROM c.former_performance_id
            THEN 'exchange'
        WHEN c.status = 'sold' AND c.former_status IS DISTINCT FROM 'sold'
            THEN CASE WHEN c.replaces IS NULL THEN 'sale' ELSE 'exchange' END
        WHEN c.status = 'sold' AND (c.sold_amount < c.former_sold_amount OR c.sold_quantity < c.former_sold_quantity)
            THEN 'partial_refund'
        WHEN c.status = 'reserved' AND c.former_status IS DISTINCT FROM 'reserved' THEN 'reservation'
        WHEN c.status = 'refunded' THEN 'refund'
        WHEN c.status = 'cancelled' THEN CASE WHEN EXISTS (
            SELECT FROM order_lines r JOIN order_lines l ON l.id = c.line_id
            WHERE r.order_id = c.order_id AND r.replaces = l.external_id) THEN 'exchange' ELSE 'cancellation' END
        ELSE 'correction'
    END AS kind,
    c.sold_quantity - c.former_sold_quantity AS sold_quantity,
    c.sold_amount - c.former_sold_amount AS sold_amount,
    c.reserved_quantity - c.former_reserved_quantity AS reserved_quantity,
    c.reserved_amount - c.former_reserved_amount AS reserved_amount,
    c.status, c.performance_id
FROM compared c
WHERE c.former_status IS DISTINCT FROM c.status OR c.sold_quantity <> c.former_sold_quantity
    OR c.sold_amount <> c.former_sold_amount OR c.reserved_quantity <> c.former_reserved_quantity
    OR c.reserved_amount <> c.former_reserved_amount OR c.performance_id IS DISTINCT FROM c.former_performance_id;

-- Lines of orders on their way in, from wherever: a request, a file, another system. Written and emptied in one transaction, or,
-- for a file, part after part; nothing here is worth logging.
CREATE UNLOGGED TABLE arriving_lines (
    -- A number by chance, so that no two meet.
    batch_id bigint NOT NULL,
    part bigint NOT NULL,
    -- Its place in the file or in the request.
    line bigint NOT NULL,
    -- Why it is refused; empty: it is taken.
    reasons text[] NOT NULL,
    source text COLLATE "C" NOT NULL,
    -- Whether the source said when it changed; if not, it is the instant of arrival and tells nothing by itself.
    is_dated boolean NOT NULL,
    source_updated_at timestamptz NOT NULL,
    order_id text COLLATE "C",
    ordered_at timestamptz,
    contact_id text COLLATE "C",
    contact_email text,
    contact_first_name text,
    contact_last_name text,
    contact_kind text,
    payer_id text COLLATE "C",
    channel text,
    sales_channel_id text COLLATE "C",
    line_id text COLLATE "C",
    status text,
    status_at timestamptz,
    family text,
    show_id text COLLATE "C",
    show_name text,
    genre text,
    performance_id text COLLATE "C",
    performance_at timestamptz,
    season text,
    product text,
    product_id text COLLATE "C",
    tariff_id text COLLATE "C",
    audience_category_id text COLLATE "C",
    valid_from date,
    valid_to date,
    replaces text COLLATE "C",
    subscription_order text COLLATE "C",
    subscription_line text COLLATE "C",
    quantity bigint,
    amount bigint,
    holder_id text COLLATE "C",
    CONSTRAINT arriving_lines_pkey PRIMARY KEY (batch_id, part, line)
);
DROP TABLE import_lines;

-- A theatre of ten seasons, always the same: each number is drawn from the row's own and a seed. Run in the venue's schema by a
-- superuser, with :contacts and :lines set. Nothing in it is later than 2026-11-22 00:00 UTC, performances apart.
--
-- Five lines are two orders; they were written in the order of their dates, and a contact's are scattered among them. A few
-- contacts buy a lot, a fifth nothing. A line in ten is not sold, and of one in fifty an overtaken word is known.
\ir drawn.sql
SET timezone = 'UTC';
SET synchronous_commit = off;
-- What refers to a row is made from its number: to look each up would only take time.
SET session_replication_role = replica;
SELECT start_value AS base, :lines * 2 / 5 AS orders, timestamptz '2026-11-21 23:00Z' AS latest,
    pg_get_indexdef('contacts_terms_idx'::regclass) AS terms_index
FROM pg_sequences WHERE schemaname = current_schema AND sequencename = 'contacts_id_seq' \gset

-- The id of a contact by its rank among buyers: whoever buys most is anywhere.
CREATE FUNCTION pg_temp.contact(rank double precision, contacts bigint, base bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT base + (floor(rank * contacts)::bigint * 7368787 + 12345) % contacts $$;

-- Two thirds with a birth date, one in twenty a structure.
DROP INDEX contacts_terms_idx;
INSERT INTO contacts (
    external_id, kind, first_name, last_name, email, city, country, birth_date, language, created_at, updated_at)
SELECT 'C-' || n, CASE WHEN n % 20 = 7 THEN 'structure' ELSE 'individual' END,
    (ARRAY['Marie','Jean','Anne','Nicolas','Sophie','Thomas','Camille','Martine','Léa','Hugo'])[1 + n % 10],
    (ARRAY['Martin','Bernard','Petit','Durand','Leroy','Moreau','Roux'])[1 + n % 7] || n % 5000,
    'c' || n || '@mail.example', 'Ville ' || n % 5000, 'FR',
    CASE WHEN n % 20 <> 7 AND pg_temp.drawn(n, 1) < 0.7 THEN date '1935-01-01' + floor(pg_temp.drawn(n, 2) * 29000)::int END,
    'fr', timestamptz '2017-09-01Z', timestamptz '2017-09-01Z'
FROM generate_series(0, :contacts - 1) n ORDER BY n;
:terms_index;

-- The tenth season is under way, the eleventh is the one to change to.
INSERT INTO seasons (name, starts_on, ends_on)
SELECT y || '/' || y + 1, make_date(y, 9, 1), make_date(y + 1, 9, 1) FROM generate_series(2017, 2027) y ORDER BY y;

INSERT INTO shows (external_id, name, family, genre)
SELECT 'S-' || n, 'Show ' || n,
    CASE WHEN n % 20 = 3 THEN 'competition' WHEN n % 20 IN (8, 15) THEN 'visit' ELSE 'event' END,
    (ARRAY['théâtre','théâtre','théâtre','danse','musique','opéra','cirque','jeune public',NULL])[1 + n % 9]
FROM generate_series(0, 599) n ORDER BY n;

-- 500 a season from its second week into July, eight of a show together. A few are sold in the season to come.
INSERT INTO performances (external_id, show_id, starts_at, season_id)
SELECT 'P-' || n, :base + n / 8 % 600,
    (make_date(2017 + n / 500, 9, 8) + floor(n % 500 * 0.62)::int + (ARRAY['20:00','20:30','15:00','10:30'])[1 + n % 4]::time)
        AT TIME ZONE 'Europe/Paris',
    CASE WHEN n % 97 = 96 THEN :base + n / 500 + 1 END
FROM generate_series(0, 4999) n ORDER BY n;

INSERT INTO audience_categories (source, external_id, source_updated_at, name, is_child)
SELECT 'venue', name, '2017-09-01Z', name, name = 'Enfant'
FROM unnest(ARRAY['Adulte','Jeune','Senior','Groupe','Enfant']) WITH ORDINALITY AS c (name, place) ORDER BY place;

-- Four products a season, then three of no season: a subscription, a membership, goods.
INSERT INTO products (
    source, external_id, source_updated_at, name, family, season_id, valid_from, valid_to, gives_subscriber)
SELECT 'venue', 'T-' || n, '2017-09-01Z', 'Product ' || n,
    CASE WHEN n = 46 THEN 'goods' WHEN n = 44 OR n < 44 AND n % 4 < 2 THEN 'subscription' ELSE 'membership' END,
    CASE WHEN n < 44 AND n % 4 < 3 THEN :base + n / 4 END,
    CASE WHEN n < 44 AND n % 4 = 3 THEN make_date(2018 + n / 4, 1, 1) END,
    CASE WHEN n < 44 AND n % 4 = 3 THEN make_date(2018 + n / 4, 12, 31) END, n >= 44 OR n % 4 <> 1
FROM generate_series(0, 46) n ORDER BY n;

-- `subject`: seats of one performance, or beside some seats a subscription, a membership or something else. `soonest` is the
-- number of a performance soon after the order, `season` that of the season.
CREATE TEMP TABLE drawn_orders AS
SELECT n, ordered_at, subject, lines,
    EXTRACT(year FROM ordered_at - interval '8 months')::bigint - 2017 AS season,
    EXTRACT(month FROM ordered_at) BETWEEN 4 AND 8 AS is_for_next,
    least(4990, season_before * 500 + least(500, ceil((days - season_before * 365.25) / 0.62)::bigint)
        + floor(200 * power(pg_temp.drawn(n, 11), 3))::bigint) AS soonest
FROM (
    SELECT *, EXTRACT(epoch FROM ordered_at - timestamptz '2017-09-08Z') / 86400 AS days,
        floor(EXTRACT(epoch FROM ordered_at - timestamptz '2017-09-08Z') / 86400 / 365.25)::bigint AS season_before
    FROM (
        SELECT n, timestamptz '2017-09-01Z' + (n + pg_temp.drawn(n, 12)) / :orders * 3368 * interval '24 hours' AS ordered_at,
            pg_temp.drawn(n, 13) AS subject, 1 + (n + floor(4 * pg_temp.drawn(n / 4, 14))::bigint) % 4 AS lines
        FROM generate_series(0, :orders - 1) n
    ) dated
) counted;

INSERT INTO orders (external_id, ordered_at, buyer_id, payer_id, channel, source_updated_at)
SELECT 'O-' || n, ordered_at, buyer_id,
    CASE WHEN pg_temp.drawn(n, 22) < 0.05 THEN pg_temp.contact(pg_temp.drawn(n, 23), :contacts, :base) END,
    -- Most orders of a contact come the same way.
    (ARRAY['INTERNET','INTERNET','INTERNET','INTERNET','INTERNET','INTERNET','OTHERS','OTHERS','OTHERS','B2B'])[1 + floor(
        10 * CASE WHEN pg_temp.drawn(n, 24) < 0.7 THEN pg_temp.drawn(buyer_id - :base, 25) ELSE pg_temp.drawn(n, 26) END)::int],
    ordered_at
FROM (
    SELECT *, pg_temp.contact(power(pg_temp.drawn(n, 21), 2), :contacts, :base) AS buyer_id FROM drawn_orders
) o ORDER BY n;

-- The number of a line is four times its order's and its place in it; `changed_at` is when a source told of it anew.
CREATE TEMP TABLE drawn_lines AS
SELECT *,
    CASE WHEN family_of_pass IS NULL THEN soonest + CASE WHEN pg_temp.drawn(line, 31) < 0.15 THEN place ELSE 0 END END
        AS performance,
    pg_temp.drawn(line, 32) < CASE WHEN status IN ('cancelled', 'refunded') THEN 0.15 ELSE 0.0105 END AS has_other_words
FROM (
    SELECT o.*, place, 4 * n + place AS line,
        CASE WHEN place > 0 OR subject < 0.9 THEN NULL WHEN subject < 0.94 THEN 'subscription'
            WHEN subject < 0.97 THEN 'membership' ELSE (ARRAY['goods','service','pass'])[1 + n % 3] END AS family_of_pass,
        CASE WHEN drawn_status < 0.9 THEN 'sold' WHEN drawn_status < 0.935 THEN 'reserved'
            WHEN drawn_status < 0.965 THEN 'cancelled' ELSE 'refunded' END AS status,
        ordered_at + interval '1 minute'
            + pg_temp.drawn(4 * n + place, 33) * least(interval '1440 hours', timestamptz :'latest' - ordered_at) AS changed_at,
        season + is_for_next::int AS pass_season, pg_temp.drawn(n, 34) AS pass_kind
    FROM (SELECT * FROM drawn_orders) o, LATERAL generate_series(0, lines - 1) place,
        LATERAL (SELECT pg_temp.drawn(4 * n + place, 35) AS drawn_status) s
) l;

INSERT INTO order_lines (
    order_id, external_id, status, family, performance_id, season_id, product, product_id, quantity, amount, holder_id,
    source_updated_at, first_updated_at, status_at, audience_category_id, valid_from, valid_to)
SELECT :base + n, (place + 1)::text, status, COALESCE(family_of_pass, sh.family), :base + performance,
    CASE WHEN family_of_pass IN ('subscription', 'membership') AND pass_kind >= 0.85 AND pass_kind < 0.95
        THEN :base + pass_season END,
    CASE WHEN family_of_pass IS NOT NULL THEN 'Produit' END,
    :base + CASE family_of_pass
        WHEN 'subscription' THEN CASE WHEN pass_kind < 0.6 THEN pass_season * 4 WHEN pass_kind < 0.75 THEN pass_season * 4 + 1
            WHEN pass_kind < 0.85 THEN 44 END
        WHEN 'membership' THEN CASE WHEN pass_kind < 0.5 THEN pass_season * 4 + 2
            WHEN pass_kind < 0.75 THEN greatest(0, EXTRACT(year FROM ordered_at)::bigint - 2018) * 4 + 3
            WHEN pass_kind < 0.85 THEN 45 END
        WHEN 'goods' THEN 46 END,
    quantity,
    CASE WHEN pg_temp.drawn(line, 41) < 0.03 THEN 0
        ELSE quantity * (1000 + 500 * floor(8 * pg_temp.drawn(line, 42))::bigint) END,
    CASE WHEN pg_temp.drawn(line, 43) < 0.05
        THEN pg_temp.contact(power(pg_temp.drawn(line, 44), 1.5), :contacts, :base) END,
    CASE WHEN has_other_words OR status IN ('cancelled', 'refunded') THEN changed_at ELSE ordered_at END,
    CASE WHEN status IN ('cancelled', 'refunded') AND NOT has_other_words THEN changed_at ELSE ordered_at END,
    CASE WHEN status = 'refunded' THEN changed_at END,
    CASE WHEN family_of_pass IS NULL THEN :base + floor(4.4 * pg_temp.drawn(line, 45))::bigint END,
    CASE WHEN family_of_pass IN ('subscription', 'membership') AND pass_kind >= 0.95 THEN ordered_at::date END,
    CASE WHEN family_of_pass IN ('subscription', 'membership') AND pass_kind >= 0.95 THEN ordered_at::date + 364 END
FROM (
    SELECT *, CASE WHEN pg_temp.drawn(line, 46) < 0.03 THEN 2 + floor(28 * pg_temp.drawn(line, 47))::bigint ELSE 1 END AS quantity
    FROM drawn_lines
) l
LEFT JOIN performances p ON p.id = :base + performance LEFT JOIN shows sh ON sh.id = p.show_id
ORDER BY line;

-- What was told first: a reservation of what was sold since, a sale of what is sold no more; for another performance or a child.
INSERT INTO order_line_versions (
    line_id, source_updated_at, status, family, performance_id, season_id, product, product_id, audience_category_id, valid_from,
    valid_to, quantity, amount, holder_id)
SELECT l.id, l.first_updated_at, CASE WHEN l.status = 'sold' THEN 'reserved' ELSE 'sold' END, l.family,
    CASE WHEN pg_temp.drawn(d.line, 51) < 0.3 THEN l.performance_id + 1 ELSE l.performance_id END, l.season_id, l.product,
    l.product_id, CASE WHEN d.performance IS NOT NULL AND pg_temp.drawn(d.line, 52) < 0.3 THEN :base + 4
        ELSE l.audience_category_id END,
    l.valid_from, l.valid_to, l.quantity, l.amount, l.holder_id
FROM drawn_lines d JOIN order_lines l ON l.order_id = :base + d.n AND l.external_id = (d.place + 1)::text
WHERE d.has_other_words ORDER BY l.id;

-- Purchases of the last eighteen months by those who buy a lot, some of them shared twice, half of them by somebody the session
-- knows.
CREATE TEMP TABLE drawn_links AS
SELECT l.n, o.n AS shared_order
FROM generate_series(0, :lines / 1250 - 1) l (n) JOIN (
    SELECT n, row_number() OVER (ORDER BY pg_temp.drawn(n, 61)) AS place FROM drawn_orders
    WHERE n >= :orders * 0.84 AND pg_temp.drawn(n, 21) < 0.1
) o ON o.place = 1 + l.n * 5 / 6;
INSERT INTO share_links (token, batch, item, device, shared_at, order_ref)
SELECT 'T-' || n, 1 + n, 1, 'sharer-' || n, least(:'latest', o.ordered_at + pg_temp.drawn(n, 62) * interval '72 hours'),
    o.external_id
FROM drawn_links d JOIN orders o ON o.id = :base + shared_order ORDER BY n;

-- Visits of a year and a half: thirty of a link at most, several of one device, some of them of the sharer elsewhere.
CREATE TEMP TABLE drawn_visits AS
SELECT row_number() OVER (ORDER BY d.n, visit) AS number, d.n, v.device,
    least(timestamptz :'latest' - (30 * d.n + visit) * interval '1 millisecond',
        l.shared_at + pg_temp.drawn(30 * n + visit, 71) * interval '720 hours') AS started_at,
    o.buyer_id, pg_temp.drawn(30 * n + visit, 72) AS who
FROM drawn_links d JOIN share_links l ON l.token = 'T-' || n JOIN orders o ON o.id = :base + shared_order,
    LATERAL generate_series(1, floor(30 * power(pg_temp.drawn(d.n, 73), 3))::bigint) visit,
    LATERAL (SELECT floor(pg_temp.drawn(30 * n + visit, 74) * :lines / 300)::bigint AS device) v;
INSERT INTO visitors (key) SELECT 'visitor-' || n FROM generate_series(0, :lines / 300) n ORDER BY n;
INSERT INTO visitors (key) SELECT 'sharer-' || n FROM generate_series(0, :lines / 1250 - 1) n ORDER BY n;
INSERT INTO sessions (
    device, visitor_id, application_id, started_at, ended_at, first_batch, first_item, actions, page_views, is_closed,
    channel_group)
SELECT device, visitor_id, 1, started_at, started_at + interval '5 minutes', batch, 1, 2, 1, false, channel_group
FROM (
    SELECT 'visitor-' || device AS device, :base + device AS visitor_id, started_at, 1000000 + number AS batch,
        'referral' AS channel_group
    FROM drawn_visits
    UNION ALL
    SELECT l.device, :base + :lines / 300 + 1 + n, l.shared_at - interval '1 minute', 1 + n, 'direct'
    FROM drawn_links JOIN share_links l ON l.token = 'T-' || n WHERE n % 2 = 0
) s ORDER BY started_at, batch;
INSERT INTO touches (batch, item, device, occurred_at, channel_group, source, share_token)
SELECT 1000000 + number, 1, 'visitor-' || device, started_at + interval '1 second', 'referral', 'share', 'T-' || n
FROM drawn_visits ORDER BY number;
-- Who a session says it was: the sharer, or somebody else.
INSERT INTO visitor_actions (batch, item, part, device, session_id, application_id, occurred_at, action, user_ref)
SELECT w.batch, 1, 1, w.device, s.id, 1, w.at, 'page_view', c.external_id
FROM (
    SELECT 1000000 + number AS batch, 'visitor-' || device AS device, started_at AS at, started_at,
        CASE WHEN who < 0.05 THEN buyer_id ELSE pg_temp.contact(power(who * 10 - 0.5, 2), :contacts, :base) END AS contact_id
    FROM drawn_visits WHERE who < 0.1
    UNION ALL
    SELECT 1 + n, l.device, l.shared_at, l.shared_at - interval '1 minute',
        CASE WHEN n % 5 < 2 THEN pg_temp.contact(pg_temp.drawn(n, 81), :contacts, :base) ELSE o.buyer_id END
    FROM drawn_links d JOIN share_links l ON l.token = 'T-' || n JOIN orders o ON o.id = :base + shared_order WHERE n % 2 = 0
) w
JOIN sessions s ON s.device = w.device AND s.started_at = w.started_at JOIN contacts c ON c.id = w.contact_id
ORDER BY w.batch;
VACUUM (ANALYZE);

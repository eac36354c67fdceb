-- Several systems may tell of one venue. Each names things its own way, so an external id is one within its source; and each
-- says when it last changed what it tells, so that a newer word wins whatever the order they arrive in.
ALTER TABLE contacts
    ADD COLUMN source text COLLATE "C" NOT NULL DEFAULT 'venue',
    ADD COLUMN source_updated_at timestamptz NOT NULL DEFAULT '-infinity',
    DROP CONSTRAINT contacts_external_id_key,
    ADD CONSTRAINT contacts_external_id_key UNIQUE (external_id, source);

ALTER TABLE shows
    ADD COLUMN source text COLLATE "C" NOT NULL DEFAULT 'venue',
    ADD COLUMN source_updated_at timestamptz NOT NULL DEFAULT '-infinity',
    DROP CONSTRAINT shows_external_id_key,
    ADD CONSTRAINT shows_external_id_key UNIQUE (external_id, source);

ALTER TABLE performances
    ADD COLUMN source text COLLATE "C" NOT NULL DEFAULT 'venue',
    ADD COLUMN source_updated_at timestamptz NOT NULL DEFAULT '-infinity',
    DROP CONSTRAINT performances_external_id_key,
    ADD CONSTRAINT performances_external_id_key UNIQUE (external_id, source);

ALTER TABLE orders
    ADD COLUMN source text COLLATE "C" NOT NULL DEFAULT 'venue',
    ADD COLUMN source_updated_at timestamptz NOT NULL DEFAULT '-infinity',
    DROP CONSTRAINT orders_external_id_key,
    ADD CONSTRAINT orders_external_id_key UNIQUE (external_id, source);

-- A contact merged into another is a member of it: what sources tell of the member still names the member, and whoever reads
-- goes from it to the contact. Only members are here, each with the contact at the end of its chain of merges.
CREATE TABLE contact_members (
    member_id bigint CONSTRAINT contact_members_pkey PRIMARY KEY
        CONSTRAINT contact_members_member_id_fkey REFERENCES contacts,
    contact_id bigint NOT NULL CONSTRAINT contact_members_contact_id_fkey REFERENCES contacts,
    CONSTRAINT contact_members_ends_check CHECK (member_id <> contact_id)
);
CREATE INDEX contact_members_contact_id_idx ON contact_members (contact_id);

-- Applications name people and orders as the venue's own ticketing does: the source `venue`.
CREATE OR REPLACE VIEW session_evidence AS
SELECT DISTINCT a.session_id, COALESCE(m.contact_id, c.id) AS contact_id
FROM visitor_actions a
    JOIN contacts c ON c.external_id = a.user_ref AND c.source = 'venue'
    LEFT JOIN contact_members m ON m.member_id = c.id
UNION
SELECT a.session_id, COALESCE(m.contact_id, o.buyer_id)
FROM visitor_actions a
    JOIN orders o ON o.external_id = a.order_ref AND o.source = 'venue'
    LEFT JOIN contact_members m ON m.member_id = o.buyer_id
WHERE a.action = 'order_placed';

CREATE OR REPLACE VIEW session_orders AS
SELECT DISTINCT ON (a.order_ref) a.order_ref, a.session_id, a.occurred_at, o.id AS order_id
FROM visitor_actions a
    JOIN sessions s ON s.id = a.session_id
    LEFT JOIN orders o ON o.external_id = a.order_ref AND o.source = 'venue'
WHERE a.action = 'order_placed' AND a.order_ref IS NOT NULL
ORDER BY a.order_ref, s.page_views > 0 DESC, a.occurred_at, a.batch, a.item;

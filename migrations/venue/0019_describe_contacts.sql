-- What a record says of a person or a structure. `last_name` is the name a contact is filed under: a structure has no other;
-- `structure_name` is that of the structure a person acts for.
ALTER TABLE contacts
    ADD COLUMN title text,
    ADD COLUMN structure_name text,
    ADD COLUMN job_title text,
    -- Beside `email`; in lower case, sorted.
    ADD COLUMN other_emails text[] NOT NULL DEFAULT '{}',
    ADD COLUMN phone text,
    ADD COLUMN street text,
    ADD COLUMN postcode text,
    ADD COLUMN city text,
    -- ISO 3166-1, two letters.
    ADD COLUMN country text,
    -- What the venue has to do with it: public, relay, teacher, press… Sorted.
    ADD COLUMN roles text[] NOT NULL DEFAULT '{}';

ALTER TABLE contacts ADD CONSTRAINT contacts_country_check CHECK (country ~ '^[A-Z]{2}$');

-- Contacts are searched by this alone, so whoever writes one has nothing else to write. The list of terms not yet merged into
-- the index is read from end to end by each search: it is kept short.
CREATE INDEX contacts_terms_idx ON contacts
    USING gin (sicstine.contact_terms(first_name, last_name, structure_name, email, other_emails, phone))
    WITH (gin_pending_list_limit = 1024);

CREATE TABLE contact_notes (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT contact_notes_pkey PRIMARY KEY,
    contact_id bigint NOT NULL CONSTRAINT contact_notes_contact_id_fkey REFERENCES contacts,
    author text NOT NULL,
    text text NOT NULL,
    written_at timestamptz NOT NULL
);
CREATE INDEX contact_notes_contact_id_idx ON contact_notes (contact_id);

-- One contact merged into another by somebody who decided so. While it is not undone, the absorbed one is a member of the
-- survivor (`contact_members`, which is derived from these rows).
CREATE TABLE contact_merges (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH {{id_base}}) CONSTRAINT contact_merges_pkey PRIMARY KEY,
    survivor_id bigint NOT NULL CONSTRAINT contact_merges_survivor_id_fkey REFERENCES contacts,
    absorbed_id bigint NOT NULL CONSTRAINT contact_merges_absorbed_id_fkey REFERENCES contacts,
    merged_at timestamptz NOT NULL,
    undone_at timestamptz,
    CONSTRAINT contact_merges_ends_check CHECK (survivor_id <> absorbed_id)
);
CREATE UNIQUE INDEX contact_merges_absorbed_id_key ON contact_merges (absorbed_id) WHERE undone_at IS NULL;
CREATE INDEX contact_merges_survivor_id_idx ON contact_merges (survivor_id);

-- What a merge wrote over a member of the survivor. `place` orders what the merges of one survivor wrote over one member, so
-- that any of them can be undone before the others.
CREATE TABLE contact_merge_fields (
    merge_id bigint NOT NULL CONSTRAINT contact_merge_fields_merge_id_fkey REFERENCES contact_merges,
    field text NOT NULL,
    contact_id bigint NOT NULL,
    place bigint NOT NULL,
    former jsonb NOT NULL,
    taken jsonb NOT NULL,
    CONSTRAINT contact_merge_fields_pkey PRIMARY KEY (merge_id, field)
);
CREATE INDEX contact_merge_fields_contact_id_idx ON contact_merge_fields (contact_id, field, place);

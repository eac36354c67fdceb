-- What names, e-mail addresses and telephone numbers are compared by (docs/contacts.md states it). Pure, and the same on every
-- machine: nothing depends on the database's own collation or on a dictionary. An index of every venue is made of
-- `contact_terms`: whoever changes what it gives has to make that index again.

-- Letters without their marks, in lower case; ligatures and letters that stand for two become those two. No longer than what an
-- index takes.
CREATE FUNCTION sicstine.folded(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(value) = char_length(value) THEN left(lower(value COLLATE "C"), 500) COLLATE "und-x-icu"
        ELSE left(replace(replace(replace(translate(
            lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g') COLLATE "und-x-icu"),
            'øłđðıħ', 'olddih'), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 500) END
$$;

-- The words of a text, folded: between them is all that is neither a letter nor a digit, apostrophes and hyphens too.
CREATE FUNCTION sicstine.words(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_to_array(btrim(regexp_replace(
        sicstine.folded(value), '[^[:alnum:]]+' COLLATE "und-x-icu", ' ', 'g')), ' ')
$$;

-- The words of a name in the order of their bytes, so that it does not matter which of them was taken for the first name; NULL
-- when there are none.
CREATE FUNCTION sicstine.normalised_name(first_name text, last_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(word, ' ' ORDER BY word COLLATE "C")
    FROM unnest(sicstine.words(COALESCE(first_name || ' ', '') || COALESCE(last_name, ''))) AS words (word)
$$;

CREATE FUNCTION sicstine.normalised_email(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(lower(btrim(value) COLLATE "und-x-icu"), 300)
$$;

-- The last nine digits, of a number that has at least eight: +33 6 12 34 56 78 and 06.12.34.56.78 are the same.
CREATE FUNCTION sicstine.normalised_phone(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(regexp_replace(value, '[^0-9]+' COLLATE "C", '', 'g')) >= 8
        THEN right(regexp_replace(value, '[^0-9]+' COLLATE "C", '', 'g'), 9) END
$$;

-- What a contact is found by: the words of its names, its e-mail addresses with an @ before each, so that the beginnings of
-- names do not find them, and its normalised telephone number with a + before it. `other_emails` are kept in lower case. The
-- cost makes the planner use the index, however many rows it expects.
CREATE FUNCTION sicstine.contact_terms(
    first_name text, last_name text, structure_name text, email text, other_emails text[], phone text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL RESTRICTED COST 10000 AS $$
BEGIN
    RETURN array_to_tsvector(
        sicstine.words(COALESCE(first_name || ' ', '') || COALESCE(last_name || ' ', '') || COALESCE(structure_name, ''))
        || CASE WHEN email IS NULL THEN '{}' ELSE ARRAY['@' || sicstine.normalised_email(email)] END
        || CASE WHEN other_emails = '{}' THEN '{}' ELSE string_to_array('@' || array_to_string(other_emails, ' @'), ' ') END
        || CASE WHEN phone IS NULL THEN '{}' ELSE ARRAY['+' || COALESCE(sicstine.normalised_phone(phone), '')] END);
END $$;

-- All of these terms; with `is_prefix`, terms that begin so will do.
CREATE FUNCTION sicstine.all_terms(terms text[], is_prefix boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(
        '''' || replace(replace(term, '\', '\\'), '''', '''''') || '''' || CASE WHEN is_prefix THEN ':*' ELSE '' END,
        ' & ')::tsquery
    FROM unnest(terms) AS terms (term)
$$;

-- What a word may have been before one letter was left out, added, exchanged for another, or two neighbours were swapped. Letters
-- are a to z, and those of the word itself.
CREATE FUNCTION sicstine.words_one_edit_from(word text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH letters AS (
        SELECT DISTINCT letter FROM string_to_table('abcdefghijklmnopqrstuvwxyz' || word, NULL) AS l (letter)
    ), places AS (
        SELECT place, left(word, place - 1) AS before, substr(word, place) AS after
        FROM generate_series(1, length(word) + 1) AS p (place)
    )
    SELECT before || substr(after, 2) FROM places WHERE after <> ''
    UNION
    SELECT before || substr(after, 2, 1) || left(after, 1) || substr(after, 3) FROM places WHERE length(after) > 1
    UNION
    SELECT before || letter || substr(after, 2) FROM places, letters WHERE after <> ''
    UNION
    SELECT before || letter || after FROM places, letters
$$;

-- Whether one text is another but for one such edit, or the same.
CREATE FUNCTION sicstine.is_within_one_edit(a text, b text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    common bigint := LEAST(length(a), length(b));
    head bigint := 0;
    tail bigint := 0;
    rest_a text;
    rest_b text;
BEGIN
    IF abs(length(a) - length(b)) > 1 THEN
        RETURN false;
    END IF;
    WHILE head < common AND substr(a, head::int + 1, 1) = substr(b, head::int + 1, 1) LOOP
        head := head + 1;
    END LOOP;
    WHILE tail < common - head AND substr(a, length(a) - tail::int, 1) = substr(b, length(b) - tail::int, 1) LOOP
        tail := tail + 1;
    END LOOP;
    rest_a := substr(a, head::int + 1, length(a) - head::int - tail::int);
    rest_b := substr(b, head::int + 1, length(b) - head::int - tail::int);
    RETURN (length(rest_a) <= 1 AND length(rest_b) <= 1)
        OR (length(rest_a) = 2 AND length(rest_b) = 2 AND rest_a = reverse(rest_b));
END $$;

-- Why two records may be of one person, and how sure that is, from 0 to 99. All that is given is normalised; `first` and `last`
-- are words with one space between them, NULL without any.
CREATE FUNCTION sicstine.likeness(
    a_first text, a_last text, a_name text, a_birth_date date, a_emails text[], a_phone text, a_postcode text,
    a_street text, b_first text, b_last text, b_name text, b_birth_date date, b_emails text[], b_phone text,
    b_postcode text, b_street text, OUT reasons text[], OUT confidence bigint)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    -- One word may be anybody's.
    is_same_name boolean := COALESCE(a_name = b_name AND a_name LIKE '% %', false);
    is_incomplete boolean := a_name IS NULL OR b_name IS NULL OR (
        (a_first IS NULL OR b_first IS NULL) AND COALESCE(a_last = b_last, true));
    is_similar_name boolean := COALESCE(
        sicstine.is_within_one_edit(a_name, b_name) AND a_name LIKE '% %' AND b_name LIKE '% %'
        OR a_last = b_last AND (starts_with(a_first, b_first) OR starts_with(b_first, a_first)), false);
    found text[] := '{}';
    grades bigint[] := '{}';
BEGIN
    IF a_emails && b_emails THEN
        IF is_same_name THEN found := found || 'same_email_and_name'::text; grades := grades || 95::bigint;
        ELSIF is_similar_name THEN found := found || 'same_email_and_similar_name'::text; grades := grades || 85::bigint;
        ELSIF is_incomplete THEN found := found || 'same_email'::text; grades := grades || 60::bigint;
        ELSE found := found || 'same_email_other_name'::text; grades := grades || 20::bigint;
        END IF;
    END IF;
    IF a_phone = b_phone THEN
        IF is_same_name THEN found := found || 'same_phone_and_name'::text; grades := grades || 85::bigint;
        ELSIF is_similar_name THEN found := found || 'same_phone_and_similar_name'::text; grades := grades || 65::bigint;
        ELSIF is_incomplete THEN found := found || 'same_phone'::text; grades := grades || 40::bigint;
        ELSE found := found || 'same_phone_other_name'::text; grades := grades || 10::bigint;
        END IF;
    END IF;
    IF is_same_name AND a_birth_date = b_birth_date THEN
        found := found || 'same_name_and_birth_date'::text;
        grades := grades || 90::bigint;
    END IF;
    IF is_same_name AND a_postcode = b_postcode THEN
        IF a_street = b_street THEN
            found := found || 'same_name_and_address'::text;
            grades := grades || 75::bigint;
        ELSIF a_street IS NULL OR b_street IS NULL THEN
            found := found || 'same_name_and_postcode'::text;
            grades := grades || 50::bigint;
        END IF;
    END IF;
    reasons := found;
    IF found = '{}' THEN
        confidence := 0;
        RETURN;
    END IF;
    confidence := LEAST(99, (SELECT max(grade) FROM unnest(grades) AS g (grade)) + 3 * (cardinality(grades) - 1));
    -- Two dates of birth are two people, but for a slip of the pen.
    IF a_birth_date <> b_birth_date THEN
        confidence := LEAST(confidence, 15);
    END IF;
END $$;

-- A million people of a French venue, always the same: each number is drawn from the row's own and a seed. Run in the venue's
-- schema by the owner, with :people set. Names fall off as those of a country do: a few hundred common ones, and a long tail.
\ir drawn.sql

-- Last names of the tail are made of syllables; the rank gives the syllables, so that a rank is a name.
CREATE FUNCTION pg_temp.tail_name(rank bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT initcap(
        (ARRAY['ba','be','bo','bri','ca','cha','che','col','da','de','du','fa','fer','fo','ga','gau','gi','go','gui','ha','je',
            'jo','la','le','lou','ma','mar','me','mi','mo','na','ni','pa','per','pi','po','que','ra','re','ri','ro','sa','se',
            'si','ta','te','tho','va','ver','vi'])[1 + rank % 50]
        || (ARRAY['ba','ber','bi','cha','co','da','di','fe','ga','ger','la','li','lo','ma','mi','na','nau','ni','pe','ra',
            'ri','ro','sa','se','ta','ti','to','va','vi','zé'])[1 + rank / 50 % 30]
        || (ARRAY['rd','nt','t','ret','net','lle','ud','ux','er','in','on','is','ot','al','el','and','ault','ier','eau','ard',
            'lin','sson','quet','teau','rel','don','guet','vin','mé','ès'])[1 + rank / 1500 % 30]
        || CASE WHEN rank >= 45000 THEN (ARRAY['-Roux','-Leroy','s','e','et','ot','y','aux','-Petit','z'])[rank / 45000]
            ELSE '' END)
$$;

INSERT INTO contacts (
    external_id, kind, title, first_name, last_name, email, phone, street, postcode, city, country, birth_date, language,
    created_at, updated_at)
WITH first_names AS MATERIALIZED (
    SELECT name, rank FROM unnest(ARRAY['Marie','Jean','Pierre','Michel','Anne','Philippe','Nathalie','Isabelle','Catherine',
        'Nicolas','Françoise','Sophie','Christophe','Thomas','Julien','Camille','Martine','Sylvie','Laurent','Julie','Léa',
        'Patrick','Monique','Frédéric','Céline','Stéphane','Daniel','Valérie','Alain','Chantal','Sandrine','François','David',
        'Émilie','Jacqueline','Hélène','Élodie','Bernard','Antoine','Alexandre','Caroline','Christine','Claire','Éric',
        'Charlotte','Véronique','Lucas','Manon','Brigitte','Chloé','Hugo','Jean-Pierre','Guillaume','Emma','Sébastien',
        'Aurélie','Olivier','Pauline','Mathilde','Vincent','Louis','Jacques','Anne-Marie','Marie-Claude','Zoé','Benoît','Inès',
        'Gérard','Marion','Laure','André','Mélanie','Audrey','Paul','Simone','Lucie','Jeanne','Delphine','Clément','Sarah',
        'Raphaël','Denise','Jean-Paul','Agnès','Yves','Bruno','Virginie','Romain','Adrien','Arthur','Maxime','Madeleine',
        'Geneviève','Odile','Fabien','Jean-Luc','Florence','Cécile','Mohamed','Karine','Rémi','Louise','Gaëlle','Élise',
        'Fatima','Noémie','Théo','Loïc','Édith','Colette','Xavier','Maëlle','Jérôme','Ludovic','Solène','Yasmine','Ahmed',
        'Eléonore','Augustin','Margaux','Ambre','Gaston','Maria','Thérèse','Aïcha','Honoré','Œdipe'])
        WITH ORDINALITY AS f (name, rank)
), last_names AS MATERIALIZED (
    SELECT name, rank FROM unnest(ARRAY['Martin','Bernard','Thomas','Petit','Robert','Richard','Durand','Dubois','Moreau',
        'Laurent','Simon','Michel','Lefebvre','Leroy','Roux','David','Bertrand','Morel','Fournier','Girard','Bonnet','Dupont',
        'Lambert','Fontaine','Rousseau','Vincent','Muller','Lefèvre','Faure','André','Mercier','Blanc','Guérin','Boyer',
        'Garnier','Chevalier','François','Legrand','Gauthier','Garcia','Perrin','Robin','Clément','Morin','Nicolas','Henry',
        'Roussel','Mathieu','Gautier','Masson','Marchand','Duval','Denis','Dumont','Marie','Lemaire','Noël','Meyer','Dufour',
        'Meunier','Brun','Blanchard','Giraud','Joly','Rivière','Lucas','Brunet','Gaillard','Barbier','Arnaud','Martinez',
        'Gérard','Roche','Renard','Schmitt','Roy','Leroux','Colin','Vidal','Caron','Picard','Roger','Fabre','Aubert',
        'Lemoine','Renaud','Dumas','Lacroix','Olivier','Philippe','Bourgeois','Pierre','Benoît','Rey','Leclerc','Payet',
        'Rolland','Leclercq','Guillaume','Lecomte','Nguyen','Le Gall','De La Tour','Da Silva','D''Almeida','Ben Amar'])
        WITH ORDINALITY AS l (name, rank)
), drawn AS MATERIALIZED (
    SELECT n,
        -- A person in a hundred is there twice, the second time with a typing error and another id.
        CASE WHEN pg_temp.drawn(n, 1) < 0.01 THEN n - 1 ELSE n END AS person,
        pg_temp.drawn(n, 1) < 0.01 AS is_again
    FROM generate_series(1, :people) n
), people AS MATERIALIZED (
    SELECT n, person, is_again,
        -- Zipf-like ranks: u^3 of the list for common names, a third of all people bear one of those.
        1 + floor(power(pg_temp.drawn(person, 2), 2.2) * 127)::bigint AS first_rank,
        CASE WHEN pg_temp.drawn(person, 3) < 0.2 THEN 1 + floor(power(pg_temp.drawn(person, 4), 1.7) * 106)::bigint END
            AS last_rank,
        floor(power(pg_temp.drawn(person, 5), 2.5) * 400000)::bigint AS tail_rank
    FROM drawn
), named AS MATERIALIZED (
    SELECT p.*, f.name AS first_name,
        CASE WHEN is_again AND pg_temp.drawn(n, 6) < 0.5 THEN overlay(COALESCE(l.name, pg_temp.tail_name(tail_rank))
            PLACING 'e' FROM 3 FOR 1) ELSE COALESCE(l.name, pg_temp.tail_name(tail_rank)) END AS last_name
    FROM people p JOIN first_names f ON f.rank = p.first_rank LEFT JOIN last_names l ON l.rank = p.last_rank
)
SELECT 'B-' || (10000000 + n), 'individual', NULL, first_name, last_name,
    CASE WHEN pg_temp.drawn(person, 7) < 0.85 THEN
        replace(lower(first_name || '.' || last_name), ' ', '')
        -- One household in fifty shares an address.
        || CASE WHEN pg_temp.drawn(person, 8) < 0.02 THEN person / 50 ELSE person END
        || (ARRAY['@orange.example','@free.example','@laposte.example','@mail.example'])[1 + person % 4] END,
    CASE WHEN pg_temp.drawn(person, 9) < 0.5 THEN
        '06' || lpad(floor(pg_temp.drawn(person, 10) * 100000000)::bigint::text, 8, '0') END,
    CASE WHEN pg_temp.drawn(person, 11) < 0.4 THEN (1 + person % 140) || ' rue de la République' END,
    CASE WHEN pg_temp.drawn(person, 12) < 0.7 THEN lpad((1000 + person % 5000 * 17)::text, 5, '0') END,
    CASE WHEN pg_temp.drawn(person, 12) < 0.7 THEN 'Ville ' || person % 5000 END, 'FR',
    CASE WHEN pg_temp.drawn(person, 13) < 0.3 THEN date '1940-01-01' + floor(pg_temp.drawn(person, 14) * 25000)::int END, 'fr',
    timestamptz '2026-01-01 00:00:00Z', timestamptz '2026-01-01 00:00:00Z'
FROM named ORDER BY n;

-- The services log in as sicstine_service, which has no right of its own (NOINHERIT): each transaction takes the one role it
-- needs. Its password, if any, is the operator's to set.

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sicstine_service') THEN
        CREATE ROLE sicstine_service LOGIN NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sicstine_platform') THEN
        CREATE ROLE sicstine_platform NOLOGIN;
    END IF;
END $$;

GRANT sicstine_platform TO sicstine_service;

GRANT USAGE ON SCHEMA sicstine TO PUBLIC;

GRANT USAGE ON SCHEMA platform TO sicstine_platform;

ALTER DEFAULT PRIVILEGES IN SCHEMA platform GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sicstine_platform;

GRANT SELECT ON platform.schema_migrations TO sicstine_platform;

-- The two roles of the embedded server, beside its superuser, who only administers. Run as the superuser at every start.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pantau_load') THEN CREATE ROLE pantau_load LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pantau_read') THEN CREATE ROLE pantau_read LOGIN; END IF;
END $$;
ALTER ROLE pantau_load LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE pantau_read LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE pantau_read SET default_transaction_read_only = on;
ALTER ROLE pantau_read SET statement_timeout = '60s';
ALTER ROLE pantau_read SET lock_timeout = '5s';
ALTER ROLE pantau_read SET idle_in_transaction_session_timeout = '10min';
ALTER ROLE pantau_read SET temp_file_limit = '2GB'; -- a question that sorts without end fills no disk
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;

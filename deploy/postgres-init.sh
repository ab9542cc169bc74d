#!/usr/bin/env bash
# Runs once in the postgres container, on an empty volume: a role and a database for Airflow, one for the warehouse, and a role that
# only reads the warehouse. Neither database can be reached by the other's roles. The passwords come from the environment and never
# stand in a command line. Run again, it makes what is missing and sets the passwords anew.
set -euo pipefail
: "${AIRFLOW_DB_PASSWORD:?is required}" "${PANTAU_DB_PASSWORD:?is required}" "${PANTAU_READ_PASSWORD:?is required}"

psql --set ON_ERROR_STOP=1 --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" <<'SQL'
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv pantau_password PANTAU_DB_PASSWORD
\getenv read_password PANTAU_READ_PASSWORD
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['airflow', 'pantau', 'pantau_read']) name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
SELECT format('CREATE DATABASE %1$I OWNER %1$I', name) FROM unnest(ARRAY['airflow', 'pantau']) name
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec
ALTER ROLE airflow PASSWORD :'airflow_password';
ALTER ROLE pantau PASSWORD :'pantau_password';
ALTER ROLE pantau_read PASSWORD :'read_password';
ALTER ROLE pantau_read SET default_transaction_read_only = on;
ALTER ROLE pantau_read SET statement_timeout = '60s';
ALTER ROLE pantau_read SET temp_file_limit = '2GB';
REVOKE CONNECT, TEMPORARY ON DATABASE airflow FROM PUBLIC;
REVOKE CONNECT, TEMPORARY ON DATABASE pantau FROM PUBLIC;
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE pantau TO pantau_read;
SQL

#!/usr/bin/env bash
# Runs once in the postgres container, on an empty volume: a role and a database for Airflow, and one for the warehouse.
# Neither can connect to the other's. The passwords come from the environment and never stand in a command line.
set -euo pipefail
: "${AIRFLOW_DB_PASSWORD:?is required}" "${PANTAU_DB_PASSWORD:?is required}"

psql --set ON_ERROR_STOP=1 --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" <<'SQL'
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv pantau_password PANTAU_DB_PASSWORD
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE ROLE pantau LOGIN PASSWORD :'pantau_password';
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE pantau OWNER pantau;
REVOKE CONNECT, TEMPORARY ON DATABASE airflow FROM PUBLIC;
REVOKE CONNECT, TEMPORARY ON DATABASE pantau FROM PUBLIC;
SQL

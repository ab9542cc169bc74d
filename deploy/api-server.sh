#!/usr/bin/env bash
# Airflow opens its password file for writing, and a secret is mounted read-only: it gets a private copy in memory.
set -euo pipefail
python "$(dirname "$0")/ui_passwords.py"
exec airflow api-server --port 8080

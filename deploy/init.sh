#!/usr/bin/env bash
# The init service: checks what people gave, then brings both databases up to date. Running it again changes nothing.
set -euo pipefail
python "$(dirname "$0")/ui_passwords.py" --check
airflow db migrate
python -c "
from pantau.settings import settings
from pantau.warehouse import connect

with connect(settings()):
    print('the warehouse is up to date')
"

"""Refuses a UI login that is not safe to start with, then hands the passwords to Airflow in a file only it can read.

Airflow invents a password for a user that has none and prints it into the log; so a user without one stops the start instead.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

LEAST_CHARACTERS = 12
ROLES = ("viewer", "user", "op", "admin")
SECRET = Path("/run/secrets/ui_passwords")
USERS = "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"
TARGET = "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"


def accepted(users: str, text: str) -> dict[str, str]:
    """Return name → password of the `name:role` users; raise ValueError saying which user or file is wrong and what to do."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f'the passwords file is not JSON ({error.msg}); write {{"name": "password"}}') from None
    if not isinstance(given, dict):
        raise ValueError('the passwords file must be one JSON object: {"name": "password"}')  # noqa: TRY004 - a wrong value
    chosen = {}
    for user in filter(None, (part.strip() for part in users.split(","))):
        name, _, role = user.partition(":")
        password = given.get(name)
        if role not in ROLES:
            raise ValueError(f"{user!r} in PANTAU_UI_USERS is not name:role with a role of {', '.join(ROLES)}")
        if not isinstance(password, str) or len(password) < LEAST_CHARACTERS:
            raise ValueError(f"user {name!r} needs a password of at least {LEAST_CHARACTERS} characters in the passwords file")
        chosen[name] = password
    if not chosen:
        raise ValueError("PANTAU_UI_USERS names nobody; write for example ani:viewer,budi:admin")
    return chosen


def main(check_only: bool) -> int:
    """Check, and unless told only to check write the passwords where Airflow looks for them, mode 0600."""
    secret = Path(os.environ.get("PANTAU_UI_PASSWORDS_SECRET", SECRET))
    try:
        passwords = accepted(os.environ.get(USERS, ""), secret.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"ui_passwords: {error}; see .env.example", file=sys.stderr)
        return 2
    if not check_only:
        target = os.open(os.environ[TARGET], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(target, "w", encoding="utf-8") as file:
            json.dump(passwords, file)
    return 0


if __name__ == "__main__":
    raise SystemExit(main("--check" in sys.argv[1:]))

"""Sends every hostile request to the pages over a warehouse, in a process of its own: `ask_pages.py WAREHOUSE STATE_DIR`.

It prints a line when it is ready, begins when it reads a line, and prints as JSON the requests that ended in an internal error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "plugins"), str(TESTS.parent / "plugins"), str(TESTS.parent / "include")]
import airflow_home  # noqa: E402

airflow_home.prepare()
airflow_home.import_quietly("airflow.api_fastapi.core_api.security", "fastapi.testclient")

from airflow.api_fastapi.core_api.security import get_user  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402
from pantau_ui import stores  # noqa: E402
from pantau_ui.app import HEADERS, app  # noqa: E402
from visitors import visitor  # noqa: E402

from hostile_set import REQUESTS  # noqa: E402
from pantau.day import today  # noqa: E402
from pantau.settings import read_settings  # noqa: E402

if __name__ == "__main__":
    chosen = read_settings(warehouse=sys.argv[1], state_dir=Path(sys.argv[2]))
    stores.settings = lambda: chosen  # type: ignore[assignment]
    app.dependency_overrides[get_user] = lambda: visitor()
    with TestClient(app, root_path="/pantau", raise_server_exceptions=False, follow_redirects=False) as pages:
        print("ready", flush=True)
        sys.stdin.readline()
        wrong, day = [], today()
        for path in REQUESTS:
            answer = pages.get(path.replace("{long}", "a" * 5_000).replace("{day}", day))
            if answer.status_code >= 500 or any(answer.headers.get(name) != value for name, value in HEADERS.items()):
                wrong.append([answer.status_code, path])
        print(json.dumps(wrong), flush=True)

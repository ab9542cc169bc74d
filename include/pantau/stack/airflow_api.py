"""A small client of Airflow's public REST API: health, unpause, backfill, runs and their tasks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from pantau.errors import PantauError

PARTS = ("metadatabase", "scheduler", "dag_processor")
DONE = frozenset({"success", "failed"})
TASK_DONE = frozenset({"success", "failed", "skipped", "upstream_failed", "removed"})


class AirflowApi:
    """One Airflow, called as its admin user. Every call raises PantauError with Airflow's own message if Airflow refuses it."""

    def __init__(self, address: str, password_file: Path) -> None:
        self.address = address
        self._password_file = password_file
        self._client = httpx.Client(base_url=address, timeout=30.0, trust_env=False)

    def healthy(self) -> bool:
        """Tell whether scheduler and DAG processor both report healthy."""
        try:
            parts = self._client.get("/api/v2/monitor/health").json()
            return all((parts.get(part) or {}).get("status") == "healthy" for part in PARTS)
        except (httpx.HTTPError, ValueError):
            return False

    def login(self) -> None:
        """Take a token with the password Airflow generated."""
        user, password = self.credentials()
        answer = self._client.post("/auth/token", json={"username": user, "password": password})
        if answer.status_code != 201:
            raise PantauError(f"Airflow refused the login of {user!r} ({answer.status_code}); see {self._password_file}")
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def credentials(self) -> tuple[str, str]:
        """Return user and password of the admin Airflow generated."""
        users: dict[str, str] = json.loads(self._password_file.read_text(encoding="utf-8"))
        return next(iter(users.items()))

    def has_dags(self, dag_ids: tuple[str, ...]) -> bool:
        """Tell whether all of `dag_ids` are known to Airflow."""
        answer = self._client.get("/api/v2/dags", params={"limit": 100})
        return answer.status_code == 200 and set(dag_ids) <= {dag["dag_id"] for dag in answer.json()["dags"]}

    def import_errors(self) -> list[str]:
        """Return the DAG files Airflow could not import, each with its error."""
        rows = self._ask("GET", "/api/v2/importErrors")["import_errors"]
        return [f"{row['filename']}: {row['stack_trace']}" for row in rows]

    def unpause(self, dag_id: str) -> None:
        """Let a DAG run."""
        self._ask("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})

    def backfill(self, dag_id: str, first: str, last: str, *, again: bool, backwards: bool = False) -> int:
        """Create a backfill of the WIB days `first` to `last`, both included, or from the last `backwards`; return its id.

        `again` works days again that are already done.
        """
        # Plain dates are read in default_timezone (seen on 3.3.2), so these name WIB days.
        body = {
            "dag_id": dag_id,
            "from_date": first,
            "to_date": last,
            "reprocess_behavior": "completed" if again else "none",
            "max_active_runs": 2,
            "run_backwards": backwards,
        }
        return int(self._once_free(dag_id, body)["id"])

    def _once_free(self, dag_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Create a backfill. An older one of the DAG stays active some 10 s after its runs: wait for it, and cancel it at last.

        It also tries again after a 500, seen on 3.3.2 when the scheduler wrote the same runs; nothing had been created.
        """
        for attempt in range(30):
            answer = self._patiently(lambda: self._client.post("/api/v2/backfills", json=body))
            if answer.status_code not in (409, 500):
                break
            if attempt == 20 and answer.status_code == 409:  # left behind by a stack that was stopped during a backfill
                self._cancel_backfills(dag_id)
            time.sleep(1)
        if answer.status_code >= 400:
            raise PantauError(f"Airflow refused the backfill: {answer.status_code} {answer.text[:300]}")
        return dict(answer.json())

    def _cancel_backfills(self, dag_id: str) -> None:
        for row in self._ask("GET", f"/api/v2/backfills?dag_id={dag_id}&limit=100")["backfills"]:
            if row["completed_at"] is None:
                self._ask("PUT", f"/api/v2/backfills/{row['id']}/cancel")

    def trigger(self, dag_id: str) -> str:
        """Start a manual run now; return its run id."""
        return str(self._ask("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None})["dag_run_id"])

    def touched_days(self, run_id: str) -> set[str]:
        """Return the days that a run of poll_feeds handed on; an empty list if its fetch was skipped."""
        # /assets/events answers 500 while a triggered run is still queued (3.3.2), so the task's own value is read.
        path = f"/api/v2/dags/poll_feeds/dagRuns/{quote(run_id)}/taskInstances/fetch/xcomEntries/return_value"
        answer = self._patiently(lambda: self._client.get(path))
        return set() if answer.status_code == 404 else set(answer.json()["value"]["days"])

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """Return the newest 100 runs of a DAG."""
        rows = self._ask("GET", f"/api/v2/dags/{dag_id}/dagRuns?limit=100&order_by=-run_after")["dag_runs"]
        return list(rows)

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Return the task instances of one run."""
        rows = self._ask("GET", f"/api/v2/dags/{dag_id}/dagRuns/{quote(run_id)}/taskInstances?limit=500")["task_instances"]
        return list(rows)

    def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self._patiently(lambda: self._client.request(method, path, json=body))
        if answer.status_code >= 400:
            raise PantauError(f"Airflow refused {method} {path}: {answer.status_code} {answer.text[:300]}")
        return dict(answer.json()) if answer.content else {}

    @staticmethod
    def _patiently(call: Callable[[], httpx.Response]) -> httpx.Response:
        for attempt in range(4):
            try:
                return call()
            except httpx.TransportError:  # a busy two-core machine: the server is there but slow
                time.sleep(1 + attempt)
        return call()

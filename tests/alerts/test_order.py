"""A run that failed and the task it failed by are one fault, in whichever order Airflow calls."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from webhook import Hook

from pantau.settings import Settings
from pantau.workspace import Workspace
from pantau_airflow import alerts

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # a plugin of Apprise uses it, on Python < 3.13


@pytest.mark.parametrize("calls", [("dag_failed", "task_failed"), ("task_failed", "dag_failed")])
def test_one_message_in_either_order(
    database: Settings, hook: Hook, monkeypatch: pytest.MonkeyPatch, calls: tuple[str, str]
) -> None:
    work = Workspace(database.model_copy(update={"alerts": hook.address}))
    monkeypatch.setattr(alerts, "_workspace", lambda: work)
    one = SimpleNamespace(task_id="poll", run_id="r", map_index=-1)
    context: dict[str, Any] = {"dag": SimpleNamespace(dag_id="poll_feeds"), "ti": one, "run_id": "r", "reason": "task_failure"}
    for name in calls:
        getattr(alerts, name)(context)
    assert len(hook.got) == 1

"""A failed run and the task that made it fail are one fault, in whichever order Airflow calls."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from webhook import Hook

from pantau.errors import WarehouseUnavailable
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


@pytest.mark.parametrize("order", [("dag_failed", "task_failed"), ("task_failed", "dag_failed")])
def test_a_warehouse_that_is_down_is_one_fault_whichever_dags_meet_it(
    database: Settings, hook: Hook, monkeypatch: pytest.MonkeyPatch, order: tuple[str, str]
) -> None:
    work = Workspace(database.model_copy(update={"alerts": hook.address}))
    down = Workspace(work.settings.model_copy(update={"warehouse": "postgresql://u:p@127.0.0.1:9/none"}))
    monkeypatch.setattr(alerts, "_workspace", lambda: down)
    with pytest.raises(WarehouseUnavailable) as met, down.connect():
        pytest.fail("nobody listens there")
    contexts = []
    for dag_id, task_id in (("poll_feeds", "poll"), ("watch_polling", "watch"), ("retention", "retention")):
        one = SimpleNamespace(task_id=task_id, run_id="r", map_index=-1)
        task = SimpleNamespace(task_id=task_id, downstream_task_ids=set())
        contexts.append({"dag": SimpleNamespace(dag_id=dag_id), "ti": one, "run_id": "r", "exception": met.value, "task": task})
        for name in order:
            getattr(alerts, name)(contexts[-1])
    assert [message["title"] for message in hook.got] == ["Pantau: Gudang data tidak menjawab"]
    for said in ("DAG poll_feeds", "127.0.0.1", "Lihat apakah PostgreSQL gudang data hidup"):
        assert said in hook.got[0]["message"]
    monkeypatch.setattr(alerts, "_workspace", lambda: work)
    for context in contexts:
        alerts.task_done(context)
    assert [message["title"] for message in hook.got[1:]] == ["Pantau: sudah pulih: Gudang data tidak menjawab"]

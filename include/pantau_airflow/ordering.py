"""Orders from the pages to a worker: a day to work again, a watchlist to save, a remark to keep."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from pantau.errors import BadInput
from pantau.report.desk_orders import DeskOrder
from pantau.words import text
from pantau_airflow.signed import is_signed, start_signed

DAG_ID = "desk_order"
FIELDS = ("kind", "what", "who", "why", "at")


def start_order(kind: str, what: Mapping[str, str], who: str, why: str = "") -> str:
    """Start the run that carries an order out; return its id. Raises PantauError if Airflow does not know the DAG."""
    run_id = f"{kind}__{time.time_ns()}"
    said = json.dumps(dict(what), sort_keys=True)
    told = dict(zip(FIELDS, (kind, said, who, why, str(int(time.time()))), strict=True))
    start_signed(DAG_ID, run_id, told, who, text("pages.problem.no_order_dag", dag=DAG_ID))
    return run_id


def read_signed(conf: Mapping[str, Any], run_id: str) -> DeskOrder:
    """Return the order of a run. Raises BadInput if the pages did not sign it for this run within the last hour."""
    told = {name: str(conf.get(name) or "") for name in FIELDS}
    if not is_signed(DAG_ID, run_id, told, conf.get("proof")):
        raise BadInput(
            f"this run of {DAG_ID} was not asked for on the pages within the last hour, so nothing was done; "
            "use the buttons in Pantau"
        )
    return DeskOrder(run_id, told["kind"], json.loads(told["what"]), told["who"], told["why"])

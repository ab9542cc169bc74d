"""Runs that the pages ask for. The API server, which only reads the warehouse, signs them; a signature is valid for one run and
an hour.

Airflow lets the role User start any run. So an order carries a proof that only the API server can make, and it makes one only
for users whom the page permits.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

from pantau.errors import PantauError

VALID_S = 3600


def start_signed(dag_id: str, run_id: str, told: Mapping[str, str], who: str, missing: str) -> None:
    """Start a run that carries `told` and its proof, in the name of `who`. Raises PantauError(missing) for an unknown DAG.

    `told` holds the time of the order, in seconds since 1970, under `at`.
    """
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.exceptions import DagNotFound
    from airflow.utils.types import DagRunTriggeredByType

    conf = {**told, "proof": _prove(dag_id, run_id, told)}
    try:
        trigger_dag(dag_id, triggered_by=DagRunTriggeredByType.UI, triggering_user_name=who, run_id=run_id, conf=conf)
    except DagNotFound:
        raise PantauError(missing) from None


def is_signed(dag_id: str, run_id: str, told: Mapping[str, str], proof: Any) -> bool:
    """Tell whether the pages signed this for this run within the last hour."""
    fresh = told["at"].isdigit() and abs(time.time() - int(told["at"])) < VALID_S
    return fresh and hmac.compare_digest(str(proof or "").encode(), _prove(dag_id, run_id, told).encode())


def signing_key() -> str:
    """Return the secret of this installation that no person and no page knows."""
    from airflow.configuration import conf

    return str(conf.get("api", "secret_key") or conf.get("api_auth", "jwt_secret"))


def _prove(dag_id: str, run_id: str, told: Mapping[str, str]) -> str:
    return hmac.new(signing_key().encode(), repr((dag_id, run_id, *told.values())).encode(), hashlib.sha256).hexdigest()

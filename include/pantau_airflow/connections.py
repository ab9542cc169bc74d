"""Puts the connections that Airflow keeps for Pantau where `pantau` looks for them. Only this module asks Airflow for them."""

from __future__ import annotations

import json
import logging
import os
from typing import Any

from pantau.settings import settings

log = logging.getLogger("pantau.connections")
WAREHOUSE = "AIRFLOW_CONN_PANTAU_WAREHOUSE"
READING = "AIRFLOW_CONN_PANTAU_WAREHOUSE_READ"
ALERTS = "AIRFLOW_CONN_PANTAU_ALERTS"


def find_connection(name: str) -> Any:
    """Return an Airflow connection; None if it is not defined, or if Airflow cannot be asked (which is logged)."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowException, AirflowNotFoundException

    try:
        return Connection.get(name)
    except AirflowNotFoundException:
        return None
    except (AirflowException, ImportError, OSError) as error:
        log.warning("the Airflow connection %s could not be asked for: %s", name, error)
        return None


def name_warehouse() -> bool:
    """Put the address of `pantau_warehouse` into the environment if no setting names one; return whether one is named now.

    If the connection is not defined, the embedded server is the warehouse.
    """
    return bool(settings().warehouse) or _is_named(WAREHOUSE, "pantau_warehouse")


def name_reading() -> bool:
    """Do the same for the address the pages read from: `pantau_warehouse_read`, else that of the warehouse."""
    if settings().warehouse_read or settings().warehouse or os.environ.get(READING) or os.environ.get(WAREHOUSE):
        return True
    return _is_named(READING, "pantau_warehouse_read") or name_warehouse()


def name_alerts() -> bool:
    """Do the same for `pantau_alerts`; return whether alerts have an address."""
    if settings().alerts or os.environ.get(ALERTS):
        return True
    found = find_connection("pantau_alerts")
    if found:
        os.environ[ALERTS] = json.dumps({"conn_type": "apprise", "extra": found.extra_dejson})
    return bool(found)


def _is_named(variable: str, name: str) -> bool:
    if not os.environ.get(variable) and (found := find_connection(name)):
        os.environ[variable] = found.get_uri()
    return bool(os.environ.get(variable))

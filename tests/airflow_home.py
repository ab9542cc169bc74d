"""An Airflow of the tests' own. Airflow reads its settings at the first import, so `prepare` comes before any import of it."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from functools import cache
from importlib import import_module
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


@cache
def prepare() -> Path:
    """Point Airflow at a fresh home with this project's dags and plugins; return the home (the same one all session)."""
    assert "airflow" not in sys.modules, "airflow was imported before its home was set"
    home = Path(tempfile.mkdtemp(prefix="pantau-airflow-"))
    os.environ |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Jakarta",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
    }
    sys.path[:0] = [str(PROJECT / "plugins"), str(PROJECT / "dags")]
    return home


def import_quietly(*names: str) -> None:
    """Import modules of Airflow whose own dependencies warn (starlette of httpx, seen on 0.5x); our own code still must not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            import_module(name)

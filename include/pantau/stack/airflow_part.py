"""Runs a part of Airflow whose log server listens only where Pantau says: Airflow itself binds it to every address of the
machine."""

from __future__ import annotations

import multiprocessing
import runpy
import sys
from typing import Any

import uvicorn

from pantau.settings import settings

_serve = uvicorn.run


def own_name() -> str:
    """Return the name under which the parts on this machine find each other's log servers (Airflow's `hostname_callable`)."""
    return "localhost"


def _serve_here(app: Any, **options: Any) -> None:
    """Serve as requested, but on loopback (or the setting `log_server_host`) if Airflow names no address."""
    _serve(app, **(options | {"host": options.get("host") or settings().log_server_host}))


def main() -> None:
    """Run `airflow …` with these arguments: `python -m pantau.stack.airflow_part scheduler`."""
    if "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin":
        multiprocessing.set_start_method("fork", force=True)  # the log server is a child process that must know of this
    uvicorn.run = _serve_here
    sys.argv[0] = "airflow"
    runpy.run_module("airflow", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

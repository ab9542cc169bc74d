"""Run the DAG of `dags/callbacks.py` in an Airflow of its own, once for each ending named: `run_callbacks.py bug held well …`."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from airflow_home import prepare


def main(endings: list[str]) -> None:
    """Make the metadata database, read the DAG, run it in this process."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    dag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"], collect_dags=True).dags["monitor_day"]
    for end in endings:
        print(end, dag.test(run_conf={"day": "2026-11-20", "end": end}).state, flush=True)


if __name__ == "__main__":
    home = prepare()
    os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(Path(__file__).parent / "dags")
    try:
        main(sys.argv[1:])
    finally:
        shutil.rmtree(home, ignore_errors=True)

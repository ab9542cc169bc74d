"""Run one day twice with `dag.test()` in an Airflow of its own: `dag_test.py DAG DAY`; prints states and tasks as JSON."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from airflow_home import PROJECT, prepare


def main(dag_id: str, day: str) -> None:
    """Make the metadata database, read the DAG, run it in this process."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    bag = DagBag(str(PROJECT / "dags"), collect_dags=True)
    dag = bag.dags[dag_id]
    dag.deadline = None  # dag.test() of Airflow 3.3.2 looks a deadline up by its definition instead of its id, and fails
    runs = []
    for _ in range(2):
        run = dag.test(run_conf={"day": day})
        tasks = sorted((task.task_id, task.map_index, str(task.state)) for task in run.get_task_instances())
        runs.append({"state": str(run.state), "tasks": tasks})
    print("\n" + json.dumps(runs))


if __name__ == "__main__":
    home = prepare()
    try:
        main(*sys.argv[1:])
    finally:
        shutil.rmtree(home, ignore_errors=True)

"""Run plan_backfill with `dag.test()` in an Airflow of its own: `plan_dag.py CONF`; prints its tasks and the runs it started."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from airflow_home import PROJECT, prepare


def main(conf: str) -> None:
    """Make the metadata database, read the DAGs, run the plan in this process."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.models.dagrun import DagRun
    from airflow.models.xcom import XComModel
    from airflow.utils.db import initdb
    from airflow.utils.session import create_session
    from sqlalchemy import select

    initdb()
    bag = DagBag(str(PROJECT / "dags"), collect_dags=True)
    run = bag.dags["plan_backfill"].test(run_conf=json.loads(conf))
    tasks = sorted((task.task_id, str(task.state)) for task in run.get_task_instances())
    with create_session() as session:
        started = session.scalars(select(DagRun).where(DagRun.dag_id == "monitor_day")).all()
        runs = sorted((one.run_id.split("__")[1], one.conf["day"], str(one.state)) for one in started)
        kept = session.scalars(select(XComModel.value).where(XComModel.key == "totals")).all()
    print("\n" + json.dumps({"state": str(run.state), "tasks": tasks, "runs": runs, "totals": kept[0]}))


if __name__ == "__main__":
    home = prepare()
    try:
        main(*sys.argv[1:])
    finally:
        shutil.rmtree(home, ignore_errors=True)

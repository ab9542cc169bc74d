"""Run a DAG with `dag.test()` in an Airflow of its own: `run_dag.py DAG CONF`; prints how its tasks ended and what they made."""

from __future__ import annotations

import json
import shutil
import sys

from airflow_home import PROJECT, prepare


def main(dag_id: str, conf: str) -> None:
    """Make the metadata database, read the DAGs, run one in this process."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.models.asset import AssetEvent
    from airflow.models.dagrun import DagRun
    from airflow.models.xcom import XComModel
    from airflow.utils.db import initdb
    from airflow.utils.session import create_session
    from sqlalchemy import select

    initdb()
    bag = DagBag(str(PROJECT / "dags"), collect_dags=True)
    run = bag.dags[dag_id].test(run_conf=json.loads(conf))
    tasks = sorted((task.task_id, str(task.state)) for task in run.get_task_instances())
    with create_session() as session:
        others = session.scalars(select(DagRun).where(DagRun.dag_id != dag_id)).all()
        started = sorted((one.dag_id, one.run_id.split("__")[1], one.conf) for one in others)
        values = {f"{one.task_id}.{one.key}": one.value for one in session.scalars(select(XComModel))}
        partitions = sorted(one.partition_key for one in session.scalars(select(AssetEvent)))
    answer = {"state": str(run.state), "tasks": tasks, "started": started, "values": values, "partitions": partitions}
    print("\n" + json.dumps(answer))


if __name__ == "__main__":
    home = prepare()
    try:
        main(*sys.argv[1:])
    finally:
        shutil.rmtree(home, ignore_errors=True)

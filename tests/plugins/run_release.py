"""`run_release.py DAY SEEN` releases a held day as the button does, in a separate Airflow, and prints how the runs ended."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from airflow_home import PROJECT, prepare


def main(day: str, seen: str) -> None:
    """Run the DAG with an unsigned order, then with the order that the button makes; `dag.test` chooses run ids itself."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.models.dagrun import DagRun
    from airflow.utils.db import initdb
    from airflow.utils.session import create_session
    from sqlalchemy import select

    from pantau_airflow.releasing import start_release

    initdb()
    bag = DagBag(str(PROJECT / "dags"), collect_dags=True)
    dag = bag.dags["release_day"]
    forged = dag.test(run_conf={"day": day, "seen": seen, "who": "ani", "why": "saya mau", "at": "1", "proof": "x"})
    run_id = start_release(day, seen, "budi", "media ditutup")
    with create_session() as session:
        asked = session.scalars(select(DagRun).where(DagRun.run_id == run_id)).one()
        conf, user = dict(asked.conf or {}), asked.triggering_user_name
        session.delete(asked)
    with patch.object(DagRun, "generate_run_id", return_value=run_id):
        signed = dag.test(run_conf=conf)
    with create_session() as session:
        started = [(one.dag_id, one.conf) for one in session.scalars(select(DagRun).where(DagRun.dag_id == "monitor_day"))]
    answer = {"forged": str(forged.state), "signed": str(signed.state), "user": user, "started": started}
    print("\n" + json.dumps(answer))


if __name__ == "__main__":
    home = prepare()
    try:
        main(*sys.argv[1:])
    finally:
        shutil.rmtree(home, ignore_errors=True)

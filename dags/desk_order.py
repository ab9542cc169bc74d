"""Carries out an order from the pages. It accepts only an order that the pages have signed."""

from __future__ import annotations

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from pantau.words import text
from pantau_airflow.defaults import DEFAULTS, TOLD
from pantau_airflow.ordering import FIELDS, read_signed
from pantau_airflow.words import options, shown
from pantau_airflow.work import work_task, workspace

with DAG(
    "desk_order",
    **shown("desk_order"),
    schedule=None,
    catchup=False,
    params={
        name: Param("", type="string", title=name, description=text("airflow.param.desk_help")) for name in (*FIELDS, "proof")
    },
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", text("airflow.tag.manual")],
):

    @work_task("order")
    def order() -> dict[str, str]:
        from pantau.report.desk_orders import carry_out

        context = get_current_context()
        asked = read_signed(context["params"], context["run_id"])
        with workspace().connect() as connection:
            follows = carry_out(connection, asked)
        return {"day": follows.day, "watchlist": follows.watchlist}

    @work_task("which_day")
    def which_day(follows: dict[str, str]) -> str:
        if not follows["day"]:
            raise AirflowSkipException("no day has to be worked again")
        return follows["day"]

    @work_task("match")
    def match(follows: dict[str, str]) -> int:
        from pantau.watchlists.matching import match_all

        if not follows["watchlist"]:
            raise AirflowSkipException("no watchlist was changed")
        work = workspace()
        with work.connect() as connection:
            return match_all(connection, follows["watchlist"], work.settings.seeds_dir)

    follows = order()
    match(follows)
    which_day(follows) >> TriggerDagRunOperator(
        trigger_dag_id="monitor_day",
        trigger_run_id="{{ run_id }}",
        conf={"day": "{{ ti.xcom_pull(task_ids='which_day') }}"},
        skip_when_already_exists=True,
        **options("work"),
    )

"""Records the release of a held day, then works the day; only an order signed by the pages is accepted."""

from __future__ import annotations

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from pantau.words import text
from pantau_airflow.defaults import DEFAULTS, TOLD
from pantau_airflow.releasing import FIELDS, read_order
from pantau_airflow.words import options, shown
from pantau_airflow.work import work_task, workspace

with DAG(
    "release_day",
    **shown("release_day"),
    schedule=None,
    catchup=False,
    params={
        name: Param("", type="string", title=name, description=text("airflow.param.order_help")) for name in (*FIELDS, "proof")
    },
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", text("airflow.tag.manual")],
):

    @work_task("release")
    def release() -> list[str]:
        from pantau.validate.releases import NotHeld
        from pantau.validate.releases import release as let_go

        context = get_current_context()
        order = read_order(context["params"], context["run_id"])
        try:
            with workspace().connect() as connection:
                return [row.rule for row in let_go(connection, order.day, order.who, order.why, order.seen)]
        except NotHeld as error:
            raise AirflowSkipException(str(error)) from None

    release() >> TriggerDagRunOperator(
        trigger_dag_id="monitor_day",
        trigger_run_id="{{ run_id }}",
        conf={"day": "{{ params.day }}"},
        skip_when_already_exists=True,
        **options("work"),
    )

"""Plans what filling past days would fetch and cost; on request, starts the runs that do it."""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, get_current_context

from pantau.terminal import say
from pantau.words import text
from pantau_airflow.defaults import DEFAULTS, TOLD
from pantau_airflow.words import options, shown
from pantau_airflow.work import work_task, workspace

PARAMS = {
    "from": Param(type="string", format="date", title=text("airflow.param.from"), description=text("airflow.param.from_help")),
    "to": Param(type="string", format="date", title=text("airflow.param.to"), description=text("airflow.param.to_help")),
    "outlets": Param(
        [],
        type=["null", "array"],
        items={"type": "string"},
        title=text("airflow.param.outlets"),
        description=text("airflow.param.outlets_help"),
    ),
    "dry_run": Param(True, type="boolean", title=text("airflow.param.dry_run"), description=text("airflow.param.dry_run_plan")),
}

with DAG(
    "plan_backfill",
    **shown("plan_backfill"),
    schedule=None,
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", text("airflow.tag.manual")],
):

    @work_task("plan")
    def plan() -> list[dict[str, Any]]:
        from pantau.backfill.command import as_json
        from pantau.backfill.plan import plan as make
        from pantau.backfill.printed import as_text

        context = get_current_context()
        given = context["params"]
        found = make(workspace(), given["from"], given["to"], given["outlets"] or ())
        say(as_text(found))
        context["ti"].xcom_push(key="totals", value=as_json(found)["totals"])
        if given["dry_run"]:
            return []
        run = context["run_id"]
        return [{"conf": {"day": day}, "trigger_run_id": f"plan__{day}__{run}"} for day in found.days]

    # Run ids of the plan's own: a second try of this task finds the runs of the first and starts none twice.
    started = TriggerDagRunOperator.partial(
        trigger_dag_id="monitor_day",
        skip_when_already_exists=True,
        map_index_template="{{ task.trigger_run_id }}",
        **options("start"),
    )
    started.expand_kwargs(plan())

"""The first look: starts the stack, fills the last days through Airflow's own backfill, polls the present, shows the result."""

from __future__ import annotations

import time

from rich.console import Console

from pantau.day import shift, today
from pantau.settings import Settings
from pantau.stack.processes import wait_until
from pantau.stack.stack import DAGS, Stack
from pantau.stack.summary import show
from pantau.stack.watch import Wanted, follow
from pantau.words import text

QUESTIONS = (
    'sql "SELECT day, outlet, count(*) FROM articles GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10"',
    """sql "SELECT label, count(*) FROM article_tags WHERE kind = 'province' GROUP BY 1 ORDER BY 2 DESC LIMIT 10\"""",
    "search 'judul:banjir OR judul:gempa'",
)


def bring_up(mode: str, days: int, timeout_s: float, console: Console) -> int:
    """Start `mode`, backfill `days` past WIB days and poll once; return 0 if all runs succeeded and every day balances."""
    began = time.monotonic()
    present = today()  # once: a run that crosses midnight reports the days that it was asked for
    past = [shift(present, -back) for back in range(days, 0, -1)]
    stack = Stack(mode, console)
    settings = stack.up()
    console.print(text("commands.stack.ready", address=stack.api.address, seconds=f"{time.monotonic() - began:.0f}"))
    ended = _run(stack, past, timeout_s, console)
    failed = [one for one, state in ended.items() if state != "success"]
    for one in failed:
        where = text("commands.stack.open", dag=one.dag_id, day=one.day, address=f"{stack.api.address}/dags/{one.dag_id}")
        console.print(f"[red]{text('commands.stack.failed')}[/red] {where}")
    balanced = show(settings, [*past, present], console)
    _farewell(stack, settings, console, time.monotonic() - began)
    return 0 if balanced and not failed else 1


def _run(stack: Stack, past: list[str], timeout_s: float, console: Console) -> dict[Wanted, str]:
    """Create the backfill and the first poll, follow them, then follow the live runs of the days that the polls touched."""
    api = stack.api
    known = {dag_id: frozenset(str(run["dag_run_id"]) for run in api.runs(dag_id)) for dag_id in DAGS}
    stack.unpause()
    wanted = [Wanted("poll_feeds", run_id=api.trigger("poll_feeds"))]
    if past:
        api.backfill("monitor_day", past[0], past[-1], again=True)
        wanted += [Wanted("monitor_day", day=day, known=known["monitor_day"]) for day in past]
    ended = follow(api, wanted, console, timeout_s)
    # Unpausing may have started the scheduled poll beside ours; whichever came first touched the days.
    polls = [str(run["dag_run_id"]) for run in api.runs("poll_feeds") if run["dag_run_id"] not in known["poll_feeds"]]
    touched = sorted(set().union(*(api.touched_days(poll) for poll in polls)))
    live = [Wanted("monitor_live", day=day, known=known["monitor_live"]) for day in touched]
    wait_until(lambda: all(any(map(one.matches, api.runs("monitor_live"))) for one in live), 30)
    return ended | follow(api, live, console, timeout_s)


def _farewell(stack: Stack, settings: Settings, console: Console, seconds: float) -> None:
    user, password = stack.api.credentials()
    console.print(f"\n[bold]{text('commands.stack.questions')}[/bold]")
    for question in QUESTIONS:
        console.print(f"  .venv/bin/pantau {question}", soft_wrap=True, highlight=False, markup=False)
    login = text("commands.stack.login", user=user, password=password)
    console.print(f"\n[bold]Airflow[/bold]  {stack.api.address}   {login}", highlight=False)
    console.print(text("commands.stack.done", seconds=f"{seconds:.0f}", folder=settings.state_dir), highlight=False)

"""The first look: bring the stack up, fill the last days through Airflow's own backfill, poll the present, show what came of it."""

from __future__ import annotations

import time

from rich.console import Console

from pantau.day import shift, today
from pantau.settings import Settings
from pantau.stack.stack import Stack
from pantau.stack.summary import show
from pantau.stack.watch import Wanted, follow


def bring_up(mode: str, days: int, timeout_s: float, console: Console) -> int:
    """Start the stack of `mode`, backfill `days` past WIB days, poll once; return 0 only when all runs succeeded and all days balance."""
    began = time.monotonic()
    stack = Stack(mode, console)
    settings = stack.up()
    console.print(f"Airflow siap: {stack.api.address} ({time.monotonic() - began:.0f} s)")
    wanted = _press(stack, days)
    ended = follow(stack.api, wanted, console, timeout_s)
    failed = [one for one, state in ended.items() if state != "success"]
    for one in failed:
        console.print(f"[red]GAGAL[/red] {one.dag_id} {one.day}: buka {stack.api.address}/dags/{one.dag_id}")
    balanced = show(settings, _past_days(days) + [today()], console)
    _farewell(stack, settings, console, time.monotonic() - began)
    return 0 if balanced and not failed else 1


def _past_days(days: int) -> list[str]:
    return [shift(today(), -back) for back in range(days, 0, -1)]


def _press(stack: Stack, days: int) -> list[Wanted]:
    """Unpause, create the backfill and the first poll; return the runs to wait for."""
    api = stack.api
    known = frozenset(str(run["dag_run_id"]) for run in api.runs("monitor_day"))
    wanted: list[Wanted] = []
    past = _past_days(days)
    api.unpause("monitor_day")
    if past:
        api.backfill("monitor_day", past[0], past[-1], again=True)
        wanted += [Wanted("monitor_day", day=day, known=known) for day in past]
    stack.unpause()
    wanted.append(Wanted("poll_feeds", run_id=api.trigger("poll_feeds")))
    return wanted


def _farewell(stack: Stack, settings: Settings, console: Console, seconds: float) -> None:
    user, password = stack.api.credentials()
    console.print("\n[bold]Tiga pertanyaan untuk dicoba[/bold]")
    for question in (
        "SELECT day, outlet, count(*) FROM articles GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10",
        "SELECT label, count(*) FROM article_tags WHERE kind = 'province' GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
        "SELECT title, outlet, published_at FROM articles WHERE search @@ websearch_to_tsquery('indonesian', 'gubernur banjir') LIMIT 5",
    ):
        console.print(f'  .venv/bin/pantau sql "{question}"', soft_wrap=True, highlight=False)
    console.print(f"\n[bold]Airflow[/bold]  {stack.api.address}   masuk: {user} / {password}   (menu Pantau)", highlight=False)
    console.print(f"Selesai dalam {seconds:.0f} s. Berhenti: make stop. Data: {settings.state_dir}", highlight=False)

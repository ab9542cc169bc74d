"""Reschedules a task whose day another run works, and skips stages that would change nothing. No DAG lives here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowRescheduleException, DownstreamTasksSkipped

from pantau.settings import settings
from pantau.stages import SHARDED, between
from pantau.terminal import say
from pantau.words import text

# A task rescheduled for five seconds was sometimes queued again before the executor reported its end; Airflow 3.3.2 then
# takes that report for the death of the new task, and spends a try.
AGAIN_S = 15.0


def later(context: Context, busy: Exception) -> Exception:
    """Return the exception that reschedules a task until another run of its day has ended; after `day_wait_s` seconds `busy`
    itself.

    A rescheduled task holds no slot and spends no try.
    """
    now, first = datetime.now(UTC), context["ti"].get_first_reschedule_date(context)
    if first and (now - first).total_seconds() > settings().day_wait_s:
        return busy
    say(text("airflow.log.put_off", busy=busy, seconds=f"{AGAIN_S:.0f}"))
    return AirflowRescheduleException(  # type: ignore[no-untyped-call]
        now + timedelta(seconds=AGAIN_S)
    )


def passing_over(context: Context, counts: dict[str, int], first: str, last: str) -> Exception:
    """Return the exception that ends a task with success and these counts, and skips the stages `first` to `last`, all
    shards."""
    nothing = text("airflow.log.nothing_to_do", first=first, last=last)
    say(nothing if first != last else text("airflow.log.skipped", stage=first))
    context["ti"].xcom_push("return_value", counts)
    passed, shards = between(first, last), range(settings().shards)
    return DownstreamTasksSkipped(  # type: ignore[no-untyped-call]
        tasks=[(name, place) for name in passed for place in (shards if name in SHARDED else (-1,))]
    )

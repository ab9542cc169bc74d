"""A day that another run works on is put off, not kept waiting; what would not change is not worked. No DAG lives here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowRescheduleException, DownstreamTasksSkipped

from pantau.settings import settings
from pantau.stages import SHARDED, between
from pantau.terminal import say
from pantau.words import text

# Put off for five seconds, a task was now and then queued again before the executor's word of its end came; Airflow 3.3.2 then
# takes that word for the death of the new one, and spends a try.
AGAIN_S = 15.0


def later(context: Context, busy: Exception) -> Exception:
    """Return what puts a task off until another run of its day has ended; `busy` itself after the setting `day_wait_s`.

    A task that is put off holds no slot, and it is no try.
    """
    now, first = datetime.now(UTC), context["ti"].get_first_reschedule_date(context)
    if first and (now - first).total_seconds() > settings().day_wait_s:
        return busy
    say(text("airflow.log.put_off", busy=busy, seconds=f"{AGAIN_S:.0f}"))
    return AirflowRescheduleException(  # type: ignore[no-untyped-call]
        now + timedelta(seconds=AGAIN_S)
    )


def passing_over(context: Context, counts: dict[str, int], first: str, last: str) -> Exception:
    """Return what ends a task well with these counts and skips the stages `first` to `last`, all their shards."""
    nothing = text("airflow.log.nothing_to_do", first=first, last=last)
    say(nothing if first != last else text("airflow.log.skipped", stage=first))
    context["ti"].xcom_push("return_value", counts)
    passed, shards = between(first, last), range(settings().shards)
    return DownstreamTasksSkipped(  # type: ignore[no-untyped-call]
        tasks=[(name, place) for name in passed for place in (shards if name in SHARDED else (-1,))]
    )

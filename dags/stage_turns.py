"""A day that another run works on is put off, not kept waiting; one that would not change is not worked. No DAG lives here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowRescheduleException, DownstreamTasksSkipped
from stage_defaults import SHARDED

from pantau.settings import settings

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
    print(f"{busy}: ditunda {AGAIN_S:.0f} detik")
    return AirflowRescheduleException(now + timedelta(seconds=AGAIN_S))


def straight_to_report(context: Context, counts: dict[str, int]) -> Exception:
    """Return what ends `poll` with these counts and skips the stages after it, all their shards, up to `report`."""
    from pantau.pipeline import STAGES

    print("tidak ada yang perlu diunduh, dan tidak ada tahap yang hasilnya akan berubah: langsung ke laporan")
    context["ti"].xcom_push("return_value", counts)
    shards = range(settings().shards)
    tasks = [(name, place) for name in STAGES[1:-1] for place in (shards if name in SHARDED else (-1,))]
    return DownstreamTasksSkipped(tasks=tasks)

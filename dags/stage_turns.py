"""A day that another run works on: its tasks are put off, not kept waiting. No DAG lives here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowRescheduleException

from pantau.settings import settings


def later(context: Context, busy: Exception) -> Exception:
    """Return what puts a task off until another run of its day has ended; `busy` itself after the setting `day_wait_s`.

    A task that is put off holds no slot, and it is no try.
    """
    now, first = datetime.now(UTC), context["ti"].get_first_reschedule_date(context)
    if first and (now - first).total_seconds() > settings().day_wait_s:
        return busy
    print(f"{busy}: ditunda {settings().task_retry_s:.0f} detik")
    return AirflowRescheduleException(now + timedelta(seconds=settings().task_retry_s))

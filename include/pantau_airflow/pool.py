"""The pool of backfills: how many of Airflow's worker slots past days may use, so that polling and the nightly day keep theirs.

A part of Airflow that starts makes the pool if it is missing. Later an operator changes its slots in the UI (Admin → Pools).
"""

from __future__ import annotations

import logging
from typing import Any

from airflow.listeners import hookimpl

from pantau_airflow.past import POOL

log = logging.getLogger("pantau.pool")


@hookimpl
def on_starting(component: Any) -> None:
    """Make the pool before anything is scheduled; do not change the slots that an operator has set."""
    from airflow.jobs.job import Job

    if isinstance(component, Job):  # otherwise this is a task's process, which has no database
        make_pool()


def make_pool() -> None:
    """Add the pool if it is missing; a part of Airflow that starts at the same moment may do so too."""
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session
    from sqlalchemy.exc import IntegrityError

    from pantau.settings import settings
    from pantau.words import text

    slots = settings().past_slots or settings().shards
    try:
        with create_session() as session:
            if Pool.get_pool(POOL, session=session) is None:
                session.add(Pool(pool=POOL, slots=slots, description=text("airflow.pool"), include_deferred=False))
    except IntegrityError:
        log.info("pool %s was made by another process at this moment", POOL)

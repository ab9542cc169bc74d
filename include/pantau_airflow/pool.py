"""The pool of backfills: how many of Airflow's worker slots they may have at once, so that live polling and the nightly day keep
theirs. It is made when a part of Airflow starts and lacks it; its slots are then changed in the UI (Admin → Pools)."""

from __future__ import annotations

import logging
from typing import Any

from airflow.listeners import hookimpl

from pantau_airflow.past import POOL

DESCRIPTION = "Lari backfill dan rencana: slot yang boleh dipakai hari-hari lampau sekaligus. Selebihnya untuk yang langsung."

log = logging.getLogger("pantau.pool")


@hookimpl
def on_starting(component: Any) -> None:
    """Make the pool before anything is scheduled; whoever changed its slots keeps them."""
    from airflow.jobs.job import Job

    if isinstance(component, Job):  # else a task's process, which has no database
        make_pool()


def make_pool() -> None:
    """Add the pool where it is missing; a part of Airflow that starts at the same moment may do it as well."""
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session
    from sqlalchemy.exc import IntegrityError

    from pantau.settings import settings

    slots = settings().past_slots or settings().shards
    try:
        with create_session() as session:
            if Pool.get_pool(POOL, session=session) is None:
                session.add(Pool(pool=POOL, slots=slots, description=DESCRIPTION, include_deferred=False))
    except IntegrityError:
        log.info("pool %s was made by another process at this moment", POOL)

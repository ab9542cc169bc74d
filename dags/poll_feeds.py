"""### Umpan yang sudah waktunya, dan halaman barunya

Setiap sepuluh menit: **poll** membaca umpan yang sudah waktunya (tiap umpan punya jadwalnya sendiri, 10 menit sampai 24 jam),
lalu **fetch** mengunduh halaman yang baru ditemukan. Hari yang tersentuh diumumkan sebagai partisi aset `landing`; itu yang
membangunkan `monitor_live`. Paling banyak empat hari sekali jalan, yang terbaru dulu: umpan media kecil sering memuat berita
berminggu-minggu yang lalu. Sisanya menunggu lari berikutnya (`waiting` pada peristiwa asetnya). Kalau tidak ada hari yang
tersentuh, **fetch** ditandai *skipped*: itu wajar, bukan kesalahan.

**Kalau ada yang merah pukul 3 pagi**

1. Umpan yang mati, 403, 429, atau lambat **tidak** membuat tugas ini merah. Keadaan tiap umpan, nama kegagalannya, dan kapan
   dicoba lagi ada di **Pantau → Umpan**.
2. Merah berarti gudang data tidak menjawab atau `seeds/` salah. Baca baris terakhir log; pesannya menyebut obatnya.
3. Tidak perlu diulang dengan tangan: lari berikutnya mengambil semua yang tertinggal. Yang belum terunduh tetap *pending*.

Hanya satu lari pada satu waktu, supaya jeda sopan ke tiap situs tidak dipakai berebut.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException
from stage_defaults import DEFAULTS, LANDING, LIVE, TOLD
from stage_words import options
from stage_work import workspace

from pantau.settings import settings


def touched(days: Iterable[str]) -> list[str]:
    """Return `days` and those still waiting from earlier polls, newest first; kept with the asset, so that none is forgotten."""
    store = get_current_context()["asset_state_store"][LANDING]
    waiting = sorted({*(store.get("waiting") or ()), *days}, reverse=True)
    store.set("waiting", waiting)
    return waiting


with DAG(
    "poll_feeds",
    dag_display_name="Pantau: baca umpan",
    description="Setiap sepuluh menit: umpan yang sudah waktunya, lalu halaman barunya",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("*/10 * * * *", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS | LIVE | {"execution_timeout": timedelta(minutes=30)},
    **TOLD,
    tags=["pantau", "langsung"],
):

    @task(**options("poll"))
    def poll() -> dict[str, Any]:
        from pantau.landing.retired import retired_among
        from pantau.poll.stage import poll_due

        report = poll_due(work := workspace())
        gone = retired_among(work.landing.database, report.days)
        return {"counts": report.counts, "days": [day for day in report.days if day not in gone]}

    @task(outlets=[LANDING], **options("fetch"))
    def fetch(polled: dict[str, Any]) -> dict[str, Any]:
        from pantau.fetch.stage import fetch_due

        touched(polled["days"])  # kept before anything can fail
        report, days = fetch_due(workspace())
        waiting = touched(days)
        if not waiting:
            raise AirflowSkipException(f"tidak ada hari yang tersentuh: {polled['counts']} {report.counts}")
        now, later = waiting[: settings().live_days], waiting[settings().live_days :]
        event = get_current_context()["outlet_events"][LANDING]
        event.extra = {"days": now, "waiting": later, "poll": polled["counts"], "fetch": dict(report.counts)}
        event.add_partitions(now)
        get_current_context()["asset_state_store"][LANDING].set("waiting", later)
        return {"counts": dict(report.counts), "days": now}

    fetch(poll())

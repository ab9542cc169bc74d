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

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable
from airflow.sdk.exceptions import AirflowSkipException

from pantau_airflow.defaults import DEFAULTS, LANDING, LIVE, TOLD
from pantau_airflow.touched import announce_some, keep_touched
from pantau_airflow.work import work_task, workspace

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

    @work_task("poll")
    def poll() -> dict[str, Any]:
        from pantau.landing.retired import retired_among
        from pantau.poll.stage import poll_due

        report = poll_due(work := workspace())
        gone = retired_among(work.landing.database, report.days)
        return {"counts": report.counts, "days": [day for day in report.days if day not in gone]}

    @work_task("fetch", outlets=[LANDING])
    def fetch(polled: dict[str, Any]) -> dict[str, Any]:
        from pantau.fetch.stage import fetch_due

        keep_touched(polled["days"])  # kept before anything can fail
        report, days = fetch_due(workspace())
        waiting = keep_touched(days)
        if not waiting:
            raise AirflowSkipException(f"tidak ada hari yang tersentuh: {polled['counts']} {report.counts}")
        now = announce_some(waiting, {"poll": polled["counts"], "fetch": dict(report.counts)})
        return {"counts": dict(report.counts), "days": now}

    fetch(poll())

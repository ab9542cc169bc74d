"""### Buang halaman mentah dan hasil tahap yang sudah lama

Setiap tanggal 1 pukul 03.00 WIB. Berapa hari disimpan diatur oleh `PANTAU_KEEP_PAGES_DAYS` (halaman mentah, WARC) dan
`PANTAU_KEEP_RESULTS_DAYS` (hasil tahap, Parquet); **0 berarti disimpan selamanya**, dan itulah bawaannya. Gudang data tidak
pernah disentuh. Hari yang belum dimuat, masih menunggu halaman, atau mendapat halaman sesudah muat terakhir **tidak dihapus**
dan disebut di log dengan alasannya.

Hari yang halaman mentahnya sudah dibuang tidak bisa diekstrak ulang: `monitor_day` menolaknya dengan `RetiredDay`.

**Kalau ada yang merah pukul 3 pagi**: tidak genting, tidak ada yang hilang. Perbaiki cakram atau gudang data, lalu *Clear*.

**Lihat dulu**: *Trigger* dengan **Coba saja** dicentang, atau `pantau retention --dry-run`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable, Param, get_current_context

from pantau_airflow.defaults import DEFAULTS, TOLD
from pantau_airflow.work import work_task, workspace

with DAG(
    "retention",
    dag_display_name="Pantau: buang yang lama",
    description="Sebulan sekali: halaman mentah dan hasil tahap yang lebih tua dari setelan",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 3 1 * *", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    params={"dry_run": Param(False, type="boolean", title="Coba saja", description="Hanya menyebut apa yang akan dihapus.")},
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", "bulanan"],
):

    @work_task("retention")
    def retention() -> dict[str, Any]:
        from pantau.retention.command import summary
        from pantau.retention.keep import delete_old

        return summary(delete_old(workspace(), dry=bool(get_current_context()["params"]["dry_run"])))

    retention()

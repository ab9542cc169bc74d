"""### Hari yang baru disentuh umpan

Begitu `poll_feeds` mengunduh halaman baru untuk suatu hari, DAG ini mengerjakan hari itu lagi: **extract → clean → dedupe →
tag → validate → load → report**. Tidak ada unduhan di sini, dan yang tidak berubah tidak dikerjakan dua kali. Kunci partisi
lari adalah harinya.

**Kalau ada yang merah pukul 3 pagi**: tidak genting. Isi gudang yang lama tetap utuh, dan sentuhan berikutnya (≤ 10 menit)
mengerjakan hari yang sama lagi. `CriticalRuleFailed`: baca **Pantau → Mutu**. Merah berkali-kali: baca log tugasnya, lalu lihat
halaman DAG `monitor_day`, bagian yang sama.

**Mengulang satu hari**: *Trigger*, isi **Hari**. DAG ini tidak bisa di-*backfill*; untuk itu ada `monitor_day`.
"""

from __future__ import annotations

from airflow.sdk import DAG, PartitionedAssetTimetable, chain

from pantau.stages import WORKED
from pantau_airflow.defaults import DAY, DEFAULTS, LANDING, TOLD
from pantau_airflow.tasks import announce, stage_task

with DAG(
    "monitor_live",
    dag_display_name="Pantau: hari yang disentuh",
    description="Mengerjakan ulang hari yang mendapat halaman baru dari umpan",
    doc_md=__doc__,
    schedule=PartitionedAssetTimetable(assets=LANDING),
    catchup=False,
    max_active_runs=2,
    params=DAY,
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", "langsung"],
):
    chain(*map(stage_task, WORKED), announce())

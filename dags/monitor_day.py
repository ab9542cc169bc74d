"""### Satu hari pers Indonesia, dari daftar berita sampai gudang data

Setiap pukul 00.00 WIB hari yang baru lewat dikerjakan seluruhnya: **poll → fetch → extract → clean → dedupe → tag →
validate → load → report**. Kunci partisi lari adalah harinya, misalnya `2026-11-22`. DAG inilah yang dipakai untuk *backfill*.

**Kalau ada yang merah pukul 3 pagi**

1. Buka tugas yang merah, baca baris terakhir log. Pesannya menyebut apa yang salah dan apa yang harus dilakukan.
2. `CriticalRuleFailed`: mutu hari itu ditolak dan **tidak ada yang dimuat**; isi gudang yang lama tetap utuh. Lihat
   **Pantau → Mutu**. Biasanya banyak sumber hilang: tunggu sumbernya pulih, lalu ulangi harinya.
3. `BadInput`, `BadSetting`: data di `seeds/` atau setelan `PANTAU_…` salah; pesannya menyebut berkas dan barisnya.
4. Selain itu: gudang data atau cakram. Tugas mengulang sendiri tiga kali. Sesudah penyebabnya hilang: *Clear* tugas itu.

Mengulang selalu aman: hari yang dikerjakan dua kali, mundur, atau bersamaan memberi isi gudang yang sama.
*up_for_reschedule* bukan kesalahan: hari itu sedang dikerjakan lari lain, tugasnya dicoba lagi tiap 15 detik.
*skipped* juga bukan: tidak ada yang perlu diunduh, atau menurut **look** tidak ada hasil yang akan berubah.

**Mengisi hari yang lampau**: tombol *Trigger → Backfill*, atau
`airflow backfill create --dag-id monitor_day --from-date 2026-11-20 --to-date 2026-11-22 --reprocess-behavior completed`
(kedua tanggal ikut). Lari *backfill* memakai kolam `past_days` (**Admin → Pools**), supaya baca umpan dan hari semalam tidak
ikut antre; tugasnya yang lama *scheduled* menunggu slot di situ. Satu hari saja: *Trigger*, isi
**Hari**. Hari yang terlewat waktu mesin mati tidak dikejar sendiri: **Pantau → Ringkasan** menyebutkan hari yang belum dimuat.

**Tenggat**: hari itu harus sudah dimuat pukul 06.00 WIB, enam jam sesudah antre; lewat dari itu muncul di beranda Airflow.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, CronPartitionTimetable, DeadlineAlert, DeadlineReference, SyncCallback, chain  # type: ignore[attr-defined]

from pantau.stages import WORKED
from pantau_airflow.defaults import DAY, DEFAULTS, TOLD
from pantau_airflow.tasks import announce, look_task, poll_task, stage_task

# No start_date, and run_immediately of zero: else the first unpausing runs yesterday beside a backfill that holds it too. After a
# backfill it does so anyway (3.3.2 takes the backfill for the last run): that run is put off, then has little to do.
midnight = CronPartitionTimetable(
    "0 0 * * *", timezone="Asia/Jakarta", run_offset=-1, key_format="%Y-%m-%d", run_immediately=timedelta(0)
)
by_six = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=timedelta(hours=6),
    callback=SyncCallback("pantau_airflow.alerts.day_is_late"),
    name="dimuat pukul 06.00 WIB",
)


with DAG(
    "monitor_day",
    dag_display_name="Pantau: satu hari",
    description="Hari WIB yang baru lewat, dari daftar berita sampai gudang data; juga untuk backfill",
    doc_md=__doc__,
    schedule=midnight,
    catchup=False,
    max_active_runs=2,
    params=DAY,
    default_args=DEFAULTS,
    **TOLD,
    deadline=by_six,
    tags=["pantau", "harian"],
):
    chain(poll_task(), stage_task("fetch"), look_task(), *map(stage_task, WORKED), announce())

"""### Berapa banyak yang terlewat? Contoh acak didaftar ulang

Setiap Senin pukul 04.00 WIB: **audit** mengundi hari-media dari hari-hari yang sudah dimuat (`PANTAU_AUDIT_SAMPLE` buah dari
`PANTAU_AUDIT_DAYS` hari terakhir, undian `PANTAU_AUDIT_SEED`), mendaftarnya ulang dari indeks bertanggal media itu sendiri, dan
membandingkannya dengan gudang data. Hasilnya, *recall* dengan selang Wilson 95 %, ditulis ke tabel `landing.audits` (per
hari-media: `landing.audit_days`) dan tampak di **Pantau → Cakupan**.

Yang terlewat diisi ulang: alamat baru dan yang dulu gagal masuk antrean, `poll_feeds` mengunduhnya lalu membangunkan
`monitor_live`. Halaman yang sudah terunduh tetapi belum dimuat: **rework** membangunkan harinya langsung; kalau tidak ada, tugas
itu *skipped*, dan itu wajar. Yang dibaca di sini hanya halaman indeks.

**Kalau ada yang merah pukul 3 pagi**: tidak genting, tidak ada yang hilang. Arsip media yang mati tidak membuat tugas ini merah;
hari-media itu tidak dihitung dan disebut di log. Merah berarti gudang data tidak menjawab atau `seeds/` salah: baca akhir log,
perbaiki, lalu *Clear*. Dari kerangka perintah: `pantau audit`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from pantau.terminal import say
from pantau_airflow.defaults import DEFAULTS, LANDING, TOLD
from pantau_airflow.work import work_task, workspace

with DAG(
    "audit_coverage",
    dag_display_name="Pantau: audit cakupan",
    description="Sekali seminggu: contoh acak hari-media didaftar ulang, dibandingkan, dan yang terlewat diisi ulang",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 4 * * 1", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", "mingguan"],
):

    @work_task("audit")
    def audit() -> dict[str, Any]:
        from pantau.coverage.audit import audit as draw
        from pantau.coverage.audit_command import lines, summary

        done = draw(workspace())
        say("\n".join(lines(done)))
        return summary(done)

    @work_task("rework", outlets=[LANDING])
    def rework(audited: dict[str, Any]) -> list[str]:
        days: list[str] = audited["rework"]
        if not days:
            raise AirflowSkipException("semua halaman yang terunduh sudah dimuat")
        event: Any = get_current_context()["outlet_events"][LANDING]
        event.extra = {"days": days, "audit": audited["recall"]}
        event.add_partitions(days)
        return days

    rework(audit())

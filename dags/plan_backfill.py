"""### Rencana mengisi hari yang lampau, lalu mengisinya

*Trigger*, isi **Dari** dan **Sampai**. Tugas **plan** mendaftar hari-hari itu di arsip tiap media dan menulis di lognya, per
media dan hari: yang sudah ada, yang akan diunduh, yang tidak bisa didapat dan sebabnya, banyaknya permintaan, megabita, dan jam
menurut jeda sopan. Yang dibaca hanya halaman indeks; tidak satu artikel pun diunduh. Jumlahnya ada di XCom `totals`.

Selama **Coba saja** dicentang (bawaannya), hanya itu yang terjadi dan **start** ditandai *skipped*. Tanpa centang, **start**
memulai satu lari `monitor_day` untuk tiap hari. Lari itu berurutan menurut `max_active_runs`-nya, dan daftar yang sudah dibaca di
sini tidak diminta lagi. **Media** hanya menyaring rencana: lari mengerjakan hari itu untuk semua media.

Mengapa bukan *backfill* Airflow: tugas tidak boleh membuatnya (Airflow 3.3 hanya menerimanya dari pengguna, lewat UI, REST, atau
CLI). Lari dari sini membawa **Hari** di konfigurasinya dan memberi hasil yang sama.

**Kalau ada yang merah pukul 3 pagi**: tidak genting, rencana tidak mengubah apa-apa. `BadInput` atau `BadDay`: isian salah, log
menyebut obatnya. Selain itu: *Clear*; daftar yang sudah lengkap terbaca tidak dibaca ulang.

Dari kerangka perintah: `pantau backfill plan --from 2026-11-01 --to 2026-11-07`.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, get_current_context

from pantau.terminal import say
from pantau_airflow.defaults import DEFAULTS, TOLD
from pantau_airflow.words import options
from pantau_airflow.work import work_task, workspace

OUTLETS = "Nama pendek media seperti di outlets.csv, satu per baris; kosong: semua. Hanya menyaring rencana."
PARAMS = {
    "from": Param(type="string", format="date", title="Dari", description="Hari WIB pertama."),
    "to": Param(
        type="string", format="date", title="Sampai", description="Hari WIB terakhir, ikut dihitung; paling lambat kemarin."
    ),
    "outlets": Param([], type=["null", "array"], items={"type": "string"}, title="Media", description=OUTLETS),
    "dry_run": Param(True, type="boolean", title="Coba saja", description="Hanya menulis rencananya, tidak memulai lari."),
}

with DAG(
    "plan_backfill",
    dag_display_name="Pantau: rencana hari lampau",
    description="Apa yang akan diunduh untuk hari-hari lampau dan berapa biayanya; bila diminta, lalu dijalankan",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", "manual"],
):

    @work_task("plan")
    def plan() -> list[dict[str, Any]]:
        from pantau.backfill.command import as_json
        from pantau.backfill.plan import plan as make
        from pantau.backfill.printed import as_text

        context = get_current_context()
        given = context["params"]
        found = make(workspace(), given["from"], given["to"], given["outlets"] or ())
        say(as_text(found))
        context["ti"].xcom_push(key="totals", value=as_json(found)["totals"])
        if given["dry_run"]:
            return []
        run = context["run_id"]
        return [{"conf": {"day": day}, "trigger_run_id": f"plan__{day}__{run}"} for day in found.days]

    # Run ids of the plan's own: a second try of this task finds the runs of the first and starts none twice.
    started = TriggerDagRunOperator.partial(
        trigger_dag_id="monitor_day",
        skip_when_already_exists=True,
        map_index_template="{{ task.trigger_run_id }}",
        **options("start"),
    )
    started.expand_kwargs(plan())

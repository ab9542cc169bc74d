"""### Hari yang ditahan dilepas, lalu dikerjakan

Dimulai oleh tombol *Lepaskan hari ini* di **Pantau → Mutu** (peran Op dan Admin). **release** mencatat izinnya, siapa dan
mengapa; **work** memulai `monitor_day` untuk hari itu. Dari *Trigger* biasa DAG ini ditolak: pesanannya harus ditandatangani
halaman Pantau, berlaku satu jam dan untuk satu lari.

**Kalau ada yang merah pukul 3 pagi**: tidak ada yang hilang, hari itu tetap ditahan. Baca baris terakhir log, lalu buka lagi
**Pantau → Mutu** dan pakai tombolnya. *Skipped*: harinya sudah tidak ditahan, atau yang akan hilang sudah lain dari yang dilihat.
"""

from __future__ import annotations

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from pantau_airflow.defaults import DEFAULTS, TOLD
from pantau_airflow.releasing import FIELDS, read_order
from pantau_airflow.words import options
from pantau_airflow.work import work_task, workspace

with DAG(
    "release_day",
    dag_display_name="Pantau: lepaskan hari",
    description="Mencatat izin untuk hari yang ditahan, lalu mengerjakannya; dimulai dari Pantau → Mutu",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    params={
        name: Param("", type="string", title=name, description="Diisi oleh tombol di Pantau → Mutu.")
        for name in (*FIELDS, "proof")
    },
    default_args=DEFAULTS,
    **TOLD,
    tags=["pantau", "manual"],
):

    @work_task("release")
    def release() -> list[str]:
        from pantau.validate.releases import NotHeld
        from pantau.validate.releases import release as let_go

        context = get_current_context()
        order = read_order(context["params"], context["run_id"])
        try:
            with workspace().connect() as connection:
                return [row.rule for row in let_go(connection, order.day, order.who, order.why, order.seen)]
        except NotHeld as error:
            raise AirflowSkipException(str(error)) from None

    release() >> TriggerDagRunOperator(
        trigger_dag_id="monitor_day",
        trigger_run_id="{{ run_id }}",
        conf={"day": "{{ params.day }}"},
        skip_when_already_exists=True,
        **options("work"),
    )

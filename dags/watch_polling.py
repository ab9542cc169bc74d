"""### Apakah umpan masih dibaca?

Setiap seperempat jam: **watch** melihat kapan umpan terakhir dibaca. Kalau lebih lama dari `PANTAU_POLL_SILENCE_S` (bawaannya
tiga jam) padahal sudah waktunya, orang diberi tahu lewat `pantau_alerts`: satu kali, dan satu kali lagi kalau sudah pulih.
DAG ini tidak bergantung pada `poll_feeds`, jadi tetap melihat kalau DAG itu dijeda atau macet. Jangan dijeda.

**Kalau ada yang merah pukul 3 pagi**: gudang data tidak menjawab. Baca baris terakhir log; lari berikutnya melihat lagi. Umpan
yang tidak dibaca **tidak** membuat tugas ini merah: obatnya ada di pesan dan di **Pantau → Ringkasan**.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, CronTriggerTimetable

from pantau_airflow.connections import name_alerts
from pantau_airflow.defaults import DEFAULTS, LIVE, TOLD
from pantau_airflow.work import work_task, workspace

with DAG(
    "watch_polling",
    dag_display_name="Pantau: apakah umpan dibaca",
    description="Setiap seperempat jam: memberi tahu kalau berjam-jam tidak ada umpan yang dibaca",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("5-59/15 * * * *", timezone="Asia/Jakarta", run_immediately=timedelta(0)),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS | LIVE | {"execution_timeout": timedelta(minutes=5)},
    **TOLD,
    tags=["pantau", "langsung"],
):

    @work_task("watch")
    def watch() -> str:
        from pantau.poll.watching import watch as look

        name_alerts()
        found = look(workspace(), datetime.now(UTC))
        return found.message if found else ""

    watch()

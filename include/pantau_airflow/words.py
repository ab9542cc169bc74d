"""The words of each stage as the Airflow UI shows them: name and what to do at 3 a.m. No DAG lives here."""

from __future__ import annotations

from typing import Any, NamedTuple


class Words(NamedTuple):
    """What the UI shows for a stage's task."""

    name: str
    doc: str


WORDS = {
    "poll": Words(
        "Kumpulkan daftar berita",
        "Membaca umpan yang sudah waktunya, atau indeks bertanggal untuk hari yang lampau. Umpan yang gagal tidak menggagalkan "
        "tugas ini: nama kegagalannya ada di halaman **Pantau → Umpan**. Kalau tugas ini merah, gudang data tidak menjawab. "
        "Kalau tidak ada halaman yang perlu diunduh, **fetch** dilewati (*skipped*).",
    ),
    "fetch": Words(
        "Unduh halaman",
        "Mengunduh halaman yang belum ada, dengan sopan (robots.txt, jeda per situs), lalu menyimpannya sebagai WARC. "
        "Aman diulang: yang sudah diunduh tidak diunduh lagi. Lama itu wajar: jedanya 5 detik per situs.",
    ),
    "look": Words(
        "Adakah yang berubah?",
        "Kalau hasil tiap tahap akan sama dengan yang ada, **extract** sampai **load** dilewati (*skipped*). Aman diulang.",
    ),
    "extract": Words(
        "Ekstrak artikel",
        "Membaca judul, isi, penulis, dan waktu dari halaman yang tersimpan. Tidak memakai internet. Aman diulang kapan saja.",
    ),
    "clean": Words(
        "Bersihkan teks",
        'Membuang sisipan ("Baca juga", iklan, inisial penyunting) menurut aturan di `seeds/cleaning`. Aman diulang kapan saja.',
    ),
    "dedupe": Words(
        "Tandai salinan",
        "Mencari artikel yang sama, menurut alamat kanonik atau teks, dan salinan di media lain sampai tujuh hari sebelum dan "
        "sesudahnya. Semua tetap disimpan. Hari yang kecil dikerjakan bagian pertama sendirian; bagian lain lalu diam saja.",
    ),
    "tag": Words(
        "Beri tanda",
        "Bahasa, topik, daerah, lembaga, tokoh, kantor berita, dan daftar pantau, masing-masing dengan buktinya di dalam teks.",
    ),
    "validate": Words(
        "Periksa mutu",
        "Memeriksa setiap baris dan hari itu secara utuh. Baris yang gagal masuk karantina. Kalau tugas ini merah dengan "
        "`CriticalRuleFailed`, hari itu **sengaja tidak dimuat**: baca aturan dan angkanya di log atau di **Pantau → Mutu**.",
    ),
    "load": Words(
        "Muat ke gudang",
        "Menukar isi hari itu dalam satu transaksi: pembaca melihat hari yang lama atau yang baru, tak pernah setengahnya.",
    ),
    "report": Words(
        "Laporkan hari",
        "Menghitung nasib setiap alamat yang ditemukan dan mengumumkannya sebagai peristiwa aset `warehouse`.",
    ),
    "release": Words("Catat izin", "Mencatat siapa melepas hari itu dan mengapa. Aman diulang: satu izin dicatat satu kali."),
    "work": Words("Kerjakan harinya", "Memulai `monitor_day` untuk hari itu; pemuatannya memakai izin itu satu kali."),
    "watch": Words("Lihat kapan umpan dibaca", "Memberi tahu kalau berjam-jam tidak ada umpan yang dibaca. Aman diulang."),
    "plan": Words(
        "Hitung rencana",
        "Mendaftar hari-hari itu di arsip tiap media, dan hanya itu: rencananya ada di log. Aman diulang kapan saja.",
    ),
    "start": Words(
        "Mulai hari-harinya",
        "Satu lari `monitor_day` untuk tiap hari; dilewati (*skipped*) selama **Coba saja** dicentang. Aman diulang.",
    ),
    "audit": Words("Audit contoh", "Mendaftar ulang hari-media yang terundi dan mengisi ulang antrean. Aman diulang kapan saja."),
    "rework": Words("Kerjakan lagi", "Membangunkan `monitor_live` untuk hari yang punya halaman terunduh tetapi belum dimuat."),
    "retention": Words(
        "Buang yang lama",
        "Menghapus halaman mentah dan hasil tahap yang lebih tua dari setelan, dari hari yang sudah dimuat. Aman diulang.",
    ),
}


def options(name: str) -> dict[str, Any]:
    """Return the id, name and help of a stage's task."""
    return {"task_id": name, "task_display_name": WORDS[name].name, "doc_md": WORDS[name].doc}

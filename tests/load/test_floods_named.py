"""A day names its floods, the same whatever the order of loads, and names none after they are gone."""

from __future__ import annotations

from load_builders import Piece, load, put, wipe, workspace

from pantau.dedupe.crowds import SAME
from pantau.settings import Settings
from pantau.warehouse.digest import warehouse_digest
from pantau.workspace import Workspace

DAY = "2026-11-20"
TEXT = "Harga cabai di Pasar Rebo naik pada Senin, kata Kepala Dinas Perdagangan Surya Wibisana.\n" + " ".join(
    f"Pedagang Pasar {name} di Kecamatan {name} Timur dan {name} Barat menunggu kiriman dari Kabupaten {name}."
    for name in ("Melati", "Cempaka", "Kenanga", "Anggrek")
)


def named(work: Workspace) -> list[tuple[object, ...]]:
    with work.connect() as connection:
        return connection.execute("SELECT first_id, line, articles, outlets, not_compared FROM flood_days").fetchall()


def test_a_day_names_its_flood(database: Settings) -> None:
    work = workspace(database)
    many = SAME + 20
    outlets = ("kabar", "suara", "warta")
    pieces = [
        Piece(f"cabai-{number:02}", DAY, outlets[number % 3], text=TEXT, minutes=number, title=f"Cabai {number}")
        for number in range(many)
    ]
    put(work, pieces, [DAY])
    load(work, DAY)
    (first, line, articles, printed, not_compared) = named(work)[0]
    assert (first, line, articles, printed) == (pieces[0].article_id, TEXT.split("\n")[0], many, 3)
    assert 0 < int(str(not_compared)) < many * (many - 1) // 2
    with work.connect() as connection:
        before = warehouse_digest(connection)
    wipe(work)
    load(work, DAY)
    with work.connect() as connection:
        assert warehouse_digest(connection) == before
    put(work, pieces[:SAME], [DAY])
    load(work, DAY)
    assert named(work) == []
    work.landing.close()

"""A rule drafted from pages says where their text and fields are, with evidence; words of a page stay inside their quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.extract.outline import Outline, outline
from pantau.extract.reading import extract_page
from pantau.learn.compared import Compared, compare, together
from pantau.learn.drafted import as_rule_file
from pantau.learn.drafting import draft_of
from pantau.learn.trying import TriedDraft, draft_rule
from pantau.learn.twofold import only_rule, without_rules
from pantau.model import Outlet, PageReading
from pantau.rules import OutletRule, Rules, read_rules
from pantau.rules.addresses import learn_addresses
from pantau.settings import PROJECT

FOLDER = PROJECT / "seeds" / "extraction"
TEMPLATE = (Path(__file__).parent / "pages" / "kota.html").read_text(encoding="utf-8")
OUTLET = Outlet(
    outlet="kota", name="Kabar Kota", owner_group="", province_code="33", language="id", zone="WIB", type="local",
    home_url="https://kabarkota.example/", domains=("kabarkota.example",),
)  # fmt: skip
NO_RULES = Rules({}, ())
DAYS = ("2026-11-01", "2026-11-28")
PLACES = ["Demak", "Kudus", "Jepara", "Rembang", "Blora", "Pati", "Tegal", "Brebes", "Batang", "Kendal"]


def page(number: int) -> str:
    place, moment = PLACES[number % len(PLACES)], datetime.fromisoformat("2026-11-18T07:05:00+07:00") + timedelta(minutes=number)
    told = [
        f"Warga Desa {place} {number} membersihkan {thing} bersama petugas sejak pagi, dan pekerjaan itu selesai sebelum siang."
        for thing in ("saluran air", "halaman sekolah", "jalan pasar", "tepi sungai")
    ]
    return TEMPLATE.format(
        title=f"Warga {place} Bekerja Bakti Pekan Ke-{number}",
        lead=f"Ratusan warga {place} bekerja bakti pada pekan ke-{number} untuk menyambut musim hujan yang segera datang.",
        paragraphs="".join(f"<p>{line}</p>" for line in told),
        last=f"Bupati {place} berterima kasih kepada semua warga yang datang, dan berjanji membantu alat pada pekan depan.",
        author=("Rani Melati", "Budi Santoso")[number % 2],
        section=("Politik", "Olahraga")[number % 2],
        written=moment.isoformat(),
        printed=f"Rabu, 18 November 2026 | {moment:%H:%M} WIB",
        number=number,
    )


def address(number: int) -> str:
    return f"https://kabarkota.example/daerah/{91000 + number}/warga-bekerja-bakti-pekan-{number}"


def read(number: int, rules: Rules, body: str = "") -> PageReading:
    return extract_page(body or page(number), address(number), folder=FOLDER, rules=rules, outlet=OUTLET)


def outlines(numbers: Sequence[int]) -> list[Outline]:
    found = [
        outline(
            page(number).encode(),
            address(number),
            read(number, NO_RULES),
            folder=FOLDER,
            furniture=NO_RULES.furniture,
            outlet=OUTLET,
        )
        for number in numbers
    ]
    return [one for one in found if one is not None]


def attempt(rule: OutletRule) -> list[Compared]:
    rules = only_rule(NO_RULES, rule)
    return [compare(address(number), read(number, rules), read(number, NO_RULES)) for number in range(10)]


@pytest.fixture(scope="module")
def made() -> TriedDraft:
    drafted = draft_rule("kota", "draft-x", outlines(range(10)), attempt)
    assert drafted is not None
    return drafted


def test_a_draft_finds_the_text_what_in_it_is_none_and_the_fields(made: TriedDraft) -> None:
    [generation] = made.rule.generations
    assert generation.body == ("div.isi-berita",), "the innermost element, by the name that is no matter of looks or of one page"
    assert generation.drop == ("div.kotak-promo",)
    assert (generation.title, generation.authors) == ("h1", "span.nama-penulis")
    assert (generation.time, generation.section) == ("span.saat-terbit", "a.rubrik-kini")
    assert (made.tried.ruled, made.tried.pages, made.given_up) == (10, 10, ())
    assert made.tried.f1 == 1


def test_a_draft_reads_pages_it_was_not_learnt_from(made: TriedDraft) -> None:
    bare = page(77).replace("application/ld+json", "text/plain")
    found = read(77, only_rule(NO_RULES, made.rule), bare)
    assert (found.method, found.section, found.authors) == ("rule", "Olahraga", ("Budi Santoso",))
    assert found.text == read(77, NO_RULES).text
    assert found.published_at == datetime.fromisoformat("2026-11-18T08:22:00+07:00")


def test_the_file_is_read_back_as_the_same_rule_and_shows_its_evidence(made: TriedDraft, tmp_path: Path) -> None:
    written = as_rule_file(made, "kota", DAYS)
    (tmp_path / "draft-kota.yaml").write_text(written, encoding="utf-8")
    assert read_rules(tmp_path).for_outlet("kota") == made.rule
    assert "held the text on 10 of 10 pages" in written
    assert "learnt from 10 landed pages of 2026-11-01 to 2026-11-28" in written
    assert "CAUTION" not in written


def test_a_draft_of_few_pages_says_that_it_is_a_guess() -> None:
    few = draft_rule("kota", "draft-x", outlines(range(2)), attempt)
    assert few is not None
    assert few.draft.pages == 2
    assert "CAUTION: fewer than 5 pages" in as_rule_file(few, "kota", DAYS)


@given(name=st.text(min_size=1, max_size=40), url=st.text(max_size=60))
def test_what_pages_say_stays_in_its_quotes(made: TriedDraft, name: str, url: str) -> None:
    """No selector or address can begin a line, a key or the end of a comment."""
    choice = replace(made.draft.bodies[0], selector=name)
    odd = replace(made.tried, look_at=(Compared(url, True, {"title": "different"}, 0.5),))
    draft = replace(made.draft, bodies=(choice,), drops=(choice,))
    lines = as_rule_file(replace(made, draft=draft, tried=odd), "kota", DAYS).split("\n")
    plain = as_rule_file(made, "kota", DAYS).split("\n")
    keys = [line.partition(":")[0] for line in plain if not line.startswith("#") and ":" in line]
    assert [line.partition(":")[0] for line in lines if not line.startswith(("#", "      -")) and ":" in line] == [
        key for key in keys if not key.startswith("      -")
    ]
    assert all(line.isascii() and line.isprintable() for line in lines)


def test_pages_whose_text_no_element_holds_teach_no_rule() -> None:
    drawn = [replace(one, holders=()) for one in outlines(range(6))]
    assert draft_rule("kota", "draft-x", drawn, attempt) is None
    assert draft_of([]).bodies == ()


def test_a_selector_that_reads_something_else_is_given_up(made: TriedDraft) -> None:
    """The selector of the writer reads something else on these pages: the draft leaves it out."""

    def lying(rule: OutletRule) -> list[Compared]:
        wrong = "different" if rule.generations[0].authors else "same"
        return [Compared(address(n), True, dict.fromkeys(("title", "time", "section", "text"), "same") | {"authors": wrong}, 1.0) for n in range(3)]  # noqa: E501  # fmt: skip

    found = draft_rule("kota", "draft-x", outlines(range(6)), lying)
    assert found is not None
    assert found.given_up == ("authors",)
    assert "# authors: no selector" in as_rule_file(found, "kota", DAYS)
    assert found.rule.generations[0].title == made.rule.generations[0].title


def test_a_selector_that_reads_something_else_gives_way_to_the_next() -> None:
    first = "span.nama-penulis"

    def misled(rule: OutletRule) -> list[Compared]:
        return [replace(one, fields={**one.fields, "authors": _judge(rule)}) for one in attempt(rule)]

    def _judge(rule: OutletRule) -> str:
        return "different" if rule.generations[0].authors == first else "same"

    found = draft_rule("kota", "draft-x", outlines(range(6)), misled)
    assert found is not None
    assert found.given_up == ()
    assert found.rule.generations[0].authors not in ("", first)


def test_readings_side_by_side() -> None:
    moment = datetime.fromisoformat("2026-11-18T07:05:00+07:00")
    rule = PageReading(title="Banjir Demak", text="satu dua tiga empat", method="rule", published_at=moment, section="Daerah")
    plain = PageReading(title="Banjir Demak!", text="satu dua tiga lima", method="density", authors=("Rani",))
    found = compare("https://kabarkota.example/1", rule, plain)
    assert found == Compared(
        "https://kabarkota.example/1", True, {"title": "same", "authors": "only_fallback", "time": "only_rule", "section": "only_rule", "text": "different"}, 0.75  # noqa: E501
    )  # fmt: skip
    same = [replace(found, url=str(n), f1=1.0, fields=dict.fromkeys(found.fields, "same")) for n in range(5)]
    assert together([*same, found]).look_at == (found,)
    worst = together([replace(found, url=str(n), f1=n / 10) for n in range(6)]).look_at
    assert [page.url for page in worst] == ["0", "1", "2"]
    assert without_rules(NO_RULES) == NO_RULES


ARTICLES = {
    "numbered": [
        f"https://www.kota.example/{('politik', 'bola')[n // 2 % 2]}/{1000000 + n * 37}/judul-berita-{n}" for n in range(16)
    ],
    "dated": [f"https://kota.example/2026/11/{n:02d}/warga-kampung-{n}-bekerja-bakti/" for n in range(1, 20)],
    "headline": [f"https://kota.example/warga-{word}-bekerja-bakti-pagi-ini/" for word in PLACES],
    "file": [f"https://news.kota.co.id/read/{n}/{48213000 + n}/berita-{n}-kota.html" for n in range(10, 30)],
    "query": [f"https://kota.example/baca.php?id={482130 + n}" for n in range(9)],
}
NO_ARTICLES = [
    "https://www.kota.example/politik", "https://kota.example/2026/11/", "https://kota.example/tag/banjir", "https://kota.example/",
    "https://kota.example/tentang-kami/", "https://news.kota.co.id/indeks", "https://kota.example/baca.php", "ftp://kota.example/a",
    "https://lain.example/politik/1000000/judul-berita-1", "https://kota.example/redaksi.html", "https://[",
]  # fmt: skip


@pytest.mark.parametrize("form", ARTICLES)
def test_addresses_of_articles_are_told_from_lists(form: str) -> None:
    urls = ARTICLES[form]
    learnt = learn_addresses(urls[::2])
    assert learnt is not None
    assert learnt.fitting == learnt.of == len(urls[::2])
    assert [url for url in urls if not learnt.pattern.search(url.partition("://")[2])] == []
    assert [url for url in NO_ARTICLES if learnt.pattern.search(url.partition("://")[2])] == []


def test_addresses_that_nothing_tells_apart_teach_nothing() -> None:
    assert learn_addresses([f"https://kota.example/{word.lower()}" for word in PLACES]) is None
    assert learn_addresses(ARTICLES["query"][:2]) is None


@given(st.lists(st.from_regex(re.compile(r"https://[a-z]{1,5}\.example/[ -~]{0,40}", re.A), fullmatch=True), max_size=30))
def test_a_learnt_pattern_counts_what_fits_it(urls: list[str]) -> None:
    learnt = learn_addresses(urls)
    assert learnt is None or 3 <= learnt.fitting <= learnt.of

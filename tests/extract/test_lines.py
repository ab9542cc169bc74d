"""Lines of elements, joined pages, and the guard against deep nesting."""

from __future__ import annotations

import time

from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pantau.extract.document import parse
from pantau.extract.lines import first_lines, lines_of
from pantau.extract.pages import join_pages

WORDS = st.text(st.sampled_from("abc xyz"), min_size=1, max_size=60).map(lambda text: " ".join(text.split())).filter(bool)
PAGE = st.lists(WORDS, max_size=6).map("\n".join)


def lines(markup: str) -> list[str]:
    body = LexborHTMLParser(f"<body>{markup}</body>").body
    assert body is not None
    return [line.text for line in lines_of(body)]


def test_blocks_and_breaks_end_lines_and_inline_elements_do_not() -> None:
    assert lines("lepas<p>satu <b>du</b>a</p>ekor<div>tiga<br>empat</div><h2>lima</h2>") == [
        "lepas",
        "satu dua",
        "ekor",
        "tiga",
        "empat",
        "lima",
    ]


@given(st.lists(st.tuples(st.sampled_from(["p", "li", "a", "aside", "div"]), WORDS), max_size=12), st.integers(0, 120))
def test_the_first_lines_are_the_start_of_all_lines(parts: list[tuple[str, str]], letters: int) -> None:
    body = LexborHTMLParser("".join(f"<{tag}>{text}</{tag}><br>" for tag, text in parts)).body
    assert body is not None
    dropped = {node.mem_id for node in body.css("div")}
    whole = " ".join(line.text for line in lines_of(body, dropped))
    first = " ".join(line.text for line in first_lines(body, lambda node: node.tag == "div", letters))
    assert first[:letters] == whole[:letters]


def test_cells_of_a_row_stand_on_one_line() -> None:
    assert lines("<table><tr><td>Tim</td><td>Poin</td></tr><tr><td>Persib</td><td>40</td></tr></table>") == [
        "Tim | Poin",
        "Persib | 40",
    ]


def test_what_is_no_text_is_skipped() -> None:
    assert lines(
        "<p>isi</p><script>x</script><figure><figcaption>foto</figcaption></figure><form><p>kirim</p></form><!-- y -->"
    ) == ["isi"]


def test_a_list_of_links_is_dropped_and_a_single_link_stays() -> None:
    link = '<a href="/x">Judul berita lain yang panjang sekali</a>'
    assert lines(f"<p>isi</p><ul><li>{link}</li><li>{link}</li></ul><p>akhir</p>") == ["isi", "akhir"]
    assert lines(f"<p>isi</p><p>{link}</p><p>akhir</p>") == ["isi", "Judul berita lain yang panjang sekali", "akhir"]
    assert lines(f"<p>Menurut {link} hari ini</p><p>Menurut {link} kemarin</p>") == [
        "Menurut Judul berita lain yang panjang sekali hari ini",
        "Menurut Judul berita lain yang panjang sekali kemarin",
    ]


@given(
    st.recursive(
        st.text(st.characters(codec="utf-8", exclude_characters="<>&\x00\r"), max_size=8),
        lambda inner: st.tuples(st.sampled_from(["p", "div", "b", "span", "li"]), st.lists(inner, max_size=3)),
        max_leaves=12,
    )
)
def test_every_word_of_the_text_is_kept_in_order(tree: object) -> None:
    def markup(node: object) -> str:
        return node if isinstance(node, str) else f"<{node[0]}>{''.join(map(markup, node[1]))}</{node[0]}>"  # type: ignore[index]

    def words(node: object) -> str:
        return node if isinstance(node, str) else "".join(map(words, node[1]))  # type: ignore[index]

    found = "".join("".join(lines(markup(tree))).split())
    assert found == "".join(words(tree).split())


@example("", ["a" * 40 + "\n" + "a" * 40])  # a page that says a paragraph twice by itself
@given(PAGE, st.lists(PAGE, max_size=4))
def test_joined_pages_lose_no_paragraph_and_tell_none_twice(first: str, more: list[str]) -> None:
    joined = join_pages(first, more).split("\n")
    told = {line for page in (first, *more) for line in page.split("\n") if line}
    assert {line.replace(" ", "") for line in told} == {line.replace(" ", "") for line in joined if line}
    long_ones = [line for line in joined[len(first.split("\n")) if first else 0 :] if len(line) >= 40]
    assert len(long_ones) == len({line.replace(" ", "") for line in long_ones})


def test_what_nests_deeper_than_browsers_read_is_cut() -> None:
    began = time.process_time()
    document = parse("<p>awal</p>" + "<ul><li>" * 24_000 + "akhir")
    assert time.process_time() - began < 2  # without the cut: minutes
    assert document is not None
    assert document.tree.body is not None
    assert "awal" in document.tree.body.text()


def test_many_shallow_tags_are_all_read() -> None:
    document = parse("<p>a<b>b</b></p>" * 6_000 + "<p>akhir</p>")
    assert document is not None
    assert document.tree.body is not None
    assert document.tree.body.text().endswith("akhir")

"""Identity of URLs: twins as data, and what must hold for every URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pantau import urls as urls_module
from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.settings import PROJECT, read_settings
from pantau.url_rules import url_rules_folder
from pantau.urls import (
    UrlTooLong,
    article_id,
    canonical_url,
    fetch_url,
    in_domains,
    part_url,
    plain_url,
    url_key,
    whole_url,
)
from pantau.workspace import Workspace

TWINS = parse_yaml((Path(__file__).parent / "cases" / "twins.yaml").read_text(encoding="utf-8"))
SEEDS = parse_yaml((PROJECT / "seeds" / "urls.yaml").read_text(encoding="utf-8"))

hosts = st.from_regex(r"[a-z]{2,8}(\.[a-z]{2,8}){1,2}", fullmatch=True)
paths = st.lists(st.text("abcXYZ012-_.~% é()+", min_size=1, max_size=8), max_size=4).map(lambda parts: "/" + "/".join(parts))
VALUES = st.text("ab12 =%", max_size=4)
queries = st.dictionaries(
    st.sampled_from(["id", "q", "page", "utm_source", "amp", "b"]), st.text("ab12 =%", max_size=4), max_size=3
)


@st.composite
def urls(draw: Any) -> str:
    query = "&".join(f"{name}={value}" for name, value in draw(queries).items())
    port = draw(st.sampled_from(["", ":443", ":8080"]))
    return f"https://{draw(hosts)}{port}{draw(paths)}" + (f"?{query}" if query else "")


@pytest.mark.parametrize("case", TWINS, ids=lambda case: case["key"])
def test_twins_have_one_key(case: dict[str, Any]) -> None:
    assert {url_key(url) for url in case["urls"]} == {case["key"]}


@pytest.mark.parametrize("row", SEEDS["identities"], ids=lambda row: row["domain"])
def test_every_identity_rule_reads_its_own_example(row: dict[str, Any]) -> None:
    key = url_key(row["example"])
    assert key.startswith(row["key"].partition("{")[0])
    assert "judul" not in key
    assert url_key("https://" + key) == key


@pytest.mark.parametrize("row", SEEDS["rewrites"], ids=lambda row: row["example"][0])
def test_every_rewrite_reads_its_own_example(row: dict[str, Any]) -> None:
    before, after = row["example"]
    assert canonical_url("https://" + before) == "https://" + after


@given(urls())
def test_folding_is_idempotent(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert url_key(once) == url_key(url)
    scheme = once.partition("://")[0]
    assert url_key(f"{scheme}://{url_key(url)}") == url_key(url)


@given(
    urls(), st.sampled_from(["utm_source=rss", "fbclid=1", "page=2", "page=all", "amp=1", "single=1", "PHPSESSID=a1", "from=x"])
)
def test_tracking_and_view_parameters_never_change_the_key(url: str, parameter: str) -> None:
    if parameter == "page=2":  # only an article has numbered pages
        url = url.partition("?")[0] + "/warga-memanen-padi"
    assert url_key(url + ("&" if "?" in url else "?") + parameter) == url_key(url)


@example("https://aa.aa/ / ")
@example("https://amp.aa.aa/")
@given(urls().map(lambda url: url.partition("?")[0]))
def test_the_layout_hosts_and_paths_are_twins(url: str) -> None:
    host_and_rest = url.removeprefix("https://")
    assert url_key("https://m." + host_and_rest) == url_key(url)
    assert url_key("http://www." + host_and_rest.replace(":443", "")) == url_key(url) or host_and_rest.count(".") < 1
    assert url_key(url.rstrip().rstrip("/") + "/amp") == url_key(url)  # a segment may be one space


@given(urls(), urls())
def test_different_ids_stay_apart(one: str, other: str) -> None:
    assume(url_key(one) != url_key(other))
    assert article_id(url_key(one)) != article_id(url_key(other))


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_bad_input(text: str) -> None:
    for read in (canonical_url, url_key, fetch_url):
        try:
            assert read(text)
        except BadInput as error:
            assert "URL" in str(error)  # noqa: PT017  (both ends are right; only another exception is wrong)


@pytest.mark.parametrize("link", ["//[", "http://[::1/x", "//a..b/x"])
def test_a_link_that_is_no_address_is_refused(link: str) -> None:
    with pytest.raises(BadInput):
        canonical_url(link, "https://a.example/x")


@pytest.mark.parametrize("url", ["", "judul", "ftp://a.example/x", "javascript:void(0)", "https://", "mailto:a@b.example",
                                 "http://[::1", "https://a..b/x", "http://a.example:99999/"])  # fmt: skip
def test_what_is_no_http_url_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        url_key(url)


def test_a_request_keeps_all_but_tracking() -> None:
    wanted = "http://m.kabar.example:8080/a//b/?page=all&id=%5Bx%5D&b"
    assert fetch_url(wanted + "&utm_source=ABC&source=x#page2") == wanted
    assert fetch_url("https://kabar.example/a b?utm_source=ABC") == "https://kabar.example/a%20b"


@pytest.mark.parametrize(
    ("url", "query", "whole"),
    [
        ("https://a.example/x", "page=all", "https://a.example/x?page=all"),
        ("https://a.example/x?id=1", "page=all", "https://a.example/x?id=1&page=all"),
        ("https://a.example/x-1?page=2", "page=all", "https://a.example/x-1?page=all"),
        ("https://a.example/x", "", "https://a.example/x"),
        ("https://investor.id/business/400/judul?a=1", "/all", "https://investor.id/business/400/judul/all?a=1"),
        ("https://investor.id/business/400/judul/all", "/all", "https://investor.id/business/400/judul/all"),
    ],
)
def test_a_whole_article_is_the_same_article(url: str, query: str, whole: str) -> None:
    assert whole_url(url, query) == whole
    assert url_key(whole) == url_key(url)


@pytest.mark.parametrize(
    ("url", "form", "number", "part"),
    [
        ("https://a.example/x", "?page={n}", 2, "https://a.example/x?page=2"),
        ("https://a.example/x?id=1&page=3", "?page={n}", 2, "https://a.example/x?id=1&page=2"),
        ("https://a.example/x?id=1&page=3", "?page={n}", 1, "https://a.example/x?id=1"),
        ("https://a.example/x?page=3", "?page={n}", 1, "https://a.example/x"),
        ("https://a.example/2019/", "/{n}", 2, "https://a.example/2019/2"),
        ("https://a.example/2019/", "/{n}/", 12, "https://a.example/2019/12/"),
        ("https://a.example/2019", "/{n}", 1, "https://a.example/2019"),
    ],
)
def test_the_address_of_a_part(url: str, form: str, number: int, part: str) -> None:
    assert part_url(url, form, number) == part


@pytest.mark.parametrize("form", ["single=1", "?page=2", "/all", "/2"])
def test_a_form_can_be_taken_back(form: str) -> None:
    for url in ("https://a.example/x", "https://a.example/x?id=1"):
        assert plain_url(whole_url(url, form), form) == url


def test_scheme_is_kept_only_with_a_port() -> None:
    assert canonical_url("http://kabar.example/a") == "https://kabar.example/a"
    assert canonical_url("http://kabar.example:8080/a") == "http://kabar.example:8080/a"
    assert canonical_url("../b?page=2", "https://kabar.example/a/c/d") == "https://kabar.example/a/b"


def test_domains_match_whole_labels() -> None:
    assert in_domains("news.detik.com:80", ("detik.com",))
    assert in_domains("DETIK.com", ("detik.com",))
    assert not in_domains("bukandetik.com", ("detik.com",))


def test_an_address_of_two_million_characters_is_refused_at_once() -> None:
    for read in (canonical_url, url_key, fetch_url):
        with pytest.raises(BadInput, match=r"has 2,000,020 characters"):
            read("https://kabar.example" + "\xff" * 1_999_999)


def test_an_address_no_outlet_has_is_refused_before_it_is_read() -> None:
    for read in (canonical_url, url_key, fetch_url):
        with pytest.raises(UrlTooLong, match="4,000"):
            read("https://a.co/x" + "/amp" * 5_000)
    with pytest.raises(BadInput, match="254 characters"):
        canonical_url(f"https://{'a.' * 126}co/")


@pytest.mark.parametrize("ending", ["/amp", ".amp", ".amp.html"])
def test_amp_endings_are_folded_in_one_pass(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    strip = urls_module._without_amp

    def counted(segment: str) -> str:
        looks.append(len(segment))
        return strip(segment)

    monkeypatch.setattr(urls_module, "_without_amp", counted)
    assert canonical_url("https://a.co/x" + ending * 400) == "https://a.co/x"
    assert sum(looks) < 5 * 400 * len(ending)


@pytest.mark.parametrize("half", [chr(0xD83D), chr(0xDE00), chr(0xDFFF) + chr(0xD800)])
def test_half_a_character_in_an_address_spoils_nothing(half: str) -> None:
    for read in (canonical_url, url_key, fetch_url):
        read(f"https://a.co/x{half}?q={half}").encode()


def test_a_process_reads_addresses_by_the_rules_its_program_names(tmp_path: Path) -> None:
    """Code that reads an address reads no setting: a workspace with its own seeds/ reads addresses by the rules in it."""
    rules = parse_yaml((PROJECT / "seeds" / "urls.yaml").read_text(encoding="utf-8"))
    rules["tracking_parameters"] = ["jejak"]
    (tmp_path / "urls.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    address = "https://harian.example/berita/satu?jejak=1&utm_source=x"
    assert url_key(address) == "harian.example/berita/satu?jejak=1"
    Workspace(read_settings(seeds_dir=tmp_path))
    assert url_key(address) == "harian.example/berita/satu?utm_source=x"
    assert fetch_url(address) == "https://harian.example/berita/satu?utm_source=x"


def test_a_program_that_names_no_rules_reads_by_those_pantau_comes_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pantau.url_rules._named", [])
    assert fetch_url("https://harian.example/?utm_source=x") == "https://harian.example/"
    assert url_rules_folder() == PROJECT / "seeds"

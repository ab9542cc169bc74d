"""No notation of a private address gets past the guard."""

from __future__ import annotations

import csv
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.net import FetchProblem
from pantau.net.addresses import Guard, is_public, literal_address
from pantau.net.target import read_target, redirected

CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "addresses.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("case", CASES, ids=[case["host"] for case in CASES])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_notation_of_a_host_ends_as_the_table_says(case: dict[str, str], scheme: str) -> None:
    url = f"{scheme}://{case['host']}/berita"
    if not case["kind"]:
        assert read_target(url, Guard()).url.startswith("https://")
        return
    with pytest.raises(FetchProblem) as caught:
        read_target(url, Guard())
    assert caught.value.kind == case["kind"]
    with pytest.raises(FetchProblem) as caught:
        redirected(read_target("https://berita.example/", Guard()), url, Guard())
    assert caught.value.kind == case["kind"]


@given(st.ip_addresses(v=4))
def test_an_ipv6_form_of_an_ipv4_address_is_judged_like_it(address: IPv4Address) -> None:
    number = int(address)
    forms = [0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80]
    assert {is_public(IPv6Address(form)) for form in forms} == {is_public(address)}


@given(st.ip_addresses(v=4), st.ip_addresses(v=6, network="2000::/3"), st.sampled_from([0, 0x100, 0x200, 0x300]))
def test_isatap_under_a_public_prefix_is_as_public_as_what_it_carries(
    carried: IPv4Address, prefix: IPv6Address, bits: int
) -> None:
    network = int(prefix) >> 64 << 64
    plain = is_public(IPv6Address(network | 0x1234567800000001))
    isatap = IPv6Address(network | (bits << 16 | 0x5EFE) << 32 | int(carried))
    assert is_public(isatap) == (plain and is_public(carried))


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_an_address_with_two_ipv4_addresses_is_public_when_both_are(outer: IPv4Address, inner: IPv4Address) -> None:
    both = IPv6Address(0x2002 << 112 | int(outer) << 80 | 0x5EFE << 32 | int(inner))
    assert is_public(both) == (is_public(outer) and is_public(inner))


@given(
    st.ip_addresses(v=4),
    st.sampled_from(["::", "::ffff:0:0:0", "64:ff9b:1::", "64:ff9b:1:fffe::", "fec0::5efe:0:0", "2001::", "2001:0:808:808::"]),
)
def test_forms_that_lead_nowhere_on_the_open_internet_are_closed_whatever_they_carry(carried: IPv4Address, prefix: str) -> None:
    assert not is_public(IPv6Address(int(IPv6Address(prefix)) | int(carried)))
    assert not is_public(IPv6Address(int(IPv6Address(prefix)) | int(carried) ^ 0xFFFFFFFF))  # Teredo inverts its bits


@given(st.ip_addresses())
def test_what_python_knows_to_be_private_is_never_public(address: IPv4Address | IPv6Address) -> None:
    special = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    if special or (isinstance(address, IPv4Address) and address.is_private):
        assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_the_notations_of_one_address_are_one_address(address: IPv4Address) -> None:
    number = int(address)
    for text in (str(number), hex(number), f"0{number:o}", f"{number >> 24}.{number & 0xFFFFFF}"):
        assert literal_address(text) == address


def test_allow_hosts_opens_names_on_one_port_only() -> None:
    guard = Guard("newsroom.test=127.0.0.1:8123, lain.test=127.0.0.2:90")
    assert read_target("http://a.newsroom.test:8123/x?y=%2F#z", guard).url == "http://a.newsroom.test:8123/x?y=%2F"
    assert read_target("http://NEWSROOM.test:8123/", guard).opened
    assert guard.opening("b.lain.test", 90)
    for closed in ("http://a.newsroom.test/", "http://a.newsroom.test:8124/", "http://anewsroom.test:8123/"):
        assert not read_target(closed, guard).opened
    for literal in ("http://127.0.0.1:8123/", "http://localhost.:8123@127.0.0.1:8123/"):
        with pytest.raises(FetchProblem):
            read_target(literal, guard)


def test_a_page_of_the_real_internet_cannot_redirect_into_an_opening() -> None:
    guard = Guard("newsroom.test=127.0.0.1:8123")
    with pytest.raises(FetchProblem, match="private_address"):
        redirected(read_target("https://berita.example/", guard), "http://a.newsroom.test:8123/", guard)


def test_a_socket_is_made_for_checked_places_only() -> None:
    guard = Guard("newsroom.test=127.0.0.1:8123")
    guard.check_socket("127.0.0.1", 8123)
    guard.check_socket("8.8.8.8", 443)
    for place in (("127.0.0.1", 5432), ("169.254.169.254", 80), ("::1", 8123), ("::ffff:10.0.0.1", 443)):
        with pytest.raises(FetchProblem, match="private_address"):
            guard.check_socket(*place)


@pytest.mark.parametrize(
    "url",
    ["", "berita", "//berita.example/x", "javascript:alert(1)", "file:///etc/passwd", "ftp://berita.example/", "https://",
     "https://:80/", "https://berita.example:99999/", "https://berita.example/\ud800", "https://[::1", "https://a:b@berita.example/",
     "https://berita.example/" + "x" * 2_048],
)  # fmt: skip
def test_what_is_no_address_is_a_bad_url(url: str) -> None:
    with pytest.raises(FetchProblem) as caught:
        read_target(url, Guard())
    assert caught.value.kind == "bad_url"
    assert caught.value.weight == "hard"


def test_plain_http_is_upgraded_for_real_hosts_also_in_a_redirect() -> None:
    first = read_target("http://berita.example:80/a b?q=é", Guard())
    assert first.url == "https://berita.example/a%20b?q=%C3%A9"
    assert redirected(first, "http://www.berita.example/c", Guard()).url == "https://www.berita.example/c"
    assert redirected(first, "//m.berita.example", Guard()).url == "https://m.berita.example/"
    # raw UTF-8 in a Location header, as aiohttp hands it over
    raw = "/é".encode().decode("ascii", "surrogateescape")
    assert redirected(first, raw, Guard()).url == "https://berita.example/%C3%A9"


def test_the_case_table_is_about_addresses() -> None:
    assert len([case for case in CASES if case["kind"]]) > 80
    assert ip_address("169.254.169.254").exploded in {case["host"] for case in CASES}

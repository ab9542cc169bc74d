"""Which addresses a request may reach: public ones, and of loopback only those that the setting `allow_hosts` opens."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from pantau.net.problem import FetchProblem

Address = IPv4Address | IPv6Address

# Written out, because what ipaddress calls global differs between Python releases. Source: IANA special-purpose registries.
_CLOSED_4 = [
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "168.63.129.16/32",  # Azure's metadata and DNS address, in a public block
    )
]
_GLOBAL_6 = IPv6Network("2000::/3")
_CLOSED_6 = [
    IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")  # protocols (Teredo among them), documentation
]
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
_ISATAP, _ISATAP_BITS = 0x00005EFE, 0xFCFFFFFF  # 0:5efe and 200:5efe under any prefix: the two bits say universal and group


def is_public(address: Address) -> bool:
    """Return whether an address is one of the open Internet; each IPv4 address inside an IPv6 one must be one too."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _CLOSED_4)
    if not all(is_public(carried) for carried in carried_ipv4(address)):
        return False
    if address.ipv4_mapped is not None or address in _NAT64:
        return True  # the address stands for this IPv4 address and for nothing else
    return address in _GLOBAL_6 and not any(address in block for block in _CLOSED_6)


def carried_ipv4(address: IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses to which a router may send a packet for this address: mapped, NAT64, 6to4 and ISATAP, two at
    most.

    Teredo, IPv4-compatible, IPv4-translated, site-local and local NAT64 addresses are closed, whatever they carry.
    """
    number = int(address)
    carried = []
    if address.ipv4_mapped is not None or address in _NAT64 or (number >> 32) & _ISATAP_BITS == _ISATAP:
        carried.append(IPv4Address(number & 0xFFFFFFFF))
    if address in _6TO4:
        carried.append(IPv4Address(number >> 80 & 0xFFFFFFFF))
    return carried


def literal_address(host: str) -> Address | None:
    """Return the address that a host name spells, in any notation that a resolver accepts (127.1, 0x7f000001, 017700000001),
    else None."""
    bare = host.strip("[]").rstrip(".").partition("%")[0]
    try:
        return ip_address(bare)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(bare)) if bare and " " not in bare else None
    except (OSError, UnicodeEncodeError):
        return None


@dataclass(frozen=True, slots=True)
class Opening:
    """One part of `allow_hosts`: hosts with this ending are at that loopback address, on that port only."""

    suffix: str
    address: str
    port: int


class Guard:
    """Decides which hosts and addresses may be reached; every redirect, every resolved address and every socket passes it."""

    def __init__(self, allow_hosts: str = "") -> None:
        self._openings = [_opening(part) for part in allow_hosts.split(",") if part.strip()]

    def opening(self, host: str, port: int) -> Opening | None:
        """Return the opening that covers a host and port, None for hosts of the real Internet."""
        name = host.rstrip(".").lower()
        if literal_address(name) is not None:
            return None
        return next((o for o in self._openings if o.port == port and (name == o.suffix or name.endswith("." + o.suffix))), None)

    def check_literal(self, host: str) -> None:
        """Raise FetchProblem if a host name spells an address that may not be reached, or spells one in a strange way."""
        address = literal_address(host)
        if address is None:
            return
        if not is_public(address):
            raise refusal(host, str(address))
        if str(address) != host.strip("[]").lower():
            raise FetchProblem("bad_url", f"{host} is a strange way to write {address}; write the address plainly")

    def check_address(self, host: str, address: str) -> None:
        """Raise FetchProblem if a resolved address of a host of the real Internet may not be reached."""
        parsed = literal_address(address)
        if parsed is None or not is_public(parsed):
            raise refusal(host, address)

    def check_socket(self, address: str, port: int) -> None:
        """Raise FetchProblem if a socket is about to connect to a forbidden address. It is the last check before the
        connection."""
        if not any(o.address == address and o.port == port for o in self._openings):
            self.check_address(address, address)


def refusal(host: str, address: str) -> FetchProblem:
    """Return the problem of a host that leads to an address that may not be reached."""
    where = host if host.strip("[]") == address else f"{host} leads to {address}, which"
    return FetchProblem("private_address", f"{where} is not an address of the public Internet; nothing was sent")


def _opening(part: str) -> Opening:
    suffix, _, place = part.strip().partition("=")
    address, _, port = place.rpartition(":")
    return Opening(suffix.strip().lstrip(".").lower(), str(ip_network(address).network_address), int(port))

"""Certificates are verified: a certificate of an unknown authority is refused, one that the machine trusts is accepted."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pantau.landing import Landing
from pantau.net import FetchProblem, PoliteClient
from pantau.settings import Settings
from website import PAGE

Make = Callable[..., Settings]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for aman.pers.test, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Pers")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("aman.pers.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "pers.pem"
    key_pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key_pem + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
async def secure_port(certificate: Path) -> AsyncIterator[int]:
    """The port of an https server with that certificate."""

    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(body=PAGE, content_type="text/html")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield int(runner.addresses[0][1])
    await runner.cleanup()


async def _get(host: str, port: int, settings: Settings, landing: Landing) -> bytes:
    async with PoliteClient(settings, landing.hosts) as client:
        return (await client.get(f"https://{host}.pers.test:{port}/x")).body


async def test_an_unknown_authority_is_refused(secure_port: int, hasty: Make, landing: Landing) -> None:
    with pytest.raises(FetchProblem) as caught:
        await _get("aman", secure_port, hasty(allow_hosts=f"pers.test=127.0.0.1:{secure_port}"), landing)
    assert (caught.value.kind, caught.value.weight, caught.value.host_failed) == ("tls", "soft", True)


async def test_what_the_machine_trusts_is_accepted_for_its_own_name_only(
    secure_port: int, hasty: Make, landing: Landing, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings = hasty(allow_hosts=f"pers.test=127.0.0.1:{secure_port}")
    assert await _get("aman", secure_port, settings, landing) == PAGE
    with pytest.raises(FetchProblem) as caught:
        await _get("palsu", secure_port, settings, landing)
    assert caught.value.kind == "tls"


async def test_plain_http_spoken_on_an_https_port_is_a_tls_failure(hasty: Make, landing: Landing, website: object) -> None:
    port = website.port  # type: ignore[attr-defined]
    with pytest.raises(FetchProblem) as caught:
        await _get("polos", port, hasty(), landing)
    assert caught.value.kind == "tls"

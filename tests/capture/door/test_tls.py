"""Encrypted sites: the address that was checked is dialled, the certificate is that of the host's name."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publishkit.capture.door.exchange import Waits
from publishkit.capture.door.fetch import fetch
from publishkit.errors import ExternalError, InputError
from tests.support.sites import PUBLIC, Sites, World, moved, page, running

URL = "https://gazette.example/ferry"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of gazette.example with its key, signed by itself."""
    pytest.importorskip("cryptography", reason="cryptography is not installed")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gazette.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("gazette.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "gazette.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def named() -> list[str | None]:
    """The names that TLS asked for."""
    return []


@pytest.fixture
def sites(certificate: Path, named: list[str | None]) -> Iterator[Sites]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _connection, name, _context: named.append(name)
    with running(context) as served:
        yield served


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def test_the_name_stays_that_of_the_host(sites: Sites, certificate: Path, named: list[str | None]) -> None:
    world = World(sites=sites)
    sites.put("gazette.example/ferry", page())
    fetched = fetch(URL, door=world.door(trust=trusting(certificate)))
    assert (fetched.status, fetched.last.answer.ip) == (200, PUBLIC)
    assert world.dialled == [(PUBLIC, 443)] * 2
    assert named == ["gazette.example"] * 2


def test_a_certificate_that_is_not_trusted_ends_the_fetch_at_once(sites: Sites, certificate: Path) -> None:
    """Also the right certificate of another host: nothing is asked a second time."""
    world = World(sites=sites)
    for url, door in ((URL, world.door()), ("https://other.example/", world.door(trust=trusting(certificate)))):
        world.dialled.clear()
        with pytest.raises(ExternalError, match="shows a certificate that is not trusted") as stop:
            fetch(url, door=door)
        assert "add the file" in stop.value.problems[0].hint
        assert len(world.dialled) == 1


def test_what_is_encrypted_does_not_lead_to_what_is_not(sites: Sites, certificate: Path) -> None:
    sites.put("gazette.example/ferry", moved("http://gazette.example/ferry"))
    with pytest.raises(InputError, match="leads from https to http"):
        fetch(URL, door=World(sites=sites).door(trust=trusting(certificate)))
    assert sites.paths() == ["gazette.example/ferry"]


def test_a_site_that_does_not_speak_tls(certificate: Path) -> None:
    waits = Waits(connect=0.2, read=0.2, total=5)
    with running() as plain, pytest.raises(ExternalError, match="does not take a connection"):
        fetch(URL, door=World(sites=plain).door(trust=trusting(certificate), waits=waits))

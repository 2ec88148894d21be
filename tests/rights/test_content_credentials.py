"""Content Credentials of a picture are noticed and read; they are signs, and clear nothing."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from PIL import Image, ImageDraw

from publishkit.rights.detect.picture import detect_picture
from publishkit.rights.pictures.content_credentials import is_by_machine, read_credentials, signals_of
from publishkit.rights.pictures.metadata import read_picture_metadata
from publishkit.rights.pictures.parts import png_chunks
from tests.support.edition_items import chart, shore

BOX = b"\x00\x00\x00\x2cjumb\x00\x00\x00\x1ejumdc2pa".ljust(44, b"\0")
JPEG = shore().screen.data[:2] + b"\xff\xeb\x00\x36JP\x00\x01\x00\x00\x00\x01" + BOX + shore().screen.data[2:]
SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
CAMERA, MACHINE = SOURCES + "digitalCapture", SOURCES + "trainedAlgorithmicMedia"


def manifest(source: str = CAMERA, name: str = "Ida Example", **more: Any) -> dict[str, Any]:
    author = {"label": "stds.schema-org.CreativeWork", "data": {"author": [{"@type": "Person", "name": name}]}}
    actions = {
        "label": "c2pa.actions.v2",
        "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": source}]},
    }
    return {"assertions": [author, actions], **more}


def store(source: str = CAMERA, **more: Any) -> dict[str, Any]:
    return {"active_manifest": "urn:1", "manifests": {"urn:1": manifest(source, **more), "urn:0": {}}}


def told(store: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in signals_of(store)]


def test_their_presence_is_noticed_without_a_library() -> None:
    end = next(last for kind, _, last in png_chunks(chart().screen.data) if kind == b"IHDR")
    png = chart().screen.data[:end] + len(BOX).to_bytes(4) + b"caBX" + BOX + bytes(4) + chart().screen.data[end:]
    for data in (JPEG, png):
        (sign,) = read_credentials(data)
        assert (sign.kind, sign.where) == ("content-credentials", "content-credentials")
    assert read_credentials(shore().screen.data) == ()


def test_who_made_it_and_how_is_read_from_the_active_manifest() -> None:
    assert told(store()) == [("creator", "Ida Example"), ("digital-source", CAMERA)]
    assert not is_by_machine(tuple(signals_of(store())))
    assert is_by_machine(tuple(signals_of(store(MACHINE))))


def test_a_store_that_is_none_says_nothing() -> None:
    assert told({"active_manifest": "urn:1", "manifests": ["urn:1"]}) == []
    work = {"label": "stds.schema-org.CreativeWork", "data": {"author": {"@type": "Person"}, "creditText": 7}}
    assert told({"active_manifest": "a", "manifests": {"a": {"assertions": [work, "x", None]}}}) == []


def test_the_maker_of_the_picture_it_was_made_from_is_told_and_not_the_makers_of_its_parts() -> None:
    """An editor's program signs anew: who made the photograph is in the manifest of the file that was opened."""
    parts = [
        {"relationship": "parentOf", "active_manifest": "urn:2"},
        {"relationship": "componentOf", "active_manifest": "urn:3"},
    ]
    whole = store(ingredients=parts)
    whole["manifests"] |= {
        "urn:2": manifest(CAMERA, "Bo Marl", ingredients=[{"relationship": "parentOf", "active_manifest": "urn:1"}]),
        "urn:3": manifest(MACHINE, "A Program"),
    }
    assert [value for kind, value in told(whole) if kind == "creator"] == ["Ida Example", "Bo Marl"]
    assert is_by_machine(tuple(signals_of(whole)))


def test_they_name_a_creator_and_clear_nothing() -> None:
    statement = detect_picture("", signals=tuple(signals_of(store()))).statement
    assert [party.name for party in statement.creators] == ["Ida Example"]
    assert statement.status.value == "unknown"


def test_a_program_that_says_in_the_metadata_that_it_made_the_picture_is_heard() -> None:
    """Most write the IPTC source type into the XMP and sign nothing."""
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" e:DigitalSourceType="{MACHINE}"/></rdf:RDF></x:xmpmeta>'
    )
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(out, "JPEG", xmp=xmp.encode())
    assert is_by_machine(read_picture_metadata(out.getvalue()))


# --- files that the library signed ------------------------------------------------------------------------------------


ASSERTIONS = [
    {
        "label": "c2pa.actions.v2",
        "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": MACHINE}]},
    },
    {
        "label": "stds.schema-org.CreativeWork",
        "kind": "Json",
        "data": {
            "@context": "https://schema.org",
            "@type": "CreativeWork",
            "author": [{"@type": "Person", "name": "Ida Example"}],
            "copyrightHolder": {"@type": "Organization", "name": "Example House"},
            "copyrightNotice": "© 2026 Example House",
        },
    },
    {
        "label": "cawg.metadata",
        "kind": "Json",
        "data": {
            "@context": {
                "dc": "http://purl.org/dc/elements/1.1/",
                "photoshop": "http://ns.adobe.com/photoshop/1.0/",
            },
            "dc:creator": ["Bo Marl"],
            "photoshop:Credit": "Example Agency",
        },
    },
    {
        "label": "cawg.training-mining",
        "kind": "Json",
        "data": {"entries": {"cawg.data_mining": {"use": "notAllowed"}}},
    },
]


def drawn(kind: str) -> bytes:
    image, out = Image.new("RGB", (320, 200), "#dde3e9"), io.BytesIO()
    ImageDraw.Draw(image).ellipse((40, 30, 200, 170), fill="#204060")
    image.save(out, kind)
    return out.getvalue()


@pytest.fixture(scope="module")
def signer() -> Any:
    """A signer with a certificate that was made here, which nobody trusts."""
    c2pa = pytest.importorskip("c2pa", reason="c2pa-python (publishkit[c2pa]) is not installed")
    pytest.importorskip("cryptography", reason="cryptography is not installed")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def name(of: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(oid, of) for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)])

    top, key, now = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name("Example House"))
        .issuer_name(name("Example Authority"))
        .public_key(key.public_key())
        .serial_number(2)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(top.public_key()), critical=False)
        .sign(top, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return lambda: c2pa.Signer.from_info(
        c2pa.C2paSignerInfo(b"es256", certificate.public_bytes(serialization.Encoding.PEM), private, None)
    )


def signed(signer: Any, kind: str, remote: str = "") -> bytes:
    """Return a drawing with Content Credentials; *remote* names the address where they are instead."""
    import c2pa

    settings = {"verify": {"verify_after_sign": False}, "builder": {"thumbnail": {"enabled": False}}}
    with c2pa.Settings.from_dict(settings) as told, c2pa.Context(told) as context:
        claim = {"claim_generator_info": [{"name": "tests"}], "assertions": ASSERTIONS}
        builder, out = c2pa.Builder.from_json(json.dumps(claim), context=context), io.BytesIO()
        if remote:
            builder.set_no_embed()
            builder.set_remote_url(remote)
        builder.sign(signer(), f"image/{kind}", io.BytesIO(drawn(kind.upper())), out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif", "avif"])
def test_a_signed_file_of_every_kind_is_read(signer: Any, kind: str) -> None:
    """Makers, credit, holder, reservation of mining, and that a program made it."""
    signs = read_credentials(signed(signer, kind))
    assert {(one.kind, one.value) for one in signs} == {
        ("content-credentials", "read"),
        ("creator", "Ida Example"),
        ("creator", "Bo Marl"),
        ("owner", "Example House"),
        ("copyright", "© 2026 Example House"),
        ("credit", "Example Agency"),
        ("data-mining", "DMI-PROHIBITED"),
        ("digital-source", MACHINE),
    }
    assert is_by_machine(signs)
    statement = detect_picture("", signals=signs).statement
    assert [party.name for party in statement.creators] == ["Ida Example", "Bo Marl"]
    assert (statement.copyright_line, statement.tdm.state.value) == ("© 2026 Example House", "reserved")


def test_of_a_file_that_was_changed_after_it_was_signed_nothing_is_believed(signer: Any) -> None:
    data = bytearray(signed(signer, "png"))
    data[-20] ^= 1
    assert [(one.kind, one.value) for one in read_credentials(bytes(data))] == [("content-credentials", "broken")]


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """An address, and what was asked for there."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/x.c2pa", paths
        server.shutdown()


def test_no_address_in_a_file_is_asked(signer: Any, asked: tuple[str, list[str]]) -> None:
    """The library would fetch them, of any file that comes along."""
    address, paths = asked
    data, box = signed(signer, "jpeg", address), b"\xff\xeb\x00\x2exx" + BOX[:42]
    signs = read_credentials(data[:2] + box + data[2:])
    assert [one.value for one in signs] == ["not read"]
    assert paths == []

"""Content Credentials of a picture are noticed and read; they are signs, and clear nothing."""

from typing import Any

from publishkit.rights.content_credentials import is_by_machine, read_credentials, signals_of
from publishkit.rights.detect.picture import detect_picture
from publishkit.rights.picture_parts import png_chunks
from tests.support.edition_items import chart, shore

BOX = b"\x00\x00\x00\x2cjumb\x00\x00\x00\x1ejumdc2pa".ljust(44, b"\0")
JPEG = shore().screen.data[:2] + b"\xff\xeb\x00\x36JP\x00\x01\x00\x00\x00\x01" + BOX + shore().screen.data[2:]


def store(source: str = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture") -> dict[str, Any]:
    author = {"label": "stds.schema-org.CreativeWork", "data": {"author": [{"@type": "Person", "name": "Ida Example"}]}}
    actions = {
        "label": "c2pa.actions.v2",
        "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": source}]},
    }
    return {"active_manifest": "urn:1", "manifests": {"urn:1": {"assertions": [author, actions]}, "urn:0": {}}}


def test_their_presence_is_noticed_without_a_library() -> None:
    end = next(last for kind, _, last in png_chunks(chart().screen.data) if kind == b"IHDR")
    png = chart().screen.data[:end] + len(BOX).to_bytes(4) + b"caBX" + BOX + bytes(4) + chart().screen.data[end:]
    for data in (JPEG, png):
        (sign,) = read_credentials(data)
        assert (sign.kind, sign.where) == ("content-credentials", "content-credentials")
    assert read_credentials(shore().screen.data) == ()


def test_who_made_it_and_how_is_read_from_the_active_manifest() -> None:
    signs = tuple(signals_of(store()))
    assert [(one.kind, one.value) for one in signs] == [
        ("creator", "Ida Example"),
        ("digital-source", "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"),
    ]
    assert not is_by_machine(signs)
    assert is_by_machine(
        tuple(signals_of(store("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")))
    )


def test_a_store_that_is_none_says_nothing() -> None:
    assert list(signals_of({"active_manifest": "urn:1", "manifests": ["urn:1"]})) == []


def test_they_name_a_creator_and_clear_nothing() -> None:
    statement = detect_picture("", signals=tuple(signals_of(store()))).statement
    assert [party.name for party in statement.creators] == ["Ida Example"]
    assert statement.status.value == "unknown"

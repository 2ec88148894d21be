"""What the Content Credentials (C2PA) of a picture say of who made it, and how: signs beside others, which clear nothing.

Their presence is noticed by ourselves; what they say is read by c2pa-python, of the extra `publishkit[c2pa]`.
"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from publishkit.model.statement import Signal
from publishkit.rights.picture_parts import PNG, has_credentials

WHERE = "content-credentials"
PRESENT = "content-credentials"
"""Kind of the sign that there are some."""
SOURCE_TYPE = "digital-source"
"""Kind of the sign how the picture came to be (IPTC digital source types)."""
BY_MACHINE = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia")
"""Source types of pictures that a program made, whole or in part."""
NO_NETWORK = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


def read_credentials(data: bytes) -> tuple[Signal, ...]:
    """Return what the Content Credentials inside a picture's file say; () when there are none."""
    if not has_credentials(data):
        return ()
    told = tuple(signals_of(_manifest_store(data)))
    return (Signal(kind=PRESENT, value="read" if told else "not read", where=WHERE), *told)


def signals_of(store: Mapping[str, Any]) -> Iterator[Signal]:
    """Yield creators and source types of the active manifest of a store, as c2pa-python writes it in JSON."""
    manifest = _mapping(_mapping(store.get("manifests")).get(str(store.get("active_manifest"))))
    for assertion in _list(manifest.get("assertions")):
        label, data = str(_mapping(assertion).get("label")), _mapping(_mapping(assertion).get("data"))
        if label.startswith("stds.schema-org.CreativeWork"):
            for author in _list(data.get("author")):
                yield from _signal("creator", _mapping(author).get("name"))
        if label.startswith("c2pa.actions"):
            for action in _list(data.get("actions")):
                yield from _signal(SOURCE_TYPE, _mapping(action).get("digitalSourceType"))


def is_by_machine(signals: Sequence[Signal]) -> bool:
    """Return whether the credentials say that a program made the picture, or a part of it."""
    return any(one.kind == SOURCE_TYPE and one.value.rpartition("/")[2] in BY_MACHINE for one in signals)


def _signal(kind: str, value: object) -> Iterator[Signal]:
    if isinstance(value, str) and value.strip():
        yield Signal(kind=kind, value=value.strip(), where=WHERE)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _manifest_store(data: bytes) -> Mapping[str, Any]:
    """Return the manifests of a file; {} without the library, and for what it cannot read."""
    try:
        import c2pa
    except ImportError:
        return {}
    kind = "image/png" if data.startswith(PNG) else "image/webp" if data[8:12] == b"WEBP" else "image/jpeg"
    try:
        c2pa.load_settings(json.dumps(NO_NETWORK))
        with c2pa.Reader(kind, io.BytesIO(data)) as reader:
            told: object = json.loads(reader.json())
    except (c2pa.C2paError, ValueError, OSError):
        return {}
    return _mapping(told)

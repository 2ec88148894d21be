"""What the Content Credentials (C2PA) of a picture say of who made it, and how: signs beside others, which clear nothing.

Their presence is noticed by ourselves; what they say is read by c2pa-python, of the extra `publishkit[c2pa]`.
"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from publishkit.model.statement import Signal
from publishkit.rights.pictures.metadata import FIELD_OF, SOURCE_TYPE
from publishkit.rights.pictures.parts import has_credentials

WHERE = "content-credentials"
PRESENT = "content-credentials"
"""Kind of the sign that there are some."""
READ, NOT_READ, BROKEN = "read", "not read", "broken"
"""What that sign says: BROKEN when the file was changed after it was signed, so that they do not speak of it."""
BY_MACHINE = frozenset(
    {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia", "compositeSynthetic"}
)
"""Source types of pictures that a program made, whole or in part (IPTC digital source types)."""
MINING = frozenset({"data_mining", "ai_training", "ai_generative_training"})
"""Uses that the assertion on training and data mining speaks of, whichever body's name stands before them."""
NOTHING_FETCHED: Mapping[str, Mapping[str, object]] = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
    "core": {"allowed_network_hosts": []},
}
"""A file that was captured may name any address; a picture is read without asking there."""
INVALID = "Invalid"


def read_credentials(data: bytes) -> tuple[Signal, ...]:
    """Return what the Content Credentials inside a picture's file say; () when there are none."""
    if not has_credentials(data):
        return ()
    store = _manifest_store(data)
    broken = store.get("validation_state") == INVALID
    state = BROKEN if broken else READ if store.get("manifests") else NOT_READ
    told = () if broken else signals_of(store)
    return (Signal(kind=PRESENT, value=state, where=WHERE), *dict.fromkeys(told))


def signals_of(store: Mapping[str, Any]) -> Iterator[Signal]:
    """Yield what the active manifest of a store says, and those of the pictures from which this one was made.

    *store* is as c2pa-python writes it in JSON. Of a picture that was laid into this one only how it came to be is told:
    its maker did not make the whole.
    """
    manifests = _mapping(store.get("manifests"))
    waiting, seen = [(str(store.get("active_manifest")), True)], set[str]()
    while waiting:
        name, whole = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        manifest = _mapping(manifests.get(name))
        yield from (sign for sign in _signs(manifest) if whole or sign.kind == SOURCE_TYPE)
        for ingredient in map(_mapping, _list(manifest.get("ingredients"))):
            parent = ingredient.get("relationship") == "parentOf"
            waiting.append((str(ingredient.get("active_manifest")), whole and parent))


def is_by_machine(signals: Sequence[Signal]) -> bool:
    """Return whether the file says that a program made the picture, or a part of it."""
    return any(one.kind == SOURCE_TYPE and one.value.rpartition("/")[2] in BY_MACHINE for one in signals)


# --- assertions -------------------------------------------------------------------------------------------------------


def _signs(manifest: Mapping[str, Any]) -> Iterator[Signal]:
    for assertion in map(_mapping, _list(manifest.get("assertions"))):
        label, data = str(assertion.get("label")), _mapping(assertion.get("data"))
        if label.startswith("stds.schema-org.CreativeWork"):
            yield from _of_work(data)
        elif label.startswith("c2pa.actions"):
            for action in map(_mapping, _list(data.get("actions"))):
                yield from _signals(SOURCE_TYPE, action.get("digitalSourceType"))
        elif label.startswith(("c2pa.metadata", "cawg.metadata", "stds.iptc", "stds.exif")):
            for name, kind in FIELD_OF.items():
                yield from _signals(kind, data.get(name))
        elif label.startswith(("cawg.training-mining", "c2pa.training-mining")):
            yield from _of_mining(_mapping(data.get("entries")))


def _of_work(work: Mapping[str, Any]) -> Iterator[Signal]:
    """Yield what a CreativeWork in the words of schema.org says."""
    for name, kind in (("author", "creator"), ("creator", "creator"), ("copyrightHolder", "owner")):
        for party in _list(work.get(name)):
            yield from _signals(kind, party.get("name") if isinstance(party, Mapping) else party)
    for name, kind in (
        ("creditText", "credit"),
        ("copyrightNotice", "copyright"),
        ("license", "license"),
        ("usageInfo", "web-statement"),
    ):
        yield from _signals(kind, work.get(name))


def _of_mining(entries: Mapping[str, Any]) -> Iterator[Signal]:
    """Yield in the words of PLUS, which picture files have, what an assertion on training and data mining says."""
    uses = {str(name).rpartition(".")[2]: _mapping(entry).get("use") for name, entry in entries.items()}
    asked = {use for name, use in uses.items() if name in MINING}
    if "notAllowed" in asked:
        yield from _signals("data-mining", "DMI-PROHIBITED")
    elif "constrained" in asked:
        yield from _signals("data-mining", "DMI-PROHIBITED-SEECONSTRAINT")


def _signals(kind: str, value: object) -> Iterator[Signal]:
    """Yield a sign for each text of a value of JSON-LD: a text, a list of them, or one for each language."""
    if isinstance(value, Mapping):
        value = [text for name, text in value.items() if name != "@type"]
    for one in _list(value):
        if isinstance(one, str) and one.strip():
            yield Signal(kind=kind, value=one.strip(), where=WHERE)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    """Return a list as it is, and one value as a list of one; JSON-LD makes no difference."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _manifest_store(data: bytes) -> Mapping[str, Any]:
    """Return the manifests of a file; {} without the library, and for what it cannot read."""
    try:
        import c2pa
    except ImportError:
        return {}
    try:
        with (
            c2pa.Settings.from_dict(NOTHING_FETCHED) as settings,
            c2pa.Context(settings) as context,
            c2pa.Reader(io.BytesIO(data), context=context) as reader,
        ):
            told: object = json.loads(reader.json())
    except (c2pa.C2paError, ValueError, OSError):
        return {}
    return _mapping(told)

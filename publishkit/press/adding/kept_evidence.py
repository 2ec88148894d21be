"""A source merged into an article from elsewhere: what was known of whose it is stays, whatever the new source does not say."""

from collections.abc import Mapping
from dataclasses import replace

from publishkit.capture.store import Emitted
from publishkit.press.adding.identity import Known, addresses_of, is_same_file
from publishkit.press.adding.take import Taken

OF_WHOSE_IT_IS = frozenset({"bylines", "publisher", "source_url", "canonical_url", "origin_line", "published"})
"""Keys of the front matter that say whose a text is and where it stood."""
OF_THE_SOURCE = frozenset({"input_sha256", "body_sha256"})
"""Keys of a statement that are about the bytes, and no evidence."""


def with_kept_evidence(new: Emitted, known: Known, taken: Taken) -> Emitted:
    """Return what was read of a source, with the evidence that *known* has and a source from elsewhere does not take back.

    A new version from the same address, or of the same manuscript, speaks for itself. A page from elsewhere adds what it
    says; a text that stood nowhere says nothing against where it is known to have stood.
    """
    if is_same_file(taken, known) or addresses_of(taken) & known.addresses:
        return new
    base, says_where = known.emitted, taken.document.kind == "html" and bool(addresses_of(taken))
    head = _kept(base.front_matter, new.front_matter, OF_WHOSE_IT_IS, says_where=says_where)
    evidence = frozenset(base.rights) - OF_THE_SOURCE - {"picture", "signals"}
    rights = _kept(base.rights, new.rights, evidence, says_where=says_where)
    signals = [*_list(base.rights.get("signals")), *_list(new.rights.get("signals"))]
    if signals:
        rights["signals"] = [one for at, one in enumerate(signals) if one not in signals[:at]]
    return replace(new, front_matter=head, rights=rights)


def _kept(
    base: Mapping[str, object], new: Mapping[str, object], keys: frozenset[str], *, says_where: bool
) -> dict[str, object]:
    """Return *new* with these keys of *base*, in their order: all of them, or those on which *new* is silent."""
    kept = {key: value for key, value in base.items() if key in keys and not (says_where and _says(new.get(key)))}
    merged = {key: kept.get(key, value) for key, value in new.items()}
    return {**merged, **{key: value for key, value in kept.items() if key not in merged}}


def _says(value: object) -> bool:
    return value not in (None, "", [], "unknown", "none")


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []

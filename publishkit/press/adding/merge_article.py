"""A source added again: what only it changed comes in, what the editor changed stays, what both changed is kept open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from publishkit.capture.commonmark import paragraphs
from publishkit.capture.merge import Merged, merge, merge_bodies, still_open
from publishkit.capture.pieces import join, key, place_of, split
from publishkit.capture.store import (
    Emitted,
    Kept,
    body_hash,
    front_matter,
    head_values,
    read_kept,
    split_article,
    update_article,
)
from publishkit.errors import InputError, Problem
from publishkit.press.adding.identity import Known, addresses_of, is_same_file
from publishkit.press.adding.merge_pictures import flat, merge_pictures, name_of, named_as_there
from publishkit.press.adding.take import Taken
from publishkit.rights.pictures.likeness import Prints
from publishkit.workspace.rights_file import read_rights_values, rights_values, update_rights

MACHINE = frozenset({"input_sha256", "body_sha256", "signals", "confidence"})
"""Keys of a statement that say what it was read from: no editor has another opinion of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MergedArticle:
    """The files of an article with what a new reading of its source changed."""

    article: str
    rights: str
    taken: Taken
    """The new reading, its pictures under the names they have in the folder."""
    emitted: Emitted
    kept: Kept


def emitted_of(taken: Taken) -> Emitted:
    """Return what the machine writes of a source."""
    pictures = {name: sha256(data).hexdigest() for name, data in taken.files.items()}
    return Emitted(
        front_matter=head_values(front_matter(taken.found)),
        body=taken.body,
        body_sha256=body_hash(taken.body),
        rights=rights_values(taken.rights),
        pictures=pictures,
        addresses={address: one.file for one in taken.found.pictures if one.file for address in one.written},
    )


def merge_article(folder: Path, known: Known, taken: Taken, prints: Prints) -> MergedArticle:
    """Return the article in *folder*, the same as *known*, merged with what was read of its source now.

    Raises:
        InputError: its files cannot be read, or are written so that a key cannot be changed alone.
    """
    base, kept = known.emitted, read_kept(known.record)
    article, head, body, rights, stated = _read(folder)
    taken = named_as_there(taken, folder, base, prints)
    new = with_kept_evidence(emitted_of(taken), known, taken)
    new_body = with_restored(new.body or "", kept.restored, known, taken)
    fields = _with_review(merge(base.front_matter, head, new.front_matter), base.front_matter, head, new.front_matter)
    whole = merge_bodies(_base_body(base, body), body, new_body)
    statement = merge(_text(base.rights), _text(stated), _text(new.rights), "rights.")
    rights = update_rights(rights, statement.changes)
    pictures = merge_pictures(rights, _pictures(base.rights), _pictures(stated), _pictures(new.rights))
    if fields.changes or whole.body != body:
        article = update_article(article, fields.changes, whole.body if whole.body != body else None)
    stated_anew = (clash for clash in statement.clashes if clash.key.removeprefix("rights.") not in MACHINE)
    fresh = (*fields.clashes, *whole.clashes, *stated_anew, *pictures.clashes)
    now = _values(split_article(article)[0], read_rights_values(pictures.text))
    return MergedArticle(
        article=article,
        rights=pictures.text,
        taken=taken,
        emitted=Emitted(
            front_matter=new.front_matter,
            body=new_body,
            body_sha256=body_hash(new_body),
            rights=new.rights,
            pictures={**base.pictures, **new.pictures},
            addresses={**base.addresses, **new.addresses},
        ),
        kept=Kept(clashes=tuple(still_open(kept.clashes, fresh, now, whole.body)), restored=kept.restored),
    )


def _read(folder: Path) -> tuple[str, dict[str, object], str, str, dict[str, object]]:
    """Return the text of `article.md`, its head and its body, the text of `rights.toml` and what it states."""
    try:
        article, rights = (folder / "article.md").read_text("utf-8"), (folder / "rights.toml").read_text("utf-8")
        head, body = split_article(article)
        return article, head, body, rights, read_rights_values(rights)
    except (OSError, ValueError) as cause:
        raise InputError(
            Problem(place=str(folder), message=f"cannot be merged: {cause}", hint="mend it, or use another --slug")
        ) from cause


def _base_body(base: Emitted, body: str) -> str | None:
    """Return the body the machine wrote; of an old record only where it is still the one that stands there."""
    if base.body is not None:
        return base.body
    return body if body_hash(body) == base.body_sha256 else None


def _with_review(fields: Merged, base: Mapping[str, Any], head: Mapping[str, Any], new: Mapping[str, Any]) -> Merged:
    """Return *fields* with the questions merged one by one: one that was answered stays so, one that is new comes in."""
    asked, left, now = ([str(line) for line in one.get("review") or ()] for one in (base, head, new))
    merged = [line for line in left if line not in asked or line in now]
    merged += [line for line in now if line not in asked and line not in left]
    changes: dict[str, object] = {name: value for name, value in fields.changes.items() if name != "review"}
    if merged != left:
        changes["review"] = merged or None
    return Merged(changes=changes, clashes=tuple(clash for clash in fields.clashes if clash.key != "review"))


def _text(rights: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in rights.items() if name != "picture"}


def _pictures(rights: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = rights.get("picture")
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


def _values(head: Mapping[str, object], rights: Mapping[str, Any]) -> dict[str, object]:
    """Return key -> value of everything but the body, keys as clashes have them."""
    stated = {f"rights.{name}": value for name, value in _text(rights).items()}
    pictures = {
        f"picture[{name_of(one)}].{name}": value for one in _pictures(rights) for name, value in flat(one).items()
    }
    return {**head, **stated, **pictures}


# --- what the editor put back -----------------------------------------------------------------------------------------


def restored_block(text: str, markdown: str = "") -> str:
    r"""Return what was left out as it goes into the body: as it would have been printed, else a paragraph for each of its lines.

    >>> restored_block("Note: 2 * 3\nMore."), restored_block("One\nTwo", "- One\n- Two")
    ('Note: 2 \\* 3\n\nMore.', '- One\n- Two')
    """
    return markdown.strip("\n") or paragraphs(text)


def written_of(record: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the words of what was left out -> how it would have been printed, by a record."""
    told = record.get("dropped")
    listed = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    return {str(one.get("text") or ""): str(one.get("markdown") or "") for one in listed}


def with_restored(body: str, restored: Sequence[str], known: Known, taken: Taken) -> str:
    """Return a body that was read now with what the editor put back earlier, where it stood."""
    before = split(known.emitted.body or "")
    places = {one.text: one.after for one in taken.found.dropped}
    back = set(restored)
    now = {one.text: one.as_printed() for one in taken.found.dropped if one.text in back}
    written = {**written_of(known.record), **now}
    for text in restored:
        pieces = split(body)
        new = [
            piece
            for piece in split(restored_block(text, written.get(text, "")))
            if key(piece) not in {key(one) for one in pieces}
        ]
        at = _behind(new[0], before, pieces) if new else None
        if new and at is None and places.get(text) is not None:
            at = min(places[text] or 0, len(pieces))
        at = len(pieces) if at is None else at
        body = join([*pieces[:at], *new, *pieces[at:]])
    return body


def _behind(piece: str, before: Sequence[str], now: Sequence[str]) -> int | None:
    """Return at which place of *now* a piece belongs that stands in *before*: behind the nearest one above that both have."""
    stood = next((number for number, one in enumerate(before) if key(one) == key(piece)), None)
    if stood is None:
        return None
    for above in reversed(before[:stood]):
        found = place_of(above, now)
        if found is not None:
            return found + 1
    return 0


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

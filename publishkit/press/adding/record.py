"""What `add` remembers of an article: clashes to settle, what was left out and can be put back, why a field is what it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from publishkit.capture.pieces import join, key, place_of, split
from publishkit.capture.store import (
    Emitted,
    Kept,
    body_hash,
    dump_record,
    kept_values,
    read_emitted,
    read_kept,
    split_article,
    update_article,
)
from publishkit.disk import read_file
from publishkit.errors import InputError, Problem
from publishkit.model.article import Clash
from publishkit.press.adding.merge_article import restored_block
from publishkit.press.adding.merge_pictures import find_picture
from publishkit.press.editing import Draft, Edited, edit
from publishkit.workspace.folder import inside, told_unreadable
from publishkit.workspace.front_matter import peek_head, plain, set_head
from publishkit.workspace.outline import read_outline
from publishkit.workspace.rights_file import read_rights_values, set_rights, update_rights

Side = Literal["mine", "theirs"]
PICTURE = re.compile(r"picture\[(?P<name>.*)\]\.(?P<key>[\w.]+)", re.DOTALL)
ADD_AGAIN = "`publishkit add SOURCE` makes one"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """The record of one article."""

    slug: str
    folder: str
    """Relative to the workspace."""
    emitted: Emitted
    record: Mapping[str, Any]

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """The open ones, in the order of the record."""
        return read_kept(self.record).clashes

    @property
    def dropped(self) -> tuple["LeftOut", ...]:
        """What was left out, in the order of the page."""
        restored = set(read_kept(self.record).restored)
        told = self.record.get("dropped")
        return tuple(
            LeftOut(
                text=text,
                reason=str(one.get("reason") or ""),
                after=_count(one),
                restored=text in restored,
                markdown=str(one.get("markdown") or ""),
            )
            for one in (told if isinstance(told, list) else ())
            if isinstance(one, dict) and (text := str(one.get("text") or ""))
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A part of the source that is not in the article, or was put back."""

    text: str
    reason: str
    after: int | None
    """How many paragraphs of the body, as the machine wrote it, stand before it."""
    restored: bool
    markdown: str = ""
    """As it would have been printed; "" where it is put back as paragraphs."""

    @property
    def block(self) -> str:
        """What goes into the body when it is put back."""
        return restored_block(self.text, self.markdown)


def _count(one: Mapping[str, Any]) -> int | None:
    after = one.get("after")
    return after if isinstance(after, int) and after >= 0 else None


def read_recorded(root: Path, issue_id: str, article: str) -> Recorded:
    """Return the record of an article of an issue.

    Raises:
        InputError: there is no such article, or it has no record that can be read.
    """
    slug = read_outline(root, issue_id).find(article).slug
    folder = f"issues/{issue_id}/articles/{slug}"
    place = f"{folder}/ingest.json"
    path = inside(root, place, place)
    try:
        emitted, record = read_emitted(path.read_bytes().decode("utf-8", "replace"))
    except FileNotFoundError as cause:
        message = "is missing: nothing is remembered of where this article is from"
        raise InputError(Problem(place=place, message=message, hint=ADD_AGAIN)) from cause
    except (OSError, ValueError) as cause:
        raise InputError(Problem(place=place, message="cannot be read", hint=ADD_AGAIN)) from cause
    return Recorded(slug=slug, folder=folder, emitted=emitted, record=record)


def _numbered(numbers: Sequence[int], most: int, what: str, slug: str) -> None:
    for number in numbers:
        if not 1 <= number <= most:
            told = f"from 1 to {most}" if most else "there is none"
            raise InputError(Problem(place=slug, message=f"there is no {what} {number}", hint=told))


# --- clashes ----------------------------------------------------------------------------------------------------------


def settle(root: Path, issue_id: str, article: str, numbers: Sequence[int], side: Side, *, write: bool) -> Edited:
    """Settle the open clashes with these *numbers*: the source's wording comes in, or the editor's stays for good.

    Raises:
        InputError: there is no such article or clash, or the place of the source's wording cannot be found any more.
        ExternalError: the disk refuses.
    """

    def change(draft: Draft) -> None:
        one = read_recorded(root, issue_id, article)
        _numbered(numbers, len(one.clashes), "open clash", one.slug)
        for number in sorted(set(numbers)):
            clash = one.clashes[number - 1]
            if side == "theirs":
                _take(draft, one, clash)
            else:
                draft.say(_file(one, clash), f"{clash.key}: yours stays")
        left = tuple(clash for number, clash in enumerate(one.clashes, 1) if number not in numbers)
        kept = Kept(clashes=left, restored=read_kept(one.record).restored)
        draft.write(f"{one.folder}/ingest.json", dump_record({**one.record, **kept_values(kept)}))

    return edit(root, change, write=write)


def _file(one: Recorded, clash: Clash) -> str:
    in_rights = clash.key.startswith("rights.") or PICTURE.fullmatch(clash.key)
    return f"{one.folder}/{'rights.toml' if in_rights else 'article.md'}"


def _take(draft: Draft, one: Recorded, clash: Clash) -> None:
    """Let the source's wording stand."""
    place = _file(one, clash)
    text = draft.text(place)
    if clash.key == "body":
        body = _with_theirs(split_article(text)[1], clash, place)
        edited = update_article(text, {}, body)
    elif found := PICTURE.fullmatch(clash.key):
        listed = read_rights_values(text).get("picture")
        number = find_picture(found["name"], listed if isinstance(listed, list) else [])
        if number is None:
            hint = f"`publishkit add --settle {one.slug} N --take mine` closes it"
            raise InputError(Problem(place=place, message=f"there is no picture {found['name'][:80]}", hint=hint))
        edited = set_rights(text, {("picture", number, *found["key"].split(".")): clash.found}, place)
    elif clash.key.startswith("rights."):
        edited = update_rights(text, {clash.key.removeprefix("rights."): clash.found}, place)
    else:
        edited = set_head(text, clash.key, clash.found, place)
    draft.write(place, edited, f"{clash.key}: the source's wording is in")


def _with_theirs(body: str, clash: Clash, place: str) -> str:
    pieces = split(body)
    found = [] if clash.found is None else [str(clash.found)]
    if clash.kept is None:
        above = place_of(clash.after, pieces) if clash.after else -1
        at = len(pieces) if above is None else above + 1
        return join([*pieces[:at], *found, *pieces[at:]])
    number = place_of(str(clash.kept), pieces)
    if number is None:
        hint = "put the source's wording in by hand, then settle it with `--take mine`"
        raise InputError(Problem(place=place, message="your paragraph is not there any more", hint=hint))
    return join([*pieces[:number], *found, *pieces[number + 1 :]])


# --- what was left out ------------------------------------------------------------------------------------------------


def restore(root: Path, issue_id: str, article: str, numbers: Sequence[int], *, write: bool) -> Edited:
    """Put what was left out back where it stood; it stays there when the source is added again.

    Raises:
        InputError: there is no such article, or nothing of that number was left out.
        ExternalError: the disk refuses.
    """

    def change(draft: Draft) -> None:
        one = read_recorded(root, issue_id, article)
        _numbered(numbers, len(one.dropped), "left-out piece", one.slug)
        place = f"{one.folder}/article.md"
        text, emitted = draft.text(place), one.emitted.body
        body = split_article(text)[1]
        restored = list(read_kept(one.record).restored)
        for number in sorted(set(numbers)):
            piece = one.dropped[number - 1]
            if piece.text in restored:
                draft.say(place, f"{number} is in the text already")
                continue
            if known := piece.after is not None and emitted is not None:
                body = _put_back(body, emitted or "", number, one, restored)
            else:
                body = join([*split(body), piece.block])
            if emitted is not None:
                emitted = _put_back(emitted, emitted, number, one, restored)
            restored.append(piece.text)
            told = "is back where it stood" if known else "is at the end of the text: nobody knows where it stood"
            draft.say(place, f"“{' '.join(piece.text.split())[:60]}” {told}")
        draft.write(place, update_article(text, {}, body))
        draft.write(f"{one.folder}/ingest.json", dump_record(_with_body(one.record, emitted, restored)))

    return edit(root, change, write=write)


def _with_body(record: Mapping[str, Any], body: str | None, restored: Sequence[str]) -> Mapping[str, Any]:
    emitted = dict(record["emitted"])
    if body is not None:
        emitted |= {"body": body, "body_sha256": body_hash(body)}
    return {**record, "emitted": emitted, "restored": list(restored)}


def _put_back(body: str, emitted: str, number: int, one: Recorded, restored: Sequence[str]) -> str:
    """Return *body* with a piece behind what stood before it in *emitted*, and behind what was put back from before it."""
    piece = one.dropped[number - 1]
    back = {text: restored_block(text) for text in restored} | {other.text: other.block for other in one.dropped}
    earlier = {key(line) for text in restored for line in split(back[text])}
    machine = [line for line in split(emitted) if key(line) not in earlier]
    pieces = split(body)
    at = 0
    for line in reversed(machine if piece.after is None else machine[: piece.after]):
        found = place_of(line, pieces)
        if found is not None:
            at = found + 1
            break
    above = [other for other in one.dropped[: number - 1] if other.text in restored]
    before = {key(line) for other in above for line in split(other.block)}
    while at < len(pieces) and key(pieces[at]) in before:
        at += 1
    return join([*pieces[:at], piece.block, *pieces[at:]])


# --- why a field is what it is ----------------------------------------------------------------------------------------


NAMES = {"byline": "bylines", "author": "bylines", "authors": "bylines", "by": "bylines", "date": "published"}
"""What an editor may call a field -> its key."""
FIELDS = frozenset("title kicker deck bylines published modified publisher language dateline canonical_url".split())
"""What a source may say of itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Considered:
    """One value a field could have had."""

    value: str
    source: str
    """Where it stood."""
    why: str = ""
    """What speaks for it and against it."""
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """Why a field is what it is."""

    field: str
    machine: str
    """What `add` wrote; "" where it found nothing."""
    now: str
    """What stands in article.md."""
    candidates: tuple[Considered, ...]


def explain(root: Path, issue_id: str, article: str, field: str) -> Explained:
    """Return what an article's *field* could have been, where each value stood, and which was taken.

    Raises:
        InputError: there is no such article, or no such field.
    """
    one = read_recorded(root, issue_id, article)
    candidates = one.record.get("candidates")
    told = candidates if isinstance(candidates, dict) else {}
    name = NAMES.get(field, field)
    with told_unreadable(root, f"{one.folder}/article.md"):
        now = peek_head(read_file(root / one.folder / "article.md").decode("utf-8-sig", "replace"))
    written = one.emitted.front_matter
    known = dict.fromkeys([*told, *written, *now])
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"recorded are {', '.join(known)}"
        message = "none was found in the source" if name in FIELDS else "there is no such field"
        raise InputError(Problem(place=f"`{field[:40]}`", message=message, hint=hint))
    machine = _in_words(written.get(name))
    return Explained(
        field=name,
        machine=machine,
        now=_in_words(plain(now.get(name))),
        candidates=tuple(_considered(told.get(name), machine)),
    )


def _considered(told: object, machine: str) -> Sequence[Considered]:
    listed = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    parts = {part.strip() for part in machine.split(", ")}
    found: list[Considered] = []
    for one in listed:
        value = str(one.get("value") or "")
        taken = [other.value for other in found if other.chosen]
        chosen = bool(value) and (value == machine or value in parts) and value not in taken
        extra = [f"{name} {other}" for name, other in one.items() if name not in {"value", "from", "why"}]
        why = "; ".join(filter(None, [str(one.get("why") or ""), *extra]))
        found.append(Considered(value=value, source=str(one.get("from") or ""), why=why, chosen=chosen))
    return found


def _in_words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_in_words, value))
    if isinstance(value, Mapping):
        return str(value.get("name") or value)
    return "" if value is None else str(value)

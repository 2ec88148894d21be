"""`key=value` for an article, wherever the key stands: its rights, its front matter, or its entry in the manifest."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from publishkit.errors import InputError, Problem, RightsError
from publishkit.model.article import Byline, FrontMatter, Picture, Publisher, RightsFile
from publishkit.model.issue import Entry, Issue
from publishkit.model.rights import Origin, Party
from publishkit.model.statement import RightsStatement
from publishkit.press.arrange import manifest_place
from publishkit.press.clearing.claims import Claim, Decided, decided
from publishkit.press.clearing.state_rights import find_picture, picture_files, settle, statement_key
from publishkit.press.editing import Draft, Edited, edit, refuse_new
from publishkit.rights.proposal import claim_command
from publishkit.workspace.article import parse_article
from publishkit.workspace.consistency import check_address, check_language
from publishkit.workspace.front_matter import peek_head, plain, set_head
from publishkit.workspace.manifest import set_entry
from publishkit.workspace.outline import Listed, read_outline
from publishkit.workspace.rights_file import set_rights
from publishkit.workspace.toml.layout import Path as Key
from publishkit.workspace.toml.parse import parse_toml, parse_tree

HEAD_KEYS = tuple(key for key in FrontMatter.model_fields if key != "review")
ENTRY_KEYS = tuple(key for key in Entry.model_fields if key != "slug")
NOBODY = Claim()
STATEMENT_KEYS = tuple(field.name for field in fields(RightsStatement))
PICTURE_KEYS = tuple(field.name for field in fields(Picture) if field.name not in ("rights", "file"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One `key=value`."""

    key: str
    """Dotted where it stands in a table: `tdm.state`."""
    value: str
    """As typed; "" takes the key out."""


def parse_setting(word: str) -> Setting:
    """Return what *word* sets.

    Raises:
        InputError: it is no `key=value`.
    """
    key, equals, value = word.partition("=")
    if not equals or not re.fullmatch(r"[A-Za-z_][\w.-]*", key.strip()):
        raise InputError(Problem(place=f"`{word[:60]}`", message="is no key=value", hint="for example status=own"))
    return Setting(key=key.strip(), value=value.strip())


def set_keys(
    root: Path,
    issue_id: str,
    article: str,
    settings: Sequence[Setting],
    *,
    picture: str | None,
    claim: Claim = NOBODY,
    write: bool,
) -> Edited:
    """Set keys of an article's rights, of its front matter, of its entry, or of one *picture* of it.

    What is said is read by the same parser as the files: a value that cannot be stands nowhere. With a *claim* a person
    stands for the status against what speaks against it; without one, what does is said. A name alone is who looked.

    Raises:
        InputError: there is no such article or picture, no such key, or the value cannot be one; the nearest is offered.
        RightsError: something speaks against the status, and the claim names no person or no source of the right.
        ExternalError: the disk refuses.
    """
    claim.refuse_nameless("it is right")

    def change(draft: Draft) -> None:
        one = read_outline(root, issue_id).find(article)
        folder = f"issues/{issue_id}/articles/{one.slug}"
        number = None if picture is None else _picture(draft, picture, f"{folder}/rights.toml")
        stated = _stated(draft, f"{folder}/rights.toml")
        for setting in settings:
            _refuse_unfit(setting)
            name = setting.key.partition(".")[0]
            if number is None and name in ENTRY_KEYS and name not in STATEMENT_KEYS:
                _set_entry(draft, issue_id, one, setting)
            elif number is None and name in HEAD_KEYS and name not in stated:
                _set_head(draft, f"{folder}/article.md", setting)
            else:
                _set_rights(draft, f"{folder}/rights.toml", setting, number)
        if claim.is_made or any(setting.key in WEIGHED for setting in settings):
            _weigh(draft, issue_id, one, number, claim)
        if not claim.is_made:
            _sign(draft, f"{folder}/rights.toml", number, claim.signature())
        if number is None:
            answered = tuple(f"{ANSWERS.get(setting.key, setting.key)}:" for setting in settings if setting.value)
            settle(draft, f"{folder}/article.md", lambda line: line.startswith(answered))

    return edit(root, change, write=write)


ADDRESSES = frozenset("source_url canonical_url license_uri terms_url acquire_url rs_uri".split())
WEIGHED = ("status", "license_id", "license_uri", "license_applies_to", "basis", "profile")
"""Keys of a statement that say why it is free to use."""


def _refuse_unfit(setting: Setting) -> None:
    """What the files are checked for once they are read: an address and a language that are none are not written."""
    last = setting.key.rpartition(".")[2]
    check = check_language if last == "language" else check_address if last == "url" or last in ADDRESSES else None
    if check and setting.value and (found := tuple(check(setting.value, setting.key))):
        raise InputError(found[0])


def _weigh(draft: Draft, issue_id: str, one: Listed, number: int | None, claim: Claim) -> None:
    """Write a claim with the evidence it answers; say what speaks against the status, and the way out."""
    place = f"issues/{issue_id}/articles/{one.slug}/rights.toml"
    text = draft.text(place) if draft.holds(place) else ""
    weighed = _decided_if(draft, issue_id, one, _claimed(text, number, claim, (), place), number)
    file = "" if number is None else _file(text, number)
    way = claim_command(one.slug, file or ("" if number is None else str(number + 1)))
    if claim.is_made and weighed and weighed.claimed_in_vain:
        message = f"{file or 'the text'} is not cleared: {' '.join(weighed.limits)}"
        raise RightsError(Problem(place=place, message=message, hint=f"say where the right comes from: {way}"))
    if claim.is_made:
        answered = weighed.answered if weighed else ()
        said = f"{file or 'the text'}: {claim.by.strip()} stands for its status"
        draft.write(place, _claimed(text, number, claim, answered, place), said)
    if weighed and weighed.contradicted:
        told = " ".join(weighed.limits)
        draft.say(
            place,
            f"{file or 'the text'} is not cleared: {told} (if it is right all the same, a person says so and why: {way})",
        )


def _sign(draft: Draft, place: str, number: int | None, signature: Mapping[str, object]) -> None:
    """Write who looked at the rights of the text or of a picture."""
    if signature:
        text = draft.text(place) if draft.holds(place) else ""
        signed: dict[Key, object] = {(*statement_key(number), key): value for key, value in signature.items()}
        draft.write(place, set_rights(text, signed, place))


def _claimed(text: str, number: int | None, claim: Claim, answered: Sequence[str], place: str) -> str:
    keys = claim.keys(answered)
    return set_rights(text, {(*statement_key(number), key): value for key, value in keys.items()}, place)


def _decided_if(draft: Draft, issue_id: str, one: Listed, text: str, number: int | None) -> Decided | None:
    """Return what the gate would say; None where the article cannot be read yet: setting a key may be what mends it."""
    try:
        return decided(draft, issue_id, one, text, (number,))[number]
    except InputError:
        return None


ANSWERS: Mapping[str, str] = {"creators": "bylines", "status": "rights"}
"""A key -> the word with which `add` asks about it, where the two differ."""


def _picture(draft: Draft, wanted: str, place: str) -> int:
    """Return the number of a picture, of a file that may be wrong: so that it can be put right."""
    try:
        files = picture_files(draft.text(place), place)
    except InputError:
        listed = tomllib.loads(draft.text(place)).get("picture", [])
        files = tuple(str(one.get("file", "")) for one in listed if isinstance(one, dict))
    return find_picture(wanted, files, place)


def _stated(draft: Draft, place: str) -> Mapping[str, object]:
    """Return the keys of `[text]`: what stands there is changed there."""
    text = draft.text(place) if draft.holds(place) else ""
    try:
        found = tomllib.loads(text).get("text", {})
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _set_rights(draft: Draft, place: str, setting: Setting, number: int | None) -> None:
    text = draft.text(place) if draft.holds(place) else ""
    parts = setting.key.split(".")
    own = number is not None and parts[0] in PICTURE_KEYS
    kind: Any = Picture if own else RightsStatement
    lead: Key = ("text",) if number is None else ("picture", number) if own else ("picture", number, "rights")
    changes: dict[Key, object] = {(*lead, *parts): _typed(kind, parts, setting.value)}
    if not own and parts[0] == "status" and _origin(text, lead) != Origin.EDITOR:
        changes[(*lead, "origin")] = "editor"
    edited = set_rights(text, changes, place)
    refuse_new(lambda told: parse_toml(told.encode(), RightsFile, place), text, edited)
    draft.write(place, edited, _told(setting, "" if number is None else _file(text, number)))


def _origin(text: str, lead: Key) -> object:
    tree: Any = tomllib.loads(text)
    for step in (*lead, "origin"):
        try:
            tree = tree[step]
        except (LookupError, TypeError):
            return Origin.EDITOR.value
    return tree


def _file(text: str, number: int) -> str:
    return str(tomllib.loads(text)["picture"][number].get("file", "")) or f"picture {number + 1}"


def _set_head(draft: Draft, place: str, setting: Setting) -> None:
    text = draft.text(place)
    value = _typed(FrontMatter, [setting.key], setting.value)
    head = peek_head(text)
    told = {key: one for key, one in {**head, setting.key: plain(value)}.items() if one is not None}
    refuse_new(lambda tree: parse_tree(plain(tree), FrontMatter, place), head, told)
    edited = set_head(text, setting.key, plain(value), place) if value is not None or setting.key in head else text
    refuse_new(lambda text: parse_article(text.encode(), place), text, edited)
    draft.write(place, edited, _told(setting))


def _set_entry(draft: Draft, issue_id: str, one: Listed, setting: Setting) -> None:
    place = manifest_place(issue_id)
    if not one.number:
        raise InputError.at(
            f"issues/{issue_id}", f"`{one.slug}` is not in issue.toml", "`publishkit brief` takes it in"
        )
    text = draft.text(place)
    edited = set_entry(text, one.at, {setting.key: _typed(Entry, [setting.key], setting.value)}, place)
    refuse_new(lambda told: parse_toml(told.encode(), Issue, place), text, edited)
    draft.write(place, edited, f"{one.slug}: {_told(setting)}")


def _told(setting: Setting, part: str = "") -> str:
    value = setting.value if len(setting.value) <= 60 else f"{setting.value[:59]}…"
    said = f"{setting.key} is now “{value}”" if setting.value else f"{setting.key} was taken out"
    return f"{part}: {said}" if part else said


# --- what was typed becomes a value -----------------------------------------------------------------------------------


def _typed(kind: Any, path: Sequence[str], text: str) -> object:
    """Return *text* as the kind of value that the key *path* of *kind* holds; what fits nowhere stays text."""
    hint = _hint(kind, path)
    return None if not text else _as(hint, text)


def _hint(kind: Any, path: Sequence[str]) -> Any:
    for step in path:
        kind = _bare(kind)
        if isinstance(kind, type) and hasattr(kind, "model_fields"):
            field = kind.model_fields.get(step)
            kind = field.annotation if field else str
        elif isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
            kind = get_type_hints(kind).get(step, str)
        else:
            return str
    return kind


def _bare(hint: Any) -> Any:
    """Return what is inside `X | None` and `Annotated[X, …]`."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        return _bare(inner[0]) if len(inner) == 1 else Union[tuple(inner)]  # noqa: UP007 - made from parts
    return hint


def _as(hint: Any, text: str) -> object:
    bare = _bare(hint)
    if text[0] in "[{" and (written := _written(text)) is not None:
        return written
    if get_origin(bare) is tuple:
        inner = get_args(bare)[0]
        return [_as(inner, part.strip()) for part in re.split(r"[;\n]", text) if part.strip()]
    if date in get_args(bare):
        return _moment(text)
    return READERS.get(bare, str)(text)


def _named(text: str) -> object:
    return {"name": text}


def _truth(text: str) -> object:
    return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)


def _number(text: str) -> object:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else text


def _moment(text: str) -> object:
    """Return a day or a moment; what is neither stays text, and the parser says so."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else datetime.fromisoformat(text)
    except ValueError:
        return text


READERS: Mapping[Any, Callable[[str], object]] = {
    Party: _named,
    Byline: _named,
    Publisher: _named,
    bool: _truth,
    int: _number,
    date: _moment,
    datetime: _moment,
}


def _written(text: str) -> object | None:
    """Return a list or table that was typed as TOML; None when it is none."""
    try:
        found: object = tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return None
    return found

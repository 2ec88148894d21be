"""Rules for sites, written by command: learned from what an editor corrected, or taken over from files the user has."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement

from publishkit.capture.bylines import split_names
from publishkit.capture.dates import find_date, parse_moment
from publishkit.capture.files import read_source
from publishkit.capture.page.tree import parse_html
from publishkit.capture.pieces import changes, split
from publishkit.capture.site_rules import FOLDER, Imported, compile_selector, host_of, read_ftr
from publishkit.capture.store import split_article
from publishkit.disk import read_file
from publishkit.errors import InputError, Problem
from publishkit.model.site import Sites
from publishkit.press.adding.record import NAMES, Recorded, read_recorded
from publishkit.press.editing import Draft, Edited, edit, refuse_new
from publishkit.workspace.folder import told_unreadable
from publishkit.workspace.toml.edit import insert_block, set_value, write_key, write_value
from publishkit.workspace.toml.parse import parse_toml, toml_tree

LEARNED = ("title", "kicker", "deck", "bylines", "published", "modified", "strip")
STABLE = re.compile(r"[A-Za-z][A-Za-z_-]{1,40}")
"""A class or id that a person gave; one with figures in it is often made anew for each page."""
SAFE_HOST = re.compile(r"[a-z0-9][a-z0-9.-]{1,200}")
MARKED = ("itemprop", "rel", "data-testid", "property")
MOST_FILE = 1_000_000
"""Bytes of a file of rules that is taken over."""


# --- from a correction ------------------------------------------------------------------------------------------------


def learn(root: Path, issue_id: str, article: str, field: str, *, write: bool) -> Edited:
    """Make a rule of what the editor put right in *field* of an article: pages of its site are read so from now on.

    `strip` makes rules of the paragraphs that were taken out of the text.

    Raises:
        InputError: there is nothing to learn, or what the editor wrote stands nowhere on the page.
        ExternalError: the disk refuses.
    """
    name = NAMES.get(field, field)
    if name not in LEARNED:
        hint = f"one of {', '.join(LEARNED)}"
        raise InputError(Problem(place=f"`{field[:40]}`", message="no rule can be learned for it", hint=hint))

    def change(draft: Draft) -> None:
        one = read_recorded(root, issue_id, article)
        head, body = split_article(draft.text(f"{one.folder}/article.md"))
        host = host_of(str(head.get("source_url") or head.get("canonical_url") or "")).removeprefix("www.")
        if not SAFE_HOST.fullmatch(host) or "." not in host:
            hint = f"`publishkit rights set {one.slug} source_url=https://…` gives it"
            raise InputError(Problem(place=one.slug, message="has no address, so no site", hint=hint))
        tree = _page(root, one)
        selectors = _of_removed(tree, one, body) if name == "strip" else [_of_field(tree, one, name, head)]
        for selector in selectors:
            _add_rule(draft, host, name, selector, first=True)

    return edit(root, change, write=write)


def _page(root: Path, one: Recorded) -> HtmlElement:
    """Return the page that was captured."""
    told = one.record.get("source")
    digest = told.get("sha256") if isinstance(told, dict) else None
    place = f"{one.folder}/source"
    with told_unreadable(root, place):
        files = [
            path for path in sorted((root / place).glob("*.html*")) if sha256(read_file(path)).hexdigest() == digest
        ]
    tree = None
    if files:
        try:
            tree = parse_html(read_source(str(files[0]), io.BytesIO(), lambda _: ()).text)
        except ValueError:
            tree = None
    if tree is None:
        raise InputError(Problem(place=place, message="the page is not stored", hint="rules are learned from pages"))
    return tree


def _of_field(tree: HtmlElement, one: Recorded, name: str, head: Mapping[str, Any]) -> str:
    value = head.get(name)
    if not value:
        raise InputError(
            Problem(place=one.slug, message=f"`{name}` is empty", hint="write in article.md what is right")
        )
    if value == one.emitted.front_matter.get(name):
        hint = "correct it in article.md first, then a rule is made of it"
        raise InputError(Problem(place=one.slug, message=f"`{name}` is as `add` read it: nothing to learn", hint=hint))
    elements = list(_holding(tree, name, value))
    for element in elements:
        for selector in _selectors(element):
            if any(found is element for found in compile_selector(selector)(tree)[:1]):
                return selector
    message = (
        f"no rule tells where `{name}` stands" if elements else f"`{name}` stands nowhere on the page as you wrote it"
    )
    hint = f"write one into {FOLDER}/ by hand, with the selector your browser shows"
    raise InputError(Problem(place=one.slug, message=message, hint=hint))


def _holding(tree: HtmlElement, name: str, value: Any) -> Iterator[HtmlElement]:
    """Yield the elements that say a value, the innermost first."""
    if name == "bylines":
        names = [str(person.get("name")) for person in value if isinstance(person, Mapping)]
        nearly = tree.xpath("//body//*[contains(normalize-space(), $v) and string-length(normalize-space()) < $n]",
                            v=names[0] if names else "", n=sum(map(len, names)) + 30 + 8 * len(names))  # fmt: skip
        for element in reversed(nearly):
            words = " ".join(element.text_content().split())
            if all(person in words for person in names) and (
                len(names) > 1 or split_names(words) or names[0] == words or len(words) < len(names[0]) + 12
            ):
                yield element
    elif name in {"published", "modified"}:
        day = str(value)[:10]
        for element in tree.xpath("//body//*[@datetime] | //body//*[not(*)][string-length(normalize-space()) < 60]"):
            words = element.get("datetime") or " ".join(element.text_content().split())
            found = parse_moment(words) or getattr(find_date(words), "value", None)
            if found is not None and found.isoformat()[:10] == day:
                yield element
    else:
        yield from reversed(tree.xpath("//body//*[normalize-space() = $v]", v=" ".join(str(value).split())))


def _of_removed(tree: HtmlElement, one: Recorded, body: str) -> list[str]:
    """Return a selector for each paragraph that was taken out of the text and nothing else."""
    machine = split(one.emitted.body or "")
    gone = [machine[number] for number, piece in changes(machine, split(body)).at.items() if piece is None]
    kept = [" ".join(piece.split()) for piece in split(body)]
    found: list[str] = []
    for piece in gone:
        words = " ".join(re.sub(r"[\\*_#>]", "", piece).split())
        for element in reversed(tree.xpath("//body//*[normalize-space() = $v]", v=words)):
            fits = [one for one in _selectors(element) if _strips_only(one, tree, kept)]
            if fits:
                found += [fits[0]] if fits[0] not in found else []
                break
    if not found:
        message = "no paragraph that you took out is named on the page so that others of its kind are known"
        raise InputError(Problem(place=one.slug, message=message, hint=f"write a `strip` rule into {FOLDER}/ by hand"))
    return found


def _strips_only(selector: str, tree: HtmlElement, kept: Sequence[str]) -> bool:
    """Whether what a selector finds holds nothing of the text that stays."""
    found = [
        " ".join(one.text_content().split()) for one in compile_selector(selector)(tree) if not isinstance(one, str)
    ]
    return bool(found) and not any(piece and piece[:60] in words for piece in kept for words in found)


def _selectors(element: HtmlElement) -> Iterator[str]:
    """Yield selectors for an element, the ones most likely to hold for other pages first."""
    own = list(_simple(element))
    yield from own
    above = element.getparent()
    for _ in range(3):
        if above is None:
            return
        for outer in _simple(above):
            yield f"{outer} {element.tag!s}"
        above = above.getparent()
    if element.tag in {"h1", "time"}:
        yield str(element.tag)


def _simple(element: HtmlElement) -> Iterator[str]:
    for name in MARKED:
        if STABLE.fullmatch(element.get(name) or ""):
            yield f'{element.tag!s}[{name}="{element.get(name)}"]'
    if STABLE.fullmatch(element.get("id") or ""):
        yield f"{element.tag!s}#{element.get('id')}"
    for one in (element.get("class") or "").split():
        if STABLE.fullmatch(one):
            yield f"{element.tag!s}.{one}"


# --- from files -------------------------------------------------------------------------------------------------------


def import_rules(root: Path, files: Sequence[Path], *, write: bool) -> tuple[Edited, tuple[Imported, ...]]:
    """Take over rules from text files of `ftr-site-config` that the user has; what they say of their own program is passed over.

    Raises:
        InputError: a file cannot be read, or its name is no host.
        ExternalError: the disk refuses.
    """
    found = tuple(_imported(path) for path in files)

    def change(draft: Draft) -> None:
        for one in found:
            for field, selectors in one.selectors.items():
                for selector in selectors:
                    _add_rule(draft, one.host, field, selector)

    return edit(root, change, write=write), found


def _imported(path: Path) -> Imported:
    name = path.name.encode("utf-8", "replace").decode()
    try:
        data = read_file(path)
        if len(data) > MOST_FILE:
            raise InputError(
                Problem(place=name, message=f"is {len(data):,} bytes", hint="such a file has a page or two")
            )
        return read_ftr(name, data.decode("utf-8-sig", "replace"))
    except (OSError, ValueError) as cause:
        told = getattr(cause, "strerror", None) or str(cause)
        raise InputError(Problem(place=name, message=f"cannot be taken over: {told}")) from cause


def _add_rule(draft: Draft, host: str, field: str, selector: str, *, first: bool = False) -> None:
    """Put a selector behind those of its field in `sites/HOST.toml`, or *first*; a file or rules that are not there are made."""
    place = f"{FOLDER}/{host}.toml"
    text = draft.text(place) if draft.holds(place) else ""
    listed = toml_tree(text, place).get("site") or []
    number = next((n for n, one in enumerate(listed) if isinstance(one, dict) and one.get("host") == host), None)
    known = listed[number].get(field) if number is not None else None
    before = [known] if isinstance(known, str) else list(known or ())
    if selector in before:
        return
    if number is None:
        block = f"[[site]]\nhost = {write_value(host)}\n{write_key(field)} = {write_value([selector])}"
        edited = insert_block(text, len(text), block)
    else:
        edited = set_value(text, ("site", number, field), [selector, *before] if first else [*before, selector])
    refuse_new(lambda told: parse_toml(told.encode(), Sites, place), text, edited)
    draft.write(place, edited, f"{field}: {selector}")

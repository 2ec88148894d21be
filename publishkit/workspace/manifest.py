"""Edit `issue.toml` as a person would: an entry is added, changed, moved or taken out, and every other line stays."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

from publishkit.errors import InputError, Problem
from publishkit.workspace.toml.edit import (
    changed,
    insert_block,
    insert_element,
    newline_of,
    remove,
    set_value,
    with_changes,
    write_key,
    write_value,
)
from publishkit.workspace.toml.layout import Path, lay_out
from publishkit.workspace.toml.parse import toml_tree

Tree = dict[str, Any]
Values = Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """Where an entry goes: before the one that stands at *place* of *section* now, both counted from 0."""

    section: int
    place: int


class TakenOut(NamedTuple):
    """A manifest without one of its entries."""

    text: str
    entry: Values
    """What it said."""
    source: str
    """How it was written, comments with it."""


def append_entry(
    text: str,
    slug: str,
    *,
    section: str | None = None,
    use: str = "full",
    more: Values | None = None,
    place: str = "issue.toml",
) -> str:
    """Return the manifest with one more entry at the end of *section* (by default the last one); never twice.

    Raises:
        InputError: the manifest is no TOML.
    """
    tree = parse_manifest(text, place)
    if find_entry(tree, slug):
        return text
    titles = section_titles(tree)
    number = len(titles) - 1 if section is None else next((n for n, name in enumerate(titles) if name == section), -1)
    if number < 0:
        text, tree = with_section(text, tree, section or "Articles", place)
        number = len(titles)
    spot = Spot(section=number, place=len(_articles(tree, number)))
    return insert_entry(text, spot, {"slug": slug, "use": use, **(more or {})}, place=place)


def set_entry(text: str, at: Path, values: Values, place: str = "issue.toml") -> str:
    """Return the manifest with keys of the entry *at* set; None takes one out.

    Raises:
        InputError: it is no TOML, or the entry is written so that it cannot be changed alone.
    """
    tree = parse_manifest(text, place)
    known = _at(tree, at)
    changes = {(*at, key): value for key, value in values.items() if value is not None or key in known}
    edited = text
    for key, value in changes.items():
        edited = remove(edited, key) if value is None else set_value(edited, key, value)
    return changed(text, edited, with_changes(tree, changes), place, f"the entry `{known.get('slug')}`")


def take_out(text: str, at: Path, place: str = "issue.toml") -> TakenOut:
    """Return the manifest without the entry *at*; its section stays, empty perhaps.

    Raises:
        InputError: it is no TOML, or the entry is written so that it cannot be taken out alone.
    """
    tree = parse_manifest(text, place)
    entry, source = dict(_at(tree, at)), _source(text, at)
    wanted = deepcopy(tree)
    articles = wanted["section"][at[1]]["article"]
    del articles[at[3]]
    if not articles and not lay_out(text).find(at[:-1]):
        del wanted["section"][at[1]]["article"]
    edited = changed(text, remove(text, at), wanted, place, f"the entry `{entry.get('slug')}`")
    return TakenOut(text=edited, entry=entry, source=source)


def without_empty(text: str, section: int, place: str = "issue.toml") -> tuple[str, str]:
    """Return the manifest without the section of this number if it holds no article, and a sentence that says so or ""."""
    tree = parse_manifest(text, place)
    title = section_titles(tree)[section]
    if _articles(tree, section):
        return text, ""
    wanted = deepcopy(tree)
    del wanted["section"][section]
    edited = remove(text, ("section", section))
    if not wanted["section"] and not lay_out(text).find(("section",)):
        del wanted["section"]
    told = f"the section “{title}” is empty now and was taken out"
    return changed(text, edited, wanted, place, f"the section “{title}”"), told


def without_cover(text: str, slug: str, place: str = "issue.toml") -> tuple[str, str]:
    """Return the manifest without a cover that shows a picture of *slug*, and a sentence that says so or ""."""
    tree = parse_manifest(text, place)
    cover = tree.get("cover")
    if not isinstance(cover, dict) or cover.get("article") != slug:
        return text, ""
    wanted = {key: value for key, value in tree.items() if key != "cover"}
    told = "the cover showed its picture: [cover] was taken out, and the issue has a cover of type alone"
    return changed(text, remove(text, ("cover",)), wanted, place, "[cover]"), told


def insert_entry(text: str, spot: Spot, entry: Values, *, source: str = "", place: str = "issue.toml") -> str:
    """Return the manifest with *entry* at *spot*; *source* is how it was written elsewhere.

    Raises:
        InputError: the section is written so that nothing can be put into it alone.
    """
    tree = parse_manifest(text, place)
    wanted = deepcopy(tree)
    wanted["section"][spot.section].setdefault("article", []).insert(spot.place, dict(entry))
    wanted = with_changes(wanted, {("section", spot.section, "article", spot.place): dict(entry)})
    section: Path = ("section", spot.section)
    layout = lay_out(text)
    written = layout.find((*section, "article"))
    if written or layout.find(section):
        edited = _into_list(text, section, spot.place, entry, listed=written is not None)
    else:
        block = source if source.lstrip().startswith(("[[", "#")) else _block(entry, newline_of(text))
        articles = _articles(tree, spot.section)
        if spot.place < len(articles):
            at = layout.span((*section, "article", spot.place))[0]
        else:
            at = layout.span(section)[1]
        edited = insert_block(text, at, block)
    return changed(text, edited, wanted, place, f"the section “{tree['section'][spot.section].get('title', '')}”")


def rename_entry(text: str, at: Path, new: str, place: str = "issue.toml") -> str:
    """Return the manifest with the article *at* under another slug, on the cover too.

    Raises:
        InputError: as `set_entry`.
    """
    old = _at(parse_manifest(text, place), at).get("slug")
    edited = set_entry(text, at, {"slug": new}, place)
    tree = parse_manifest(edited, place)
    cover = tree.get("cover")
    if isinstance(cover, dict) and cover.get("article") == old:
        path: Path = ("cover", "article")
        edited = changed(edited, set_value(edited, path, new), with_changes(tree, {path: new}), place, "[cover]")
    return edited


def with_section(text: str, tree: Tree, title: str, place: str = "issue.toml") -> tuple[str, Tree]:
    """Return the manifest with one more section at its end, and what it then says."""
    number = len(section_titles(tree))
    wanted = deepcopy(tree)
    wanted.setdefault("section", []).append({"title": title})
    if lay_out(text).find(("section",)):
        edited = insert_element(text, ("section",), number, write_value({"title": title}))
    else:
        edited = insert_block(text, len(text), f"[[section]]{newline_of(text)}title = {write_value(title)}")
    return changed(text, edited, wanted, place, "the list of sections"), wanted


def find_section(tree: Tree, title: str, place: str) -> int | None:
    """Return the number of the section called *title*, capitals aside; None when none is called nearly so.

    Raises:
        InputError: one is called nearly so.
    """
    titles = section_titles(tree)
    for same in (title, title.casefold()):
        found = [n for n, name in enumerate(titles) if same in (name, name.casefold())]
        if found:
            return found[0]
    called = {word: name for name in titles for word in (*re.findall(r"\w{4,}", name.casefold()), name.casefold())}
    if near := get_close_matches(title.casefold(), called, n=1, cutoff=0.7):
        hint = f"did you mean “{called[near[0]]}”?"
        raise InputError(Problem(place=place, message=f"has no section “{title[:60]}”", hint=hint))
    return None


def parse_manifest(text: str, place: str) -> Tree:
    """Return what the manifest says, unchecked.

    Raises:
        InputError: it is no TOML, or its sections are no tables.
    """
    tree = toml_tree(text, place)
    sections = tree.get("section", [])
    entries = (
        [one.get("article", []) for one in sections if isinstance(one, dict)] if isinstance(sections, list) else []
    )
    if not isinstance(sections, list) or len(entries) < len(sections) or not all(map(_are_tables, entries)):
        hint = "write [[section]] and [[section.article]]"
        raise InputError.at(f"{place}: section", "is no list of tables", hint)
    return tree


def _are_tables(entries: object) -> bool:
    return isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)


def section_titles(tree: Tree) -> tuple[str, ...]:
    """Return the titles of the sections, in order."""
    return tuple(str(section.get("title", "")) for section in tree.get("section", []))


def find_entry(tree: Tree, slug: str) -> Path | None:
    """Return where the entry of an article stands; None when the manifest has none."""
    for s, section in enumerate(tree.get("section", [])):
        for a, entry in enumerate(section.get("article", [])):
            if entry.get("slug") == slug:
                return ("section", s, "article", a)
    return None


def _articles(tree: Tree, section: int) -> Sequence[Tree]:
    found: Sequence[Tree] = tree["section"][section].get("article", [])
    return found


def _at(tree: Tree, path: Path) -> Tree:
    value: Any = tree
    for step in path:
        value = value[step]
    found: Tree = value
    return found


def _source(text: str, path: Path) -> str:
    """Return how an entry is written, comments with it."""
    layout = lay_out(text)
    spot = layout.find(path)
    if spot:
        return text[spot.start : spot.end]
    start, end = layout.span(path)
    return text[start:end]


def _block(entry: Values, newline: str) -> str:
    lines = [f"{write_key(key)} = {write_value(value, newline)}" for key, value in entry.items()]
    return newline.join(["[[section.article]]", *lines])


def _into_list(text: str, section: Path, place: int, entry: Values, *, listed: bool) -> str:
    if listed:
        return insert_element(text, (*section, "article"), place, write_value(dict(entry)))
    return set_value(text, (*section, "article"), [dict(entry)])

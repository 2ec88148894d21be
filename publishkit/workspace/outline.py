"""What an issue's manifest names, read without asking whether all is well: enough to find an article by what people call it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from publishkit.disk import read_file
from publishkit.errors import InputError, Problem
from publishkit.words import Folding
from publishkit.workspace.folder import inside, issue_ids, stands, told_unreadable
from publishkit.workspace.front_matter import peek_head
from publishkit.workspace.toml.parse import decode_text, toml_tree

FOLDED = Folding(marks="dropped", form="NFKD", case="fold", letters=True, spaces="one")
"""Titles are found whatever their accents and capitals."""
SHOWN = 6
"""Articles that a hint names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """An article as the manifest names it."""

    slug: str
    number: int
    """In reading order, from 1; 0 for a folder the manifest does not name."""
    use: str = "full"
    section: int = 0
    """Of the manifest, counted from 0."""
    place: int = 0
    """In its section, counted from 0."""
    pictures: bool = True
    title: str = ""
    """As `article.md` says; "" when it cannot be read."""

    @property
    def at(self) -> tuple[str | int, ...]:
        """Where its entry stands in the manifest."""
        return ("section", self.section, "article", self.place)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """The sections and articles of an issue, in order."""

    issue: str
    sections: tuple[str, ...]
    """Titles."""
    listed: tuple[Listed, ...]
    loose: tuple[Listed, ...] = ()
    """Folders under articles/ that the manifest does not name."""
    nameless: int = 0
    """Entries without a slug."""

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every article's, in reading order; those not in the manifest last."""
        return tuple(one.slug for one in (*self.listed, *self.loose))

    def short(self, slug: str) -> str:
        """Return what a person types for an article: the first words of its slug, as many as tell it from the others."""
        others = [other for other in self.slugs if other != slug]
        words = slug.split("-")
        for count in range(2, len(words)):
            short = "-".join(words[:count])
            if not short.isdecimal() and not any(other.startswith(short) for other in others):
                return short
        return slug

    def find(self, wanted: str) -> Listed:
        """Return the article meant by its slug, its number, the beginning of its slug, or words of its title.

        Raises:
            InputError: none is meant, or several are; names the nearest ones.
        """
        words = wanted.strip().rstrip("/").rpartition("/")[2]
        every = (*self.listed, *self.loose)
        for fits in (
            [one for one in every if one.slug == words],
            [one for one in self.listed if words.isdecimal() and one.number == int(words[:9])],
            [one for one in every if words and one.slug.startswith(words.lower())],
            [one for one in every if _has_words(one, words)],
        ):
            if len(fits) == 1:
                return fits[0]
            if fits:
                raise self._unclear(wanted, fits)
        raise self._unknown(wanted)

    def _unclear(self, wanted: str, fits: Sequence[Listed]) -> InputError:
        if len({one.slug for one in fits}) == 1:
            numbers = " and ".join(str(one.number) for one in fits)
            return self._stop(f"`{fits[0].slug}` stands in issue.toml as {numbers}", "name it by its number")
        names = ", ".join(one.slug for one in fits[:SHOWN])
        return self._stop(f"{len(fits)} articles may be meant by {_shown(wanted)}", f"name one: {names}")

    def _unknown(self, wanted: str) -> InputError:
        if not self.slugs:
            return self._stop("has no articles yet", f"`publishkit add SOURCE --issue {self.issue}` takes one in")
        if wanted.strip().isdecimal() and self.listed:
            return self._stop(
                f"has no article number {wanted.strip()[:9]}", f"its articles are 1 to {len(self.listed)}"
            )
        near = get_close_matches(wanted.lower()[:80], self.slugs, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(f'`{slug}`' for slug in near)}?" if near else f"it has {self._names()}"
        return self._stop(f"has no article {_shown(wanted)}", hint)

    def _names(self) -> str:
        more = f" and {len(self.slugs) - SHOWN} more: `publishkit list {self.issue}`" if len(self.slugs) > SHOWN else ""
        return ", ".join(self.slugs[:SHOWN]) + more

    def _stop(self, message: str, hint: str) -> InputError:
        return InputError(Problem(place=f"issues/{self.issue}", message=message, hint=hint))


def _shown(text: str) -> str:
    inert = "".join(sign if sign.isprintable() else " " for sign in text[:60])
    return f"`{inert}{'…' if len(text) > 60 else ''}`"


def _has_words(one: Listed, words: str) -> bool:
    """Whether every one of *words* stands in the title, each as the beginning of a word."""
    title = re.findall(r"\w+", FOLDED(one.title))
    asked = re.findall(r"\w+", FOLDED(words))
    return bool(asked) and all(any(word.startswith(part) for word in title) for part in asked)


def read_outline(root: Path, issue_id: str) -> Outline:
    """Return what the manifest of an issue names.

    Raises:
        InputError: there is no such issue, or its manifest cannot be read or is no TOML.
    """
    folder = f"issues/{issue_id}"
    place = f"{folder}/issue.toml"
    with told_unreadable(root, place):
        if not stands(root / place):
            raise _no_issue(root, issue_id)
        text = decode_text(read_file(inside(root, place, place)), place)
    tree = toml_tree(text, place)
    sections = _tables(tree.get("section"))
    listed = tuple(_listed(root, folder, sections))
    entries = sum(len(_tables(section.get("article"))) for section in sections)
    return Outline(
        issue=issue_id,
        sections=tuple(str(section.get("title", "")) for section in sections),
        listed=listed,
        loose=tuple(_loose(root, folder, {one.slug for one in listed})),
        nameless=entries - len(listed),
    )


def outline_entries(root: Path, folder: str) -> tuple[Listed, ...]:
    """Return the articles a manifest with mistakes names; all that lie there, where it cannot be told which it names."""
    try:
        outline = read_outline(root, folder.rpartition("/")[2])
    except InputError:
        return tuple(_loose(root, folder, set()))
    return (*outline.listed, *outline.loose) if outline.nameless else outline.listed


def _no_issue(root: Path, issue_id: str) -> InputError:
    known = issue_ids(root)
    near = get_close_matches(issue_id, known, n=1, cutoff=0.5)
    there = f"there is {', '.join(known[-3:])}; " if known else ""
    hint = f"did you mean {near[0]}?" if near else f"{there}`publishkit new {issue_id}` makes it"
    return InputError.at(f"issues/{issue_id}", "there is no such issue", hint)


def _tables(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _listed(root: Path, folder: str, sections: Sequence[dict[str, Any]]) -> Iterator[Listed]:
    number = 0
    for s, section in enumerate(sections):
        for a, entry in enumerate(_tables(section.get("article"))):
            slug = entry.get("slug")
            if isinstance(slug, str) and slug:
                number += 1
                yield Listed(
                    slug=slug,
                    number=number,
                    use=str(entry.get("use", "full")),
                    section=s,
                    place=a,
                    pictures=entry.get("pictures") is not False,
                    title=_title(root, folder, slug),
                )


def _loose(root: Path, folder: str, named: set[str]) -> Iterator[Listed]:
    articles = root / folder / "articles"
    try:
        paths = sorted(articles.iterdir()) if articles.is_dir() else []
    except OSError:
        return
    for path in paths:
        if path.name not in named and not path.name.startswith(".") and (path / "article.md").is_file():
            yield Listed(slug=path.name, number=0, title=_title(root, folder, path.name))


def _title(root: Path, folder: str, slug: str) -> str:
    if "/" in slug or "\\" in slug or slug.startswith("."):
        return ""
    try:
        text = read_file(root / folder / "articles" / slug / "article.md")[:100_000].decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
    title = peek_head(text).get("title")
    return " ".join(title.split()) if isinstance(title, str) else ""

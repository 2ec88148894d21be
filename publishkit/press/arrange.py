"""An editor arranges an issue without opening a file: a brief, another place, another name, out of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from publishkit.errors import InputError, Problem
from publishkit.model.issue import Issue
from publishkit.press.adding.remember import remember_deleted
from publishkit.press.editing import Draft, Edited, edit, refuse_new
from publishkit.workspace.folder import ISSUE_ID, RESERVED, check_issue_id, issue_ids, peek
from publishkit.workspace.manifest import (
    Spot,
    append_entry,
    find_entry,
    find_section,
    insert_entry,
    parse_manifest,
    rename_entry,
    section_titles,
    set_entry,
    take_out,
    with_section,
    without_cover,
    without_empty,
)
from publishkit.workspace.outline import Listed, read_outline
from publishkit.workspace.revisions import revisions_place
from publishkit.workspace.toml.edit import remove as take_key
from publishkit.workspace.toml.edit import set_value
from publishkit.workspace.toml.parse import parse_toml

LINK = re.compile(r"(?P<lead>\]\(<?|^\[[^\]\n]+\]:[ \t]*<?)(?P<address>[^\s<>)]+)", re.MULTILINE)
"""Where Markdown holds an address: in a link, and in the definition of one."""


# --- a brief ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """Our own words about an article, and who wrote them."""

    summary: str
    by: str = ""
    headline: str = ""
    note: str = ""

    def values(self) -> dict[str, object]:
        """Return the keys of the entry.

        Raises:
            InputError: there is no summary.
        """
        summary = "\n".join(line.rstrip() for line in self.summary.strip().splitlines())
        if not summary:
            hint = "two to four sentences of your own: what it says, and why it matters"
            raise InputError(Problem(place="--summary", message="is empty", hint=hint))
        told = {"headline": self.headline, "summary": summary, "summary_by": self.by, "note": self.note}
        return {"use": "brief", **{key: value.strip() for key, value in told.items() if value.strip()}}


def make_brief(root: Path, issue_id: str, article: str, brief: Brief, *, write: bool) -> Edited:
    """Print an article as a brief: title, our own words, link.

    Raises:
        InputError: there is no such article, or no summary.
        ExternalError: the disk refuses.
    """

    def change(draft: Draft) -> None:
        one = read_outline(root, issue_id).find(article)
        place, values = manifest_place(issue_id), brief.values()
        text = draft.text(place)
        if not one.number:
            edited = append_entry(
                text, one.slug, use="brief", more={k: v for k, v in values.items() if k != "use"}, place=place
            )
        else:
            edited = set_entry(text, one.at, values, place)
        refuse_new(lambda told: parse_toml(told.encode(), Issue, place), text, edited)
        by = f", by {brief.by.strip()}" if brief.by.strip() else ""
        count = len(str(values["summary"]).split())
        draft.write(place, edited, f"{one.slug} is a brief: {count} {'word' if count == 1 else 'words'} of our own{by}")

    return edit(root, change, write=write)


# --- the issue itself -------------------------------------------------------------------------------------------------

DESCRIBED = ("title", "subject", "preheader", "mail")
"""What an issue says of itself that is settled late, on the evening it goes out."""


def describe(root: Path, issue_id: str, values: Mapping[str, str | None], *, write: bool) -> Edited:
    """Give the issue itself other words: any of `DESCRIBED`; None takes one out.

    Raises:
        InputError: there is no such issue or key, or a value that cannot be.
        ExternalError: the disk refuses.
    """

    def change(draft: Draft) -> None:
        place = manifest_place(issue_id)
        read_outline(root, issue_id)
        text = edited = draft.text(place)
        for key, value in values.items():
            if key not in DESCRIBED:
                raise InputError.at(place, f"`{key}` is not set here", f"one of {', '.join(DESCRIBED)}")
            known = parse_manifest(edited, place).get(key)
            if value is None:
                edited = take_key(edited, (key,)) if known is not None else edited
            elif value != known:
                edited = set_value(edited, (key,), value)
        refuse_new(lambda told: parse_toml(told.encode(), Issue, place), text, edited)
        told = ", ".join(
            f"{key} is “{value}”" if value else f"{key} is left to the press" for key, value in values.items()
        )
        draft.write(place, edited, told)

    return edit(root, change, write=write)


# --- another place ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """Where an article is to stand; what is not said stays as it is."""

    section: str | None = None
    """Title of a section; a new one is made when none is called nearly so."""
    to: int | None = None
    """Its number: in the section, when one is named, else in the issue."""
    before: str | None = None
    """The article it is to stand before."""
    issue: str | None = None
    """Id of another issue."""


def move(root: Path, issue_id: str, article: str, to: Destination, *, write: bool) -> Edited:
    """Give an article another place in its issue, or in another one.

    Raises:
        InputError: there is no such article, section or issue, or nothing says where to.
        ExternalError: the disk refuses.
    """
    if to == Destination():
        hint = "--section “News”, --to 3, --before ARTICLE or --issue ISSUE"
        raise InputError(Problem(place="move", message="where to is not said", hint=hint))
    if to.before is not None and to.to is not None:
        raise InputError(Problem(place="move", message="--before and --to say the same thing", hint="give one of them"))
    if to.section is not None and (not to.section.strip() or not to.section.isprintable()):
        raise InputError(Problem(place="--section", message="is no title", hint="one line: --section “News”"))
    target = check_issue_id(to.issue) if to.issue else issue_id
    return edit(root, lambda draft: _move(draft, issue_id, target, article, to), write=write)


def _move(draft: Draft, issue_id: str, target: str, article: str, to: Destination) -> None:
    one, there = read_outline(draft.root, issue_id).find(article), read_outline(draft.root, target)
    home, place = manifest_place(issue_id), manifest_place(target)
    before = there.find(to.before) if to.before is not None else None
    if before and not before.number:
        raise _not_listed(target, before)
    if before and target == issue_id and before.at == one.at:
        raise InputError.at("--before", f"`{one.slug}` cannot stand before itself", "name another article")
    if target == issue_id and not one.number:
        raise _not_listed(issue_id, one)
    notes: list[str] = []
    entry: Mapping[str, object] = {"slug": one.slug, "use": "full"}
    source = ""
    if one.number:
        left, entry, source = take_out(draft.text(home), one.at, home)
        draft.write(home, left)
    if target != issue_id:
        _leave(draft, issue_id, target, one)
        notes += _tidied(draft, home, one)
    sections = len(there.sections)
    text, section, number = _spot(draft.text(place), one if target == issue_id else None, before, to, place)
    text = insert_entry(text, Spot(section=section, place=number), entry, source=source, place=place)
    fresh = ", a new section" if section >= sections else ""
    draft.write(place, text, f"{one.slug} is now {_standing(text, section, number, place)}{fresh}")
    if target == issue_id:
        notes += _without_empty(draft, home, one)
    for note in notes:
        draft.say(home, note)


def _leave(draft: Draft, issue_id: str, target: str, one: Listed) -> None:
    """Let the folder of an article move to another issue.

    Raises:
        InputError: an article of that name is there, or revisions of the issue name this one.
    """
    _refuse_revised(draft, issue_id, one.slug)
    there = f"issues/{target}/articles/{one.slug}"
    if (draft.root / there).exists() or one.slug in read_outline(draft.root, target).slugs:
        hint = f"`publishkit rename {one.slug} NEW` gives it another name first"
        raise InputError.at(f"issues/{target}", f"has an article `{one.slug}` already", hint)
    here = f"issues/{issue_id}/articles/{one.slug}"
    if (draft.root / here).is_dir():
        draft.move(here, there)
        draft.say(here, f"moved to {there}")


def _tidied(draft: Draft, place: str, one: Listed) -> Iterator[str]:
    """Take out what an article that left leaves behind: a cover that showed it, a section that is empty."""
    if find_entry(parse_manifest(draft.text(place), place), one.slug) is None:
        text, told = without_cover(draft.text(place), one.slug, place)
        draft.write(place, text)
        yield from filter(None, [told])
    yield from _without_empty(draft, place, one)


def _without_empty(draft: Draft, place: str, one: Listed) -> Iterator[str]:
    if one.number:
        text, told = without_empty(draft.text(place), one.section, place)
        draft.write(place, text)
        yield from filter(None, [told])


def _spot(text: str, one: Listed | None, before: Listed | None, to: Destination, place: str) -> tuple[str, int, int]:
    """Return the manifest, perhaps with a new section, and where the entry goes: number of the section, place in it.

    *text* is the manifest without the entry of *one*, which stood in it; *before* is counted as it stands with it.
    """
    tree = parse_manifest(text, place)
    titles = section_titles(tree)
    sizes = [len(section.get("article", [])) for section in tree.get("section", [])]
    if before:
        shift = one is not None and one.section == before.section and one.place < before.place
        return text, before.section, before.place - shift
    if to.section is not None:
        number = find_section(tree, to.section, place)
        if number is None:
            text, tree = with_section(text, tree, to.section.strip(), place)
            return text, len(titles), 0
        return text, number, _within(to.to, sizes[number], place) if to.to is not None else sizes[number]
    if not titles:
        text, tree = with_section(text, tree, "Articles", place)
        return text, 0, 0
    if to.to is None:
        return text, len(titles) - 1, sizes[-1]
    return (text, *_counted(_within(to.to, sum(sizes), place), sizes, one.section if one else len(titles) - 1))


def _within(number: int, size: int, place: str) -> int:
    if not 1 <= number <= size + 1:
        raise InputError.at(place, f"there is no place {number}", f"from 1 to {size + 1}")
    return number - 1


def _counted(index: int, sizes: list[int], home: int) -> tuple[int, int]:
    """Return section and place of the entry *index* in reading order; between two sections, that of its *home*."""
    fits = []
    for section, size in enumerate(sizes):
        start = sum(sizes[:section])
        if start <= index <= start + size:
            fits.append((section, index - start))
    return next((spot for spot in fits if spot[0] == home), fits[-1])


def _standing(text: str, section: int, number: int, place: str) -> str:
    sections = parse_manifest(text, place)["section"]
    before = sum(len(one.get("article", [])) for one in sections[:section])
    return f"number {before + number + 1}, in “{sections[section].get('title', '')}”"


# --- out of it, and another name --------------------------------------------------------------------------------------


def remove(root: Path, issue_id: str, article: str, *, delete: bool, write: bool) -> Edited:
    """Take an article out of the issue; its folder stays, unless it is to be deleted.

    Raises:
        InputError: there is no such article, or revisions of the issue name it.
        ExternalError: the disk refuses.
    """

    def change(draft: Draft) -> None:
        one, place = read_outline(root, issue_id).find(article), manifest_place(issue_id)
        folder = f"issues/{issue_id}/articles/{one.slug}"
        _refuse_revised(draft, issue_id, one.slug)
        if not one.number and not delete:
            hint = f"`publishkit remove {one.slug} --delete` deletes its folder"
            raise InputError.at(f"issues/{issue_id}", f"`{one.slug}` is not in issue.toml", hint)
        if one.number:
            draft.write(place, take_out(draft.text(place), one.at, place).text, f"{one.slug} is out of the issue")
            for note in list(_tidied(draft, place, one)):
                draft.say(place, note)
        again = one.slug in [other.slug for other in read_outline(root, issue_id).listed if other.at != one.at]
        if delete and (root / folder).is_dir() and not again:
            if write:
                remember_deleted(root, (issue_id, one.slug))
            draft.delete(folder)
            draft.say(folder, "deleted")
        elif (root / folder).is_dir():
            draft.say(folder, "stays where it is" if not delete else "stays: the issue names it once more")

    return edit(root, change, write=write)


def rename(root: Path, issue_id: str, article: str, new: str, *, write: bool) -> Edited:
    """Give an article another slug: its folder, its entry, and the links that lead to it from any issue.

    Raises:
        InputError: there is no such article, the name is none or is taken, or revisions of the issue name it.
        ExternalError: the disk refuses.
    """
    if not ISSUE_ID.fullmatch(new) or new in RESERVED:
        raise InputError.at(f"`{new[:80]}`", "is no slug", "small letters, digits and hyphens: low-water")

    def change(draft: Draft) -> None:
        outline = read_outline(root, issue_id)
        one, place = outline.find(article), manifest_place(issue_id)
        if new == one.slug:
            raise InputError.at(f"issues/{issue_id}", f"the article is called `{new}` already")
        if new in outline.slugs or (root / f"issues/{issue_id}/articles/{new}").exists():
            raise InputError.at(f"issues/{issue_id}", f"has an article `{new}` already", "choose another name")
        _refuse_revised(draft, issue_id, one.slug)
        for twin in [other for other in outline.listed if other.slug == one.slug]:
            draft.write(place, rename_entry(draft.text(place), twin.at, new, place), f"{one.slug} is now {new}")
        for file, text in _texts_with_links(draft):
            draft.write(
                file,
                _relinked(text, one.slug, new, issue_id, here=file.startswith(f"issues/{issue_id}/")),
                f"its links to {one.slug} lead to {new}",
            )
        old = f"issues/{issue_id}/articles/{one.slug}"
        if (root / old).is_dir():
            draft.move(old, f"issues/{issue_id}/articles/{new}")
            draft.say(old, f"moved to issues/{issue_id}/articles/{new}")
        if (root / "out" / issue_id).is_dir():
            draft.say(
                f"out/{issue_id}", f"still calls it {one.slug}; after the next build its page has another address"
            )

    return edit(root, change, write=write)


def _texts_with_links(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield the manifest and every article of every issue: place and text; what cannot be read has no links of ours."""
    for issue_id in issue_ids(draft.root):
        folder = f"issues/{issue_id}"
        articles = sorted((draft.root / folder / "articles").glob("*/article.md"))
        for place in (manifest_place(issue_id), *(path.relative_to(draft.root).as_posix() for path in articles)):
            try:
                yield place, draft.text(place)
            except InputError:
                continue


def _relinked(text: str, old: str, new: str, issue_id: str, *, here: bool) -> str:
    """Return *text* with the links to an article changed: by its name alone *here* in its issue, elsewhere behind the issue's."""
    lead = r"^(?:[^:?#]*/)?" if here else rf"^(?:[^?#]*/)?{re.escape(issue_id)}/(?:[^?#]*/)?"
    anywhere = rf"^[^?#]*/{re.escape(issue_id)}/(?:[^?#]*/)?"
    name = re.compile(rf"(?P<lead>{lead}|{anywhere}){re.escape(old)}(?=\.x?html\b|/|[?#]|$)")

    def relink(found: re.Match[str]) -> str:
        return found["lead"] + name.sub(lambda one: one["lead"] + new, found["address"])

    return LINK.sub(relink, text)


def manifest_place(issue_id: str) -> str:
    """Return where the manifest of an issue stands."""
    return f"issues/{issue_id}/issue.toml"


def _not_listed(issue_id: str, one: Listed) -> InputError:
    hint = f"`publishkit brief {one.slug} --summary … --by …` or an entry of your own takes it in"
    return InputError.at(f"issues/{issue_id}", f"`{one.slug}` is not in issue.toml", hint)


def _refuse_revised(draft: Draft, issue_id: str, slug: str) -> None:
    """Let an article pass that no revision of the issue names.

    Raises:
        InputError: one does: readers were told of it by that name.
    """
    place = revisions_place(issue_id)
    listed = peek(draft.root / place, "revision")
    named = [one.get("article") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if slug in named:
        raise InputError.at(place, f"names `{slug}`: readers were told of it", "`publishkit retract` takes it back")

"""Whether the files of a workspace fit together: slugs, languages, addresses, notices, pictures, lengths."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

from babel import Locale

from publishkit.errors import Problem
from publishkit.model.article import FrontMatter, RightsFile
from publishkit.model.config import Config
from publishkit.model.issue import Entry, Issue
from publishkit.model.statement import RightsStatement

LANGUAGE_TAG = re.compile(r"(?P<primary>[a-z]{2,3})(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?(?:-[a-z0-9]{5,8})*")
"""BCP 47 in the case we write it: language, script, region, variants."""
FIGURE = re.compile(r"^!\[(?P<alt>[^\n]*?)\]\(<?(?P<file>[^)\s>]+)>?(?:\s+\"[^\n]*\")?\)[ \t]*$", re.MULTILINE)
LONGEST_NOTICE = 20_000
"""Characters: ten times the longest we met; a whole page of terms is evidence, not a notice."""
TERRITORY = re.compile(r"WORLD|[A-Z]{2}")
TITLE = 500
"""Characters of a title or a name; the longest headline of a newspaper has two hundred."""
LINE = 2_000
"""Of a credit, a copyright line, an address."""
PARAGRAPH = 5_000
"""Of a caption, a text alternative, a deck, a summary's paragraph."""

IDENTITY = re.compile(r"(?:https?://[!-~]+|urn:uuid:[0-9a-f-]{36}|tag:[a-z0-9.@-]+,\d{4}(?:-\d\d){0,2}:[!-~]*)")
"""What `publication.id` may be: something that nobody else has, in characters that every program can keep."""

Named = tuple[str, str | None, int]
"""(where, text, most)."""


def check_config(config: Config, place: str) -> Iterator[Problem]:
    """Yield what is wrong across the keys of `publishkit.toml`."""
    publication = config.publication
    yield from check_language(publication.language, f"{place}: publication.language")
    yield from check_address(publication.url, f"{place}: publication.url")
    if publication.id and not IDENTITY.fullmatch(publication.id):
        hint = "write urn:uuid:…, a tag: name (tag:example.org,2026:letter), or the address under which it first stood"
        yield Problem(place=f"{place}: publication.id", message=f"{publication.id[:80]!r} is no URI", hint=hint)
    for n, code in enumerate(publication.territories, 1):
        if not TERRITORY.fullmatch(code):
            where = f"{place}: publication.territories[{n}]"
            yield Problem(
                place=where, message=f'"{code}" is no territory', hint="WORLD, or two capital letters such as PL"
            )
    if config.email.unsubscribe_url and "{token}" not in config.email.unsubscribe_url:
        yield Problem(
            place=f"{place}: email.unsubscribe_url",
            message="has no {token}",
            hint="write https://…/u/{token}: every reader gets a token of their own",
        )


def check_issue(issue: Issue, place: str) -> Iterator[Problem]:
    """Yield what is wrong across the keys of `issue.toml`."""
    if issue.language:
        yield from check_language(issue.language, f"{place}: language")
    twice = {slug for slug, times in Counter(entry.slug for entry in issue.entries).items() if times > 1}
    for where, entry in _entries(issue, place):
        if entry.slug in twice:
            yield Problem(
                place=f"{where}.slug",
                message=f"`{entry.slug}` stands twice",
                hint="an article appears once in an issue",
            )
        yield from _check_entry(entry, where)
    if issue.cover and issue.cover.article not in {entry.slug for entry in issue.entries}:
        near = get_close_matches(issue.cover.article, [entry.slug for entry in issue.entries], n=1)
        hint = f"did you mean `{near[0]}`?" if near else "name an article of this issue"
        yield Problem(
            place=f"{place}: cover.article", message=f"`{issue.cover.article}` is not in this issue", hint=hint
        )


def _entries(issue: Issue, place: str) -> Iterator[tuple[str, Entry]]:
    for s, section in enumerate(issue.section, 1):
        for a, entry in enumerate(section.article, 1):
            yield f"{place}: section[{s}].article[{a}]", entry


def _check_entry(entry: Entry, where: str) -> Iterator[Problem]:
    if entry.use == "brief" and not entry.summary.strip():
        yield Problem(
            place=f"{where}.summary", message="is missing", hint="a brief is two to four sentences of your own words"
        )
    if entry.use == "quote" and not entry.quote.strip():
        yield Problem(
            place=f"{where}.quote", message="is missing", hint="give the words you quote, without quotation marks"
        )
    if entry.use == "abridged" and not entry.changes.strip():
        yield Problem(
            place=f"{where}.changes", message="is missing", hint='say what was changed: "Shortened by a third."'
        )
    if entry.use == "translated" and not entry.translated_from:
        yield Problem(place=f"{where}.translated_from", message="is missing", hint='the language of the original: "de"')
    if entry.translated_from:
        yield from check_language(entry.translated_from, f"{where}.translated_from")


def check_head(head: FrontMatter, place: str) -> Iterator[Problem]:
    """Yield what is wrong in the front matter of an article."""
    if head.language:
        yield from check_language(head.language, f"{place}/article.md: language")
    for key in ("source_url", "canonical_url"):
        if address := getattr(head, key):
            yield from check_address(address, f"{place}/article.md: {key}")


def check_rights(rights: RightsFile, place: str) -> Iterator[Problem]:
    """Yield what is wrong in the `rights.toml` of an article."""
    yield from check_statement(rights.text, f"{place}/rights.toml: text")
    files = Counter(picture.file for picture in rights.picture if picture.file)
    for n, picture in enumerate(rights.picture, 1):
        where = f"{place}/rights.toml: picture[{n}]"
        if files[picture.file] > 1:
            yield Problem(place=f"{where}.file", message=f"`{picture.file}` stands twice", hint="one entry a picture")
        yield from check_statement(picture.rights, f"{where}.rights")


def check_figures(body: str, rights: RightsFile, place: str) -> Iterator[Problem]:
    """Yield every figure of the body that `rights.toml` does not know."""
    files = [picture.file for picture in rights.picture if picture.file]
    for found in FIGURE.finditer(body):
        if found["file"] not in files:
            near = get_close_matches(found["file"], files, n=1)
            hint = (
                "save it as a file in images/, and add [[picture]] with that file and its rights"
                if found["file"].lower().startswith("data:")
                else f"did you mean `{near[0]}`?"
                if near
                else f'add [[picture]] with file = "{found["file"][:60]}" and its rights'
            )
            message = f"the picture {found['file'][:80]!r} has no entry in rights.toml"
            yield Problem(place=f"{place}/article.md", message=message, hint=hint)


def check_statement(statement: RightsStatement, where: str) -> Iterator[Problem]:
    """Yield what is wrong in one rights statement: altered notices, addresses, territories."""
    for n, notice in enumerate(statement.notices, 1):
        if sha256(notice.text.encode()).hexdigest() != notice.sha256:
            yield Problem(
                place=f"{where}.notices[{n}]",
                message="the text is not the one that was captured (its sha256 differs)",
                hint="a notice is kept byte for byte: restore it from source/, or capture it anew with `add`",
            )
        if len(notice.text) > LONGEST_NOTICE:
            yield Problem(
                place=f"{where}.notices[{n}]",
                message=f"is {len(notice.text):,} characters; notices are printed whole, up to {LONGEST_NOTICE:,}",
                hint="keep the page of terms under evidence/, and here only the notice it gives",
            )
    for key in ("source_url", "license_uri", "terms_url", "acquire_url", "rs_uri"):
        if address := getattr(statement, key):
            yield from check_address(address, f"{where}.{key}")
    for n, grant in enumerate(statement.grants, 1):
        for code in grant.territories:
            if not TERRITORY.fullmatch(code):
                yield Problem(
                    place=f"{where}.grants[{n}].territories", message=f'"{code}" is no territory', hint="WORLD or PL"
                )


def check_address(address: str, where: str) -> Iterator[Problem]:
    """Yield a problem unless *address* is an absolute http or https address without spaces or controls."""
    try:
        parts = urlsplit(address)
        good = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not re.search(r"[\s\x00-\x1f<>\"\\]", address)
        )
    except ValueError:
        good = False
    if not good:
        yield Problem(place=where, message=f"{address[:80]!r} is not a web address", hint="write it in full: https://…")


def check_language(tag: str, where: str) -> Iterator[Problem]:
    """Yield a problem unless *tag* is a BCP 47 tag of a language that exists."""
    found = LANGUAGE_TAG.fullmatch(tag)
    if not found or found["primary"] not in _languages():
        yield Problem(place=where, message=f'"{tag[:40]}" is not a language tag', hint="such as en, pl, de, pt-BR")


@cache
def _languages() -> frozenset[str]:
    return frozenset(str(code) for code in Locale("en").languages if len(str(code)) in (2, 3))


# --- what is too long to be set ---------------------------------------------------------------------------------------


def long_in_config(config: Config, place: str) -> Iterator[Problem]:
    """Yield what is too long in `publishkit.toml`."""
    house = config.publication
    named: list[Named] = [
        (f"publication.{key}", getattr(house, key), TITLE) for key in ("name", "tagline", "publisher", "frequency")
    ]
    named += [(f"publication.editors[{n}]", name, TITLE) for n, name in enumerate(house.editors, 1)]
    named += [("publication.address", house.address, LINE), ("publication.contact", house.contact, LINE)]
    named += [("email.from_name", config.email.from_name, TITLE), ("brand.footer", config.brand.footer, PARAGRAPH)]
    return _too_long(named, place)


def long_in_issue(issue: Issue, place: str) -> Iterator[Problem]:
    """Yield what is too long in `issue.toml`."""
    named: list[Named] = [(key, getattr(issue, key), TITLE) for key in ("title", "subject", "editorial_by")]
    named += [("preheader", issue.preheader, PARAGRAPH)]
    for s, section in enumerate(issue.section, 1):
        named += [(f"section[{s}].title", section.title, TITLE), (f"section[{s}].intro", section.intro, PARAGRAPH)]
        for a, entry in enumerate(section.article, 1):
            where = f"section[{s}].article[{a}]"
            named += [
                (f"{where}.{key}", getattr(entry, key), TITLE) for key in ("headline", "summary_by", "translator")
            ]
            named += [(f"{where}.changes", entry.changes, PARAGRAPH)]
    return _too_long(named, place)


def long_in_article(head: FrontMatter, rights: RightsFile, place: str) -> Iterator[Problem]:
    """Yield what is too long in `article.md` and `rights.toml`."""
    named: list[Named] = [(key, getattr(head, key), TITLE) for key in ("title", "kicker", "dateline")]
    named += [("deck", head.deck, PARAGRAPH), ("origin_line", head.origin_line, LINE)]
    for n, byline in enumerate(head.bylines, 1):
        named += [(f"bylines[{n}].name", byline.name, TITLE), (f"bylines[{n}].affiliation", byline.affiliation, TITLE)]
    if head.publisher:
        named += [("publisher.name", head.publisher.name, TITLE)]
    yield from _too_long(named, f"{place}/article.md")
    yield from _long_in_statement(rights.text, "text", f"{place}/rights.toml")
    for n, picture in enumerate(rights.picture, 1):
        shown: list[Named] = [(f"picture[{n}].{key}", getattr(picture, key), PARAGRAPH) for key in ("caption", "alt")]
        yield from _too_long(shown, f"{place}/rights.toml")
        yield from _long_in_statement(picture.rights, f"picture[{n}].rights", f"{place}/rights.toml")


def _long_in_statement(statement: RightsStatement, where: str, place: str) -> Iterator[Problem]:
    title = (f"{where}.title", statement.title, TITLE)
    credit = (f"{where}.credit_line", statement.credit_line, LINE)
    owner = (f"{where}.copyright_line", statement.copyright_line, LINE)
    people = [(f"{where}.{key}", getattr(statement, key), TITLE) for key in ("claimed_by", "approved_by")]
    reason = (f"{where}.because", statement.because, PARAGRAPH)
    yield from _too_long([title, credit, owner, *people, reason], place)
    parties = (*statement.creators, *statement.holders, *statement.agencies, *filter(None, (statement.publisher,)))
    for party in parties:
        yield from _too_long([(f"{where}: the name {party.name[:20]!r}", party.name, TITLE)], place)
    for n, grant in enumerate(statement.grants, 1):
        yield from _too_long([(f"{where}.grants[{n}].credit", grant.credit, LINE)], place)


def _too_long(named: Sequence[Named], place: str) -> Iterator[Problem]:
    for where, text, most in named:
        if text and len(text) > most:
            message = f"is {len(text):,} characters; {most:,} are the most that can be set"
            yield Problem(place=f"{place}: {where}", message=message, hint="shorten it")

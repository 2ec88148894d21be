"""What all formats share: the Renderer protocol, the one template context, what a format prints, links inside an edition, JSON-LD."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from publishkit.model.artifact import Artifact
from publishkit.model.credits import plain
from publishkit.model.edition import Block, Edition, EditionSection, Item, PlacedPicture
from publishkit.model.issue import stamp
from publishkit.model.rights import Channel, Notice, Party, Status
from publishkit.model.statement import RightsStatement
from publishkit.rights.credit import fill_text
from publishkit.theme.load import Theme


class Renderer(Protocol):
    """Turns an edition into one format's files: no disk, no network, no clock."""

    def __call__(self, edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
        """Return the files of this format, the same bytes for the same values."""
        ...


# --- what every template sees -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Where the files of an edition are, relative to its folder and as addresses."""

    edition: Edition

    @property
    def pdf(self) -> str:
        """`the-letter-2026-w47.pdf`; a revised one is `the-letter-2026-w47-r2.pdf`."""
        return f"{self._book}.pdf"

    @property
    def epub(self) -> str:
        """`the-letter-2026-w47.epub`"""
        return f"{self._book}.epub"

    @property
    def _book(self) -> str:
        name = f"{self.edition.config.publication.slug}-{self.edition.id}"
        return f"{name}-r{self.edition.revision}" if self.edition.revision > 1 else name

    @property
    def site(self) -> str:
        """Address of the home page: `https://…/`."""
        return self.edition.config.publication.site

    @property
    def books(self) -> str:
        """Address of the folder PDF and EPUB are downloaded from; beside the editions, as in `out/` beside the pages."""
        return self.site

    @property
    def pages(self) -> bool:
        """Whether the issue has web pages, to which a mail can lead; without them nobody makes what `web` and `page` name."""
        return Channel.WEB in self.edition.issue.outputs

    @property
    def web(self) -> str:
        """Address of the edition in the browser: `https://…/2026-w47/`."""
        return f"{self.edition.url}"

    def page(self, item: Item) -> str:
        """Return the address of the item's own page, or of its place in the edition when it has none."""
        return f"{self.edition.url}{item.slug}.html" if item.full or item.had_page else f"{self.edition.url}#{item.id}"

    def image(self, name: str) -> str:
        """Return the address of a picture as the mail links it."""
        return f"{self.edition.url}images/{name}"


def context(edition: Edition, theme: Theme, channel: Channel) -> Mapping[str, Any]:
    """Return what every template sees: `edition`, `t` (words), `tokens`, `channel`, `names`."""
    return {
        "edition": edition,
        "t": edition.labels,
        "tokens": theme.tokens,
        "channel": channel,
        "names": Names(edition=edition),
        "notice_heading": notice_heading(edition),
    }


def notice_heading(edition: Edition) -> Callable[[Notice], str]:
    """Return what stands over a notice: "Notice, as published (English):"."""
    words = edition.labels["notice_as_published"]
    reader = getattr(words, "lang", "") or edition.language

    def heading(notice: Notice) -> str:
        language = language_name(notice.lang, reader)
        return fill_text(words, language=language) if language else edition.labels["full_notice"]

    return heading


def language_name(code: str, reader: str) -> str:
    """Return the name of the language *code* in the language *reader*; "" when it has none.

    >>> language_name("de", "en"), language_name("en", "de"), language_name("und", "en")
    ('German', 'Englisch', '')
    """
    if code in ("", "und"):
        return ""
    try:
        return Locale.parse(code, sep="-").get_display_name(Locale.parse(reader, sep="-")) or ""
    except (UnknownLocaleError, ValueError):
        return code


# --- the edition as one format prints it ------------------------------------------------------------------------------


HEADING = re.compile(r"(?P<open></?h)(?P<level>[1-6])(?=[\s>])")
"""A tag, never text: `<` in text is always escaped in cleaned markup."""


def printed(edition: Edition, channel: Channel, *, headings: int = 3) -> Edition:
    """Return *edition* as *channel* prints it, an article's highest cross-head at the level *headings*."""
    sections = (_section(section, channel, headings) for section in edition.sections)
    cover = edition.cover if edition.cover and channel in edition.cover.channels else None
    editorial = tuple(_cleared(edition.editorial, channel))
    return replace(edition, sections=tuple(sections), cover=cover, editorial=editorial)


def _section(section: EditionSection, channel: Channel, headings: int) -> EditionSection:
    return replace(section, items=tuple(_item(item, channel, headings) for item in section.items))


def _item(item: Item, channel: Channel, headings: int) -> Item:
    return replace(item, blocks=at_level(tuple(_cleared(item.blocks, channel)), headings))


def _cleared(blocks: tuple[Block, ...], channel: Channel) -> Iterator[Block]:
    for block in blocks:
        if block.picture is None or channel in block.picture.channels:
            yield block


def at_level(blocks: tuple[Block, ...], top: int) -> tuple[Block, ...]:
    """Return *blocks* with their highest cross-head at level *top* and the others moved along.

    >>> at_level((Block(kind="html", html="<h3>A</h3><h4>B</h4>"),), 2)[0].html
    '<h2>A</h2><h3>B</h3>'
    """
    levels = [int(found["level"]) for block in blocks for found in HEADING.finditer(block.html)]
    if not levels or min(levels) == top:
        return blocks
    shift = top - min(levels)
    return tuple(
        replace(block, html=HEADING.sub(lambda m: f"{m['open']}{min(6, int(m['level']) + shift)}", block.html))
        for block in blocks
    )


# --- formulas ---------------------------------------------------------------------------------------------------------


FORMULA = re.compile(r'<math\b[^<>]*?\salttext="(?P<words>[^"]*)"[^<>]*>.*?</math>', re.DOTALL)
"""As `workspace/formula.py` writes them; within one stands no other."""


def formulas_in_words(markup: str) -> str:
    """Return *markup* with formulas in words, for readers that know no MathML.

    >>> formulas_in_words('<p>Let <math alttext="x² &lt; 1"><mi>x</mi></math> be.</p>')
    '<p>Let x² &lt; 1 be.</p>'
    """
    return FORMULA.sub(r"\g<words>", markup) if "<math" in markup else markup


# --- links inside an edition ------------------------------------------------------------------------------------------


ID = re.compile(r'<[a-zA-Z][^<>]*?\sid="([^"]+)"')
LINK = re.compile(r'(?P<before><a\b[^<>]*?\shref=")#(?P<id>[^"]+)')
"""In tags only: `<` in text is always escaped, so words about HTML stay as they are."""


_JOINED = ("\u200d", "\u2060", "\ufe0f")


def pieces(letters: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    """Yield runs of about *length* letters of a word; accents and what is joined stay with their letter."""
    first = 0
    for at, letter in enumerate(letters):
        joined = unicodedata.category(letter[0]).startswith("M") or letter in _JOINED
        if at - first >= length and not joined and letters[at - 1] not in _JOINED:
            yield letters[first:at]
            first = at
    yield letters[first:]


def join_anchors(documents: Mapping[str, str]) -> dict[str, str]:
    """Return *documents* (name in one folder -> markup) with every link to an id elsewhere leading to its document.

    An id in the document itself comes first, then the first document that has it; a link to an id nobody has stays.

    >>> join_anchors({"a.html": '<a href="#x">', "b.html": '<p id="x">'})["a.html"]
    '<a href="b.html#x">'
    """
    ids = {name: set(ID.findall(text)) for name, text in documents.items()}
    homes = {anchor: name for name in reversed(tuple(documents)) for anchor in sorted(ids[name])}

    def joined(name: str, text: str) -> str:
        def target(found: re.Match[str]) -> str:
            home = "" if found["id"] in ids[name] else homes.get(found["id"], "")
            return f"{found['before']}{home}#{found['id']}"

        return LINK.sub(target, text)

    return {name: joined(name, text) for name, text in documents.items()}


# --- JSON-LD: what machines are told of an edition and its items ------------------------------------------------------


Tree = dict[str, Any]
ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
"""Inside a script element `</script>` and `<!--` would end or swallow the page; JSON reads these the same."""


def issue_json(edition: Edition, channel: Channel) -> Markup:
    """Return the whole edition as the content of a script element."""
    names = Names(edition=edition)
    publisher = {"@type": "Organization", "name": edition.config.publication.publisher}
    return _script(
        {
            "@type": "PublicationIssue",
            "@id": edition.url,
            "name": f"{edition.name} {edition.number}",
            "headline": edition.title,
            "issueNumber": edition.number,
            "datePublished": edition.date.isoformat(),
            "dateModified": _instant(edition.revised_at, edition.revised),
            "version": edition.revision if edition.revision > 1 else None,
            "inLanguage": edition.language,
            "isPartOf": {"@type": "Periodical", "name": edition.name, "issn": edition.config.publication.issn},
            "publisher": publisher,
            "copyrightNotice": edition.rights_sentence,
            "usageInfo": f"{edition.url}#credits",
            "hasPart": [_part(edition, item, names, channel) for item in edition.items],
        }
    )


def item_json(edition: Edition, item: Item, channel: Channel) -> Markup:
    """Return one item as the content of a script element."""
    return _script(_part(edition, item, Names(edition=edition), channel))


def _part(edition: Edition, item: Item, names: Names, channel: Channel) -> Tree:
    tree: Tree = {"@id": names.page(item), "inLanguage": item.lang} | _changed(item)
    if item.withdrawn:
        return tree | {"@type": "CreativeWork", "name": item.title, "creativeWorkStatus": "Withdrawn"}
    if item.full:
        return tree | _article(item) | {"image": [_image(picture, names) for picture in _pictures(item, channel)]}
    own = {
        "@type": "CreativeWork",
        "name": item.title,
        "author": {"@type": "Person", "name": item.summary_by} if item.summary_by else None,
        "publisher": {"@type": "Organization", "name": edition.config.publication.publisher},
    }
    language = item.source_lang or item.lang
    return tree | own | {"citation": {"@id": item.source_url, "inLanguage": language} | _work(item.statement)}


def _changed(item: Item) -> Tree:
    """Return what was put right since the item came out, the day of the latest change included."""
    if not item.changes:
        return {}
    comments = [
        {"@type": "CorrectionComment", "datePublished": change.date.isoformat(), "text": f"{change.head} {change.note}"}
        for change in item.changes
    ]
    last = item.changes[-1]
    return {"dateModified": _instant(last.at, last.date), "correction": comments}


def _instant(at: datetime | None, day: date | None) -> str | None:
    """Return the moment as RFC 3339 writes it, or at least the day."""
    return stamp(at) if at else day.isoformat() if day else None


def _article(item: Item) -> Tree:
    source = "" if item.statement.status is Status.OWN else item.source_url
    return {**_work(item.statement), "headline": item.title, "isBasedOn": source, "license": item.license_uri}


def _work(statement: RightsStatement) -> Tree:
    """Return what is known of a work, ours or another's; rights words exactly as the holder wrote them."""
    return {
        "@type": "NewsArticle",
        "headline": statement.title,
        "author": _people(statement.creators, "Person"),
        "publisher": _person(statement.publisher, "Organization") if statement.publisher else None,
        "datePublished": _day(statement.first_published),
        "copyrightHolder": _people(statement.holders, "Organization"),
        "copyrightYear": statement.copyright_year,
        "copyrightNotice": statement.copyright_line,
        "creditText": statement.credit_line,
    }


def _pictures(item: Item, channel: Channel) -> Sequence[PlacedPicture]:
    return [block.picture for block in item.blocks if block.picture and channel in block.picture.channels]


def _image(picture: PlacedPicture, names: Names) -> Tree:
    license_uri = next((span.href for span in picture.credit if span.kind == "license"), "")
    return {
        "@type": "ImageObject",
        "contentUrl": names.image(picture.name),
        "caption": picture.caption,
        "creator": _people(picture.statement.creators, "Person"),
        "copyrightHolder": _people(picture.statement.holders, "Organization"),
        "copyrightNotice": picture.statement.copyright_line,
        "creditText": plain(picture.credit),
        "license": license_uri,
    }


def _people(parties: Sequence[Party], kind: str) -> list[Tree]:
    return [_person(party, kind) for party in parties]


def _person(party: Party, kind: str) -> Tree:
    return {"@type": kind, "name": party.name, "url": party.url}


def _day(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _script(tree: Tree) -> Markup:
    text = json.dumps({"@context": "https://schema.org", **_known(tree)}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(ESCAPES))  # noqa: S704 - the five characters that could end the element are escaped


def _known(tree: Mapping[str, Any]) -> Tree:
    """Return *tree* without what is unknown, all the way down."""
    return {key: _bare(value) for key, value in tree.items() if value not in (None, "", [], ())}


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _known(value)
    return [_bare(part) for part in value] if isinstance(value, list) else value

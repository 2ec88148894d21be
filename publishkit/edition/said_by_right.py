"""What an edition may say of the works of others, whatever is withheld of them: what a credit is made of, and quotations.

Each text is bounded by what it is, so that nobody prints an article as its own title: a title stands as one in the stored
original, a notice speaks of rights, a name is short. What the gate allowed of a quotation it has measured already.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from publishkit.capture.page.tree import MARKUP, plain_text
from publishkit.edition.clear import ClearedItem
from publishkit.edition.house import House, credits_at, license_of, picture_credits, taglines
from publishkit.edition.items import credit_of
from publishkit.edition.quoting import Quoting
from publishkit.model.article import Article
from publishkit.model.edition import Change
from publishkit.model.rights import Party, Status
from publishkit.model.statement import RightsStatement
from publishkit.rights.copies.near_copy import in_words, quotations, units
from publishkit.rights.credit import FULL_USES
from publishkit.rights.detect.notices import ALL
from publishkit.rights.notices.copyright_words import COPYRIGHT
from publishkit.rights.notices.notice import find_notices, phrases_in
from publishkit.words import lowered, plain, skeleton

TITLE = 40
"""Words of a title or an address; the longest real ones, with what stands above and below them, have 30."""
UNPROVED = 20
"""Words of a title of which no original is stored."""
NAME = 12
LINE = 30
"""Words of a credit, a copyright line, an origin, a kicker."""
PIECE = 20
"""Letters in a row that two texts have in common, as `proof/copied.py` looks for them."""
BY_CHANCE = 80
"""Letters that names and credits of an article may have in common with the texts that are withheld: some sixteen words."""
NAMES_WEIGH = 4
"""The fourth part of that counts where it is a list of names, which a page may have in its text, too."""
CREDIT = 60
"""Words of a credit that its holder wants printed exactly so, and of a sentence about rights of which nothing else is known.

A longer one is a notice where the stored original has it as one, beside the article."""
ASIDE = 25
"""Words of a notice that speak of no rights ("Contact us at …"), where most of it does not and the article has none of them."""
ASIDE_IN_TEXT = 12
"""The same of those that the article has, too."""
BODY = 200
"""Letters of an article that is there: a notice that has no sentence of it is none of it, in whatever language it speaks."""
NOTE = 40
"""Words of what readers are told of a correction."""
FIRST_LINES = 15
"""Lines at the beginning of a text without markup among which its title may stand."""
HEADINGS = ("title", "h1", "h2", "h3", "h4")
NAMES = ("headline", "alternativeHeadline", "name")
"""Where a page's data (schema.org) have its title."""
QUOTED = re.compile(r"“([^“”]{1,400})”")
_PARTS = re.compile(r"(?<=[.!?:;|])\s+|[\n。！？；｜]+|\s[–—|]\s")
_DATA = re.compile(rf'"(?:{"|".join(NAMES)})"\s*:\s*"((?:[^"\\]|\\.){{1,600}})"')


def said_by_right(cleared: Sequence[ClearedItem], changes: Sequence[Change], house: House) -> tuple[str, ...]:
    """Return every text an edition may print of the works of others, each once: whole, they are no copy of anything."""
    withheld = [item for item in cleared if item.entry.use not in FULL_USES]
    bodies = Bodies(text for item in withheld for text in item.body.paragraphs)
    quoting = Quoting(cleared, house.issue, house.config.rights)
    found = chain(
        _of_house(house),
        *(_of_item(item, house, bodies) for item in cleared),
        _of_changes(changes, bodies),
        *(quoting.of(item.article, item.terms) for item in withheld if not item.retraction),
    )
    return tuple(dict.fromkeys(text for text in found if text.strip()))


class Bodies:
    """The letters of texts that are withheld: what is said of works may have a few words of them, by chance, and no more."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts apart."""
        self.letters = _letters("\n".join(texts))
        self._pieces = {self.letters[at : at + PIECE] for at in range(len(self.letters) - PIECE + 1)}

    def spared(self, texts: Iterable[str], most: int) -> Iterator[str]:
        """Yield those of *texts* of one article that have at most *most* words, as long as few of them stand in the bodies."""
        left = BY_CHANCE
        for text in dict.fromkeys(filter(None, texts)):
            letters = _letters(text)
            shared = {
                n
                for at in range(len(letters))
                if letters[at : at + PIECE] in self._pieces
                for n in range(at, at + PIECE)
            }
            left -= len(shared) // (NAMES_WEIGH if is_names(text) else 1)
            if length(text) <= most and (not shared or left >= 0):
                yield text


def is_names(text: str) -> bool:
    """Return whether most words of *text* are written as names are.

    >>> is_names("Photo: Dan Reed. Hair: Syd Hayes"), is_names("Two people have applied for the seat")
    (True, False)
    """
    found = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    return 10 * sum(map(str.istitle, found)) >= 6 * max(1, len(found))


def _of_house(house: House) -> Iterator[str]:
    """Yield our own name and address, and the sentences of the program."""
    publication = house.config.publication
    names = (publication.name, publication.publisher, publication.address, publication.contact, *publication.editors)
    yield from _short(names, NAME)
    yield from _short((publication.url, house.rights_sentence), LINE)
    for sentence in house.words.values():
        yield from _short(re.split(r"[\[\]]|\{\w+\}", sentence), CREDIT)


def _of_changes(changes: Sequence[Change], bodies: Bodies) -> Iterator[str]:
    for change in changes:
        yield from _short((change.title,), UNPROVED)
        yield from bodies.spared((change.note,), NOTE)


def _of_item(item: ClearedItem, house: House, bodies: Bodies) -> Iterator[str]:
    entry, statement = item.entry, item.article.text_rights
    if item.retraction:
        yield from _short((entry.headline,), UNPROVED)
        return
    yield from of_article(item.article, item.body.paragraphs, bodies, entry.headline)
    credits = (*credits_at(item, "top", "byline", "bottom", "any"), *taglines(item))
    yield from bodies.spared(credits, CREDIT)
    yield from bodies.spared((entry.translator, entry.summary_by, house.day(statement.first_published)), NAME)
    yield from _addresses((license_of(item.decisions, statement).uri,))
    yield license_of(item.decisions, statement).name
    foreign = [picture for picture in item.pictures if picture.picture.rights.status is not Status.OWN]
    yield from bodies.spared((text for one in foreign for text in (credit_of(one), *picture_credits(one))), LINE)
    for picture in item.pictures:
        shown = license_of(picture.decisions, picture.picture.rights)
        yield from _addresses((shown.uri,))
        yield shown.name
    if statement.status is not Status.OWN:
        # How long they may be the gate has said, all quotations from one publisher together.
        yield entry.quote
        source = _letters(item.source)
        yield from (text for text in quotations(f"{entry.summary}\n{entry.note}") if _letters(text) in source)


def of_article(
    article: Article, paragraphs: Sequence[str], bodies: Bodies | None = None, headline: str = ""
) -> Iterator[str]:
    """Yield what names an article wherever it is named: titles, makers, owners, notices, addresses.

    *paragraphs* are its text, *bodies* all texts that are withheld, *headline* is what we call it. What is ours has
    makers; it owes nothing to anybody.
    """
    head, bodies = article.head, bodies or Bodies(paragraphs)
    foreign = article.text_rights.status is not Status.OWN
    if foreign:
        yield from _titles(article, headline)
        yield from _addresses((head.source_url, head.canonical_url))
        yield article.slug
    statements = (article.text_rights, *(picture.rights for picture in article.pictures))
    owing = [statement for statement in statements if statement.status is not Status.OWN]
    lines = (line for statement in owing for line in (statement.copyright_line, statement.credit_line))
    names = (*(byline.name for byline in head.bylines), *(byline.affiliation for byline in head.bylines))
    named = (name for statement in statements for name in _names(statement))
    yield from bodies.spared((head.kicker if foreign else "", head.origin_line, *filter(None, lines)), LINE)
    yield from bodies.spared((*names, *named), NAME)
    for statement in owing:
        yield from _addresses((statement.source_url, statement.terms_url, statement.tdm.policy_url))
        yield from _notices(statement, article, paragraphs, bodies.letters)


def _names(statement: RightsStatement) -> Iterator[str]:
    parties: list[Party] = [*statement.creators, *statement.holders, *statement.agencies]
    parties += [statement.publisher] if statement.publisher else []
    yield from (party.name for party in parties)
    yield from (grant.grantor.name for grant in statement.grants)


def _short(texts: Iterable[str], most: int) -> Iterator[str]:
    """Yield those of *texts* that have at most so many words."""
    return (text for text in texts if text and length(text) <= most)


def length(text: str) -> int:
    """Return how many words a text has, as copying is measured."""
    return in_words(units(skeleton(text)))


# --- titles -----------------------------------------------------------------------------------------------------------


def _titles(article: Article, headline: str) -> Iterator[str]:
    """Yield the article's title, its headline here and titles the editor is asked about, as far as the original has them as one."""
    asked = (quoted for line in article.head.review if line.startswith("title:") for quoted in QUOTED.findall(line))
    given = (article.head.title, article.text_rights.title or "", headline, *asked)
    named = [*titles_of(article.source_text)]
    for title in dict.fromkeys(filter(None, given)):
        if not named:
            yield from _short((title,), UNPROVED)
        elif any(_letters(title) in _letters(name) for name in named):
            yield from _short((title,), TITLE)
        else:
            yield from (name for name in named if _letters(name) in _letters(title))


def titles_of(source: str) -> Iterator[str]:
    """Yield everything that stands as a title in a captured original: headings and metadata, or its first lines."""
    if not MARKUP.search(source[:100_000]):
        lines = [line.strip() for line in source.splitlines() if line.strip()]
        yield from _short(lines[:FIRST_LINES], TITLE)
        return
    try:
        tree = html.fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, ValueError):
        return
    etree.strip_elements(tree, "style", with_tail=False)  # some write the style of a headline into it
    found = [" ".join(element.itertext()) for element in tree.iter(*HEADINGS)]
    found += [meta.get("content") or "" for meta in tree.iter("meta") if _is_title(meta)]
    for script in tree.iter("script"):
        found += _DATA.findall(script.text or "") if "ld+json" in (script.get("type") or "") else []
    yield from _short(dict.fromkeys(found), TITLE)


def _is_title(meta: etree._Element) -> bool:
    name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
    return name.endswith("title") or name in {"headline", "itemprop:headline"}


# --- addresses --------------------------------------------------------------------------------------------------------


def _addresses(addresses: Iterable[str | None]) -> Iterator[str]:
    """Yield addresses as they are written and as they are read."""
    for address in dict.fromkeys(filter(None, addresses)):
        yield from _short(read_address(address), TITLE)


def read_address(address: str) -> Iterator[str]:
    """Yield an address as it is written, without its percent signs, and with a host name's own letters.

    >>> list(read_address("https://xn--mnchen-3ya.example/%C3%BCber-uns"))[1:]
    ['https://xn--mnchen-3ya.example/über-uns', 'münchen.example']
    """
    yield address
    yield unquote(address)
    try:
        yield (urlsplit(address).hostname or "").encode().decode("idna")
    except (UnicodeError, ValueError):
        return


# --- notices ----------------------------------------------------------------------------------------------------------


def _notices(statement: RightsStatement, article: Article, paragraphs: Sequence[str], bodies: str) -> Iterator[str]:
    """Yield the notices, sentence by sentence: those that speak of rights, and what stands between where it is no article.

    *bodies* is the letters of every article of the issue.
    """
    for notice in statement.notices:
        parts = [part.strip() for part in _PARTS.split(notice.text) if part.strip()]
        of_rights = [part for part in parts if speaks_of_rights(part)]
        long = [part for part in of_rights if length(part) > CREDIT]
        yield from (part for part in of_rights if part not in long)
        if long and not any(_letters(part) in bodies for part in long):
            stored = [_letters(one.text) for one in find_notices(plain_text(article.source_text))]
            yield from (part for part in long if any(_letters(part) in one for one in stored))
        others = {part: _letters(part) in bodies for part in parts if part not in of_rights}
        mostly = 2 * sum(map(length, of_rights)) >= length(notice.text)
        known = mostly or _stands_apart(others, article, paragraphs)
        left = {True: ASIDE_IN_TEXT, False: length(notice.text) if known else ASIDE}
        for part, within in others.items():
            left[within] -= length(part)
            if left[within] >= 0:
                yield part


def _stands_apart(parts: Mapping[str, bool], article: Article, paragraphs: Sequence[str]) -> bool:
    """Whether the sentences stand in the stored original beside the article: a notice in whatever language."""
    if not parts or any(parts.values()) or len(_letters(" ".join(paragraphs))) < BODY:
        return False
    source = _letters(plain_text(article.source_text))
    return all(_letters(part) in source for part in parts)


def _letters(text: str) -> str:
    return skeleton(text).replace(" ", "")


def speaks_of_rights(text: str) -> bool:
    r"""Return whether *text* says whose a work is or what may be done with it.

    >>> speaks_of_rights("\N{COPYRIGHT SIGN} 2026 Harbour Gazette"), speaks_of_rights("The vote is on Monday.")
    (True, False)
    """
    low = lowered(plain(text))
    # Behind a sign stands a name; a longer sentence says in words that something is protected.
    found = COPYRIGHT.search(text)
    signed = found and (length(text) <= LINE or "copyright" in low[1:])
    return bool(signed) or any(phrases_in(text)) or any(phrase.find(low) for phrase in ALL)

"""The letter that asks a holder for permission: what would be used, where, how long, how credited, what to answer.

Worded here from facts that are already in the letter's language; nothing is sent, and the letter is not written here.
"""

import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib import resources

from publishkit.model.decision import PublisherType
from publishkit.model.rights import Channel
from publishkit.rights.credit import fill_text

WIDTH = 76
"""Characters on a line of prose, so that it reads well in every mail program."""
BLANK = "____________________"
BOX = "[ ]"
CAPTION = 40
"""Characters of a picture's caption beside its box: one line in every mail program."""
BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another."""
TOKEN = re.compile(r"\bPK-?([0-9A-HJKMNP-TV-Z]{4})-?([0-9A-HJKMNP-TV-Z]{4})\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """The text, or the text a picture came with."""

    title: str
    """In the quotation marks of the letter's language."""
    authors: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedPicture:
    """A picture asked for."""

    caption: str = ""
    credit: str = ""
    """As its source gives it."""
    url: str = ""
    printed: str = ""
    """The line we would print under it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """Under which circumstances readers get the edition."""

    publisher_type: PublisherType = PublisherType.UNKNOWN
    countries: str = ""
    """"" is the whole world."""
    copies: str = ""
    price: str = ""
    """"" when it costs nothing."""
    paywall: bool = False
    registration: bool = False
    ads: bool = False
    sponsors: bool = False
    drm: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterFacts:
    """Everything the letter says; days, names of languages and lists already in its language."""

    name: str
    """Of our publication."""
    house: str
    """Our publisher."""
    url: str
    contact: str
    address: str = ""
    editors: str = ""
    number: str
    date: str
    channels: tuple[Channel, ...]
    terms: Terms = field(default_factory=Terms)
    holder: str = ""
    work: Work
    use: str = ""
    """"full", "abridged" or "translated"; "" when only pictures are asked for."""
    changes: str = ""
    language: str = ""
    """Of the translation."""
    translator: str = ""
    credit: tuple[str, ...] = ()
    """The lines the edition would print with the text."""
    pictures: tuple[AskedPicture, ...] = ()
    until: str = ""
    answer_by: str = ""
    token: str = ""
    """By which the answer finds this letter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestLetter:
    """A letter ready to be sent by a person."""

    subject: str
    text: str


@cache
def letter_words(language: str) -> Mapping[str, str] | None:
    """Return the words of the letter in *language* (a BCP 47 tag); None where we have none."""
    primary = language.split("-", maxsplit=1)[0].lower()
    if primary not in letter_languages():
        return None
    return tomllib.loads((resources.files("publishkit.permissions") / "letters" / f"{primary}.toml").read_text("utf-8"))


@cache
def letter_languages() -> tuple[str, ...]:
    """Return the languages we can ask in."""
    folder = resources.files("publishkit.permissions") / "letters"
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def request_token(chance: bytes, *asked: str) -> str:
    """Return the token of a request for what is *asked*: as hard to guess as *chance* is, always the same for the same.

    >>> request_token(bytes(16), "2026-w47", "harbour-dues")
    'PK-T0JQ-DS7T'
    """
    digest = int.from_bytes(sha256(b"\0".join((chance, *(word.encode() for word in asked)))).digest()[:5], "big")
    letters = "".join(BASE_32[digest >> 5 * place & 31] for place in range(8))
    return f"PK-{letters[:4]}-{letters[4:]}"


def tokens_in(text: str) -> tuple[str, ...]:
    """Return every token in *text*, as we write them.

    >>> tokens_in("AW: May we publish? (pk-7f3k-q2md)")
    ('PK-7F3K-Q2MD',)
    """
    return tuple(dict.fromkeys(f"PK-{a}-{b}".upper() for a, b in TOKEN.findall(text)))


def write_letter(facts: LetterFacts, words: Mapping[str, str]) -> RequestLetter:
    """Return the letter: prose in lines of 76 characters, credits and addresses never broken."""
    key = "subject" if facts.use else "subject_pictures"
    parts = [
        *_opening(facts, words),
        *_section(words["what"], _what(facts, words)),
        *_section(words["where"], _where(facts, words)),
        words["term"],
        _prose(fill_text(words["term_until" if facts.until else "term_open"], date=facts.date, until=facts.until)),
        words["credit"],
        *_credits(facts, words),
        words["answer"],
        *_answer(facts, words),
        _signature(facts, words),
    ]
    subject = fill_text(words[key], title=facts.work.title, name=facts.name, token=facts.token)
    return RequestLetter(subject=subject, text="\n\n".join(parts) + "\n")


def _prose(text: str, indent: str = "", later: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )


def _section(title: str, lines: Iterator[str]) -> tuple[str, str]:
    return title, "\n".join(_prose(line, "- ", "  ") for line in lines)


def _opening(facts: LetterFacts, words: Mapping[str, str]) -> Iterator[str]:
    yield words["greeting"]
    yield _prose(fill_text(words["intro"], name=facts.name, url=facts.url, date=facts.date))
    if facts.holder:
        yield _prose(fill_text(words["addressed"], holder=facts.holder))


def _what(facts: LetterFacts, words: Mapping[str, str]) -> Iterator[str]:
    work = facts.work
    named = {"title": work.title, "authors": work.authors, "publisher": work.publisher, "date": work.published}
    more = {"changes": facts.changes, "language": facts.language, "translator": facts.translator}
    if facts.use:
        yield fill_text(words[f"text_{facts.use}"], **named, **more)
    for picture in facts.pictures:
        yield fill_text(words["picture"], caption=picture.caption.rstrip("."), credit=picture.credit)
        if picture.url:
            yield fill_text(words["address"], url=picture.url)
    if not facts.use:
        yield fill_text(words["picture_of"], **named)
    if work.url:
        yield fill_text(words["address"], url=work.url)
    if not facts.pictures:
        yield words["no_pictures"]


def _where(facts: LetterFacts, words: Mapping[str, str]) -> Iterator[str]:
    terms = facts.terms
    yield fill_text(words["issue"], name=facts.name, number=facts.number, date=facts.date, house=facts.house)
    if terms.publisher_type is not PublisherType.UNKNOWN:
        yield fill_text(words[terms.publisher_type.value], house=facts.house)
    yield fill_text(words["formats"], formats=", ".join(words[channel.value] for channel in facts.channels))
    yield fill_text(words["countries"], countries=terms.countries) if terms.countries else words["world"]
    if terms.copies:
        yield fill_text(words["copies"], copies=terms.copies)
    yield " ".join(_circumstances(terms, words))


def _circumstances(terms: Terms, words: Mapping[str, str]) -> Iterator[str]:
    yield fill_text(words["price"], price=terms.price) if terms.price else words["price_none"]
    yield words["paywall" if terms.paywall else "paywall_none"]
    yield words["ads" if terms.ads else "ads_none"]
    yield words["sponsors" if terms.sponsors else "sponsors_none"]
    if terms.registration:
        yield words["registration"]
    if terms.drm:
        yield words["drm"]


def _credits(facts: LetterFacts, words: Mapping[str, str]) -> Iterator[str]:
    """Yield the credits, each on a line of its own: whoever copies one gets exactly what is printed."""
    if facts.use:
        yield words["credit_text"]
        yield "\n".join(f"    {line}" for line in facts.credit)
    for picture in facts.pictures:
        if picture.printed:
            yield words["credit_picture"]
            yield f"    {picture.printed}"
    yield _prose(words["credit_other"])


def _answer(facts: LetterFacts, words: Mapping[str, str]) -> Iterator[str]:
    when = fill_text(words["answer_by"], date=facts.answer_by) if facts.answer_by else words["answer_soon"]
    how = fill_text(words["answer_how"], contact=facts.contact, token=facts.token)
    yield _prose(f"{when} {words['answer_none']} {how}")
    yield f"{words['form_title']} {facts.token}".rstrip()
    named = fill_text(words["form"], name=facts.name, number=facts.number, title=facts.work.title)
    yield f"{_prose(named)}\n{_prose(words['form_how'])}"
    for number, (question, options) in enumerate(_form(facts, words), 1):
        asked = _prose(question, f"{number}. ", "   ")
        yield "\n".join((asked, *(_prose(option, f"   {BOX} ", "       ") for option in options)))


def _form(facts: LetterFacts, words: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the questions of the answer form, each with what may be ticked; `form_` keys, as `answer/form.py` reads them."""

    def options(*keys: str) -> tuple[str, ...]:
        return tuple(f"{words[key]} {BLANK}" if words[key].endswith(":") else words[key] for key in keys)

    yield words["form_permit"], options("form_all", "form_some", "form_no")
    yield words["form_formats"], options(*(channel.value for channel in facts.channels))
    if facts.use:
        translated = fill_text(words["form_translated"], language=facts.language)
        yield words["form_text"], (*options("form_unchanged", "form_edited", "form_abridged"), translated)
    if facts.pictures:
        shown = (
            fill_text(words["form_picture"], number=str(number), caption=_short(picture.caption))
            for number, picture in enumerate(facts.pictures, 1)
        )
        yield words["form_pictures"], (*shown, words["form_no_pictures"])
    yield words["form_countries"], options("form_everywhere", "form_countries_named")
    yield words["form_until"], options("form_no_end", "form_until_day")
    money = ("form_commercial", "form_ads", "form_sponsors", "form_paywall", "form_noncommercial")
    yield words["form_money"], options(*money)
    yield words["form_credit"], options("form_credit_proposed", "form_credit_own")
    yield f"{words['form_conditions']} {BLANK}", ()
    yield words["form_rights"], options("form_rights_yes", "form_rights_no")
    yield f"{words['form_name']} {BLANK}", ()


def _short(caption: str) -> str:
    words = caption.rstrip(".").replace(":", ",")
    return words if len(words) <= CAPTION else f"{words[: CAPTION - 1].rstrip()}…"


def _signature(facts: LetterFacts, words: Mapping[str, str]) -> str:
    lines = (facts.editors, facts.house, facts.address, facts.contact)
    signed = "\n".join(line for line in lines if line)
    return f"{_prose(fill_text(words['thanks'], contact=facts.contact))}\n\n{words['regards']}\n\n{signed}"

"""What a letter says in its writer's own words: yes, no, or something an editor must judge; and the terms it names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

from publishkit.capture.dates import find_date
from publishkit.model.rights import Channel
from publishkit.model.statement import Treatment
from publishkit.permissions.answer.phrases import Patterns, country_codes, phrases, plain_yes
from publishkit.words import Folding, aligned

Source = Literal["letter", "form", "request", "editor"]
Kind = Literal[
    "no", "mixed", "limit", "pay", "refer", "defer", "question", "unknown", "unlinked", "away", "absent", "newsletter",
    "mailing", "fyi",
]  # fmt: skip
"""What stands in the way of a yes."""

fold = Folding(form="NFKD", case="lower", look_alikes=True, letters=True, marks="dropped", spaces="one")

MOST = 400
"""Characters of a sentence we quote."""
_END = re.compile(r"(?<=[.!?;…])[\"'”’»)]*\s+|(?<=[。！？])[\"」』）)]*\s*|\n+")
_DOT = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Nr|St|e\.g|i\.e|z\.B|bzw|ca|\d{1,2}|No(?=\.\s+\d)|Nov|Dec|Jan|Feb|Aug|Sept?|Oct|Apr)\.(?=\s)"
)
"""Dots that end no sentence: of abbreviations and of the 31. December."""
_ORDINAL = re.compile(r"(\d)\.(?= )")
_QUOTED = re.compile(r"[\"“„«](?P<words>[^\"“”„«»]{3,300})[\"”“»]")
_CREDIT = re.compile(r"\b(?:credit|byline|bildnachweis|nachweis|quellenangabe|mention|credito|creditos|podpis|fonte)\b")
_MESSAGE = r"\b(?:e-?mails?|mail|messages?|communication|nachricht|mitteilung|courriels?|mensaje|correo|messaggio|wiadomosc\w*|mensagem)\b"
_NAMES_OF_WORKS = r"\b(?:articles?|texts?|pieces?|story|artikel\w*|beitrag\w*|textes?|articulo|texto|articolo|testo|artykul\w*|tekst\w*|artigo|pictures?|photos?|bilder|fotos?|tekst(?:en)?|artikeln|text(?:en|er)?|clan(?:ek|ku)|billeder)\b|記事|文章|写真"
_TEXTS = re.compile(
    r"\b(?:articles?|texts?|pieces?|story|essay|interview|report|column|artikel\w*|beitrag\w*|textes?|articulo|texto|articol[oi]|testo|artykul\w*|tekst\w*|artigo|clan(?:ek|k\w{1,3}))\b|記事|文章|本文|原稿"
)
_PICTURES = re.compile(
    r"\b(?:pictures?|photos?|photographs?|images?|illustrations?|graphics?|bild(?:er|ern|es)?|fotos?|abbildung(?:en)?|grafik(?:en)?|imagen(?:es)?|fotografias?|immagin[ei]|zdjec\w*|fotografi\w*|ilustracj\w*|imagens?|foto|afbeelding(?:en)?|foto.s|bilden|bilderna|fotona|billede(?:r|rne|t)?|obraz(?:ek|k\w*)|snim\w*)\b|写真|画像"
)
_BELONGING = re.compile(
    rf"(?P<picture>{_PICTURES.pattern})(?P<between>(?:\W+(?!(?:and|und|et|y|e|i|oraz|en|och|og|a|as|sowie|ainsi|plus|or|oder|ou|o|lub|of)\b)\w+){{0,3}}?)"
    r"\W+(?:(?:that|which)? ?(?:goes|go|going|comes|come|appears?|belongs?|runs?|stands?) (?:with|to|beside|alongside|in)|accompan\w+|illustrat\w+|of|from|in|for|to|by|beside|"
    r"zum|zu|aus|im|von|vom|des|der|bei|beim|du|de|d|dans|pour|del|di|dell|della|da|do|dos|das|na|z|ze|w|k|ke|bij|van|uit|voor|till|i|fra|fran|til)\b"
    rf"(?:\W+(?:the|this|that|your|our|my|den|dem|der|diesem|unserem|l|le|la|el|lo|il|het|dit|ons|this|tego|naszego|nosso|nostro|nuestro|notre|votre|cet|este|questo)\b){{0,2}}\W+(?P<text>{_TEXTS.pattern})"
    rf"|(?:{_TEXTS.pattern})の(?={_PICTURES.pattern})"
)
"""A picture that is named by its text: "the photograph of the article" is no text."""
ONLY = re.compile(
    r"\b(?:only|solely|exclusively|nur|ausschliesslich|lediglich|seulement|uniquement|exclusivement|solo|solamente|unicamente|exclusivamente|soltanto|solamente|esclusivamente|tylko|wylacznie|jedynie|apenas|somente|so|alleen|uitsluitend|slechts|bara|endast|enbart|kun|udelukkende|pouze|jen|vyhradne)\b|のみ|たけ|に限"
)
QUESTION = (re.compile(r"\?"),)


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One term of a permission, and the words it rests on."""

    value: object
    words: str
    source: Source = "letter"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What the words say."""

    kind: Kind | None = None
    """None when they say yes, and nothing else."""
    words: str = ""
    """The sentence that stands in the way."""
    yes: tuple[str, ...] = ()
    """The sentences that permit, as they stand."""
    bare: bool = False
    """Whether the yes names nothing: what it answers decides what it permits."""
    no: tuple[str, ...] = ()
    """The sentences that refuse."""
    names_text: bool = False
    """Whether the sentences that permit name the text; so with pictures. A yes may name neither."""
    names_pictures: bool = False
    terms: Mapping[str, Term] = field(default_factory=dict)
    excluded: Mapping[str, Term] = field(default_factory=dict)
    """What is taken out in words: formats by name, `pictures`."""


def folded(text: str) -> str:
    """Return *text* as the phrases see it."""
    return _ORDINAL.sub(r"\1", fold(aligned(text)))


def found(patterns: Patterns, text: str) -> bool:
    """Return whether one of the *patterns* stands in the folded *text*."""
    return any(pattern.search(text) for pattern in patterns)


def read_words(own: str, aside: str = "", *, linked: bool = True) -> Meaning:
    """Return what the *own* words of a letter say; in the signature *aside*, a condition counts, a yes does not.

    Not *linked* is a letter in which nothing shows what it answers.

    >>> read_words("Yes, you may publish it on your website until 3 May 2027.").terms["valid_until"].value
    datetime.date(2027, 5, 3)
    >>> read_words("You may publish the text, but not the pictures.").kind
    'limit'
    """
    sentences = tuple(dict.fromkeys(sentences_of(own)))
    spoken = languages_of(own)
    judged = [(sentence, _judged(sentence, spoken)) for sentence in sentences]
    beside = ((sentence, _judged(sentence, spoken)) for sentence in sentences_of(aside))
    judged += [(sentence, kind) for sentence, kind in beside if kind in {"no", "limit"}]
    permitting = tuple(sentence for sentence in sentences if _permits(sentence))
    refusing = tuple(sentence for sentence, kind in judged if kind == "no")
    bare = bool(permitting) and all(_is_bare(sentence) for sentence in permitting)
    if not any((permitting, *(kind for _, kind in judged))) and is_plain_yes(own):
        permitting, bare = (" ".join(own.split()),), True
    kind, words = _obstacle(judged, permitting, refusing, bare=bare, linked=linked)
    return Meaning(
        kind=kind,
        words=_shown(words),
        yes=tuple(map(_shown, _longest(permitting))),
        bare=bare,
        no=tuple(map(_shown, refusing)),
        names_text=any(_TEXTS.search(_BELONGING.sub(" · ", folded(sentence))) for sentence in permitting),
        names_pictures=any(_PICTURES.search(folded(sentence)) for sentence in permitting),
        terms=dict(_terms(sentences, permitting)),
        excluded=dict(_excluded(sentences)),
    )


def _obstacle(
    judged: Iterable[tuple[str, Kind | None]],
    permitting: tuple[str, ...],
    refusing: tuple[str, ...],
    *,
    bare: bool,
    linked: bool,
) -> tuple[Kind | None, str]:
    """Return what stands in the way of a yes, the weightiest first, and the sentence that says so."""
    kinds: dict[Kind, str] = {}
    for sentence, kind in judged:
        if kind:
            kinds.setdefault(kind, sentence)
    if refusing:
        return ("mixed" if permitting else "no"), refusing[0]
    order: tuple[Kind, ...] = ("newsletter", "away", "refer", "pay", "limit", "defer", "question", "fyi")
    beside_a_yes: Mapping[Kind, Kind] = {"away": "absent", "newsletter": "mailing"} if permitting else {}
    for kind in order:
        if kind in kinds:
            return beside_a_yes.get(kind, kind), kinds[kind]
    if not permitting:
        return "unknown", ""
    return ("unlinked", permitting[0]) if bare and not linked else (None, "")


def languages_of(text: str) -> frozenset[int]:
    """Return the numbers of the languages *text* may be in, all of them when nothing tells.

    "No" is a refusal in Spanish and "in the" in Portuguese; "si" is yes in Italian and "if" in French.
    """
    known, words = phrases(), re.findall(r"[^\W\d_]+", folded(text))
    low = text.lower()
    scores = [
        sum(word in common for word in words) + 2 * sum(low.count(sign) for sign in signs)
        for common, signs in zip(known.words, known.signs, strict=True)
    ]
    most = max(scores)
    least = 0.8 * most if most > 2 else 1
    return frozenset(number for number, score in enumerate(scores) if score >= least) or frozenset(range(len(scores)))


def _in(patterns: Patterns, spoken: frozenset[int]) -> Patterns:
    return tuple(pattern for number, pattern in enumerate(patterns) if number in spoken)


def _judged(sentence: str, spoken: frozenset[int]) -> Kind | None:
    """Return what in a sentence stands in the way of a yes; None when nothing does."""
    known, said = phrases(), folded(sentence)
    spoken |= languages_of(sentence) if len(sentence.split()) > 2 else frozenset()
    plain = without_harmless(said)
    # The weightiest comes first; words as short as "si" or "no" count in the languages of the letter only.
    signs: tuple[tuple[Kind, Patterns, str], ...] = (
        ("newsletter", known.newsletter, said),
        ("away", known.away, said),
        ("no", known.refusal, plain),
        ("refer", known.refer, plain),
        ("pay", known.pay, plain),
        ("defer", known.defer, plain),
        ("limit", (*_in(known.negation, spoken), *_in(known.limits, spoken)), plain),
        ("question", QUESTION, plain),
        ("fyi", known.fyi, plain),
    )
    return next((kind for kind, patterns, words in signs if found(patterns, words)), None)


def without_harmless(said: str) -> str:
    """Return folded words without what sounds like a no or a condition and is none, and without terms we understand."""
    known = phrases()
    for patterns in (known.harmless, known.noncommercial, known.unchanged, known.credit, known.holder):
        for pattern in patterns:
            said = pattern.sub(" · ", said)
    return said


def says_no(sentence: str) -> bool:
    """Return whether a sentence refuses, or speaks of a condition by a negation."""
    plain = without_harmless(folded(sentence))
    return found(phrases().refusal, plain) or found(_in(phrases().negation, languages_of(sentence)), plain)


def permits(sentence: str) -> bool:
    """Return whether a sentence permits."""
    return _permits(sentence)


def _permits(sentence: str) -> bool:
    known, said = phrases(), folded(sentence)
    named = found(known.consent, said) or (found(known.may, said) and found(known.work, said))
    permitting = _is_bare(sentence) or (named and not found(known.service, said))
    return permitting and not found(known.refusal, without_harmless(said))


def _is_bare(sentence: str) -> bool:
    """Return whether a sentence is a yes and nothing else."""
    said = folded(sentence)
    return any(_is_yes(one.strip(" .!,;:-·。、")) for one in (said, without_harmless(said).replace("·", " ")))


def _is_yes(said: str) -> bool:
    if not said or len(said.split()) > 14:
        return False
    return any(whole.fullmatch(said) and word.search(said) for whole, word in _bare_patterns())


def _bare_patterns() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    if not _BARE:
        for yes, courtesy in zip(phrases().yes, phrases().courtesy, strict=True):
            pieces = f"(?:{yes.pattern}|{courtesy.pattern})"
            whole = re.compile(rf"{pieces}(?:[\s,.;:!&、。-]+{pieces})*")
            _BARE.append((whole, re.compile(rf"(?<!\w)(?:{yes.pattern})(?!\w)")))
    return _BARE


_BARE: list[tuple[re.Pattern[str], re.Pattern[str]]] = []


def is_plain_yes(own: str) -> bool:
    """Return whether *own* is a yes, and nothing besides, in a language of which we know no more.

    >>> is_plain_yes("Evet, makaleyi yayınlayabilirsiniz. Teşekkürler"), is_plain_yes("Evet, ama para ile.")
    (True, False)
    """
    said = folded(own).strip(" .!,;:-·。、，！،")
    return any(whole.fullmatch(said) and word.search(said) for whole, word in _plain_patterns())


@cache
def _plain_patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    found = []
    for words in plain_yes():
        yes, beside = (_any_of(words[kind]) for kind in ("yes", "beside"))
        pieces = rf"(?:{yes}|{beside})"
        whole = re.compile(rf"(?:{pieces}(?:[\s,.;:!&、。，！،-]+|$))+")
        found.append((whole, re.compile(rf"(?<!\w)(?:{yes})(?!\w)")))
    return tuple(found)


def _any_of(words: Iterable[str]) -> str:
    """Return an expression for *words*, small or with a capital: a look-alike letter may fold to two in two sizes."""
    written = {folded(one) for word in words for one in (word, word[:1].upper() + word[1:], word.upper())}
    return "|".join(re.escape(one) for one in sorted(written, key=len, reverse=True))


def sentences_of(text: str) -> Iterator[str]:
    """Yield the sentences of *text*: of its paragraphs, in which lines are broken anywhere, and of its single lines."""
    for paragraph in re.split(r"\n\s*\n", text):
        if is_disclaimer(folded(paragraph)):
            continue
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        for piece in dict.fromkeys((" ".join(lines), *lines)):
            held = _DOT.sub(lambda abbreviation: abbreviation[0].replace(".", "\u2024"), piece)
            yield from (one.replace("\u2024", ".").strip() for one in _END.split(held) if one and one.strip())


def is_disclaimer(said: str) -> bool:
    """Return whether a paragraph is what a mail server adds: about the message, not about the work."""
    about_work = re.search(_NAMES_OF_WORKS, said) or found(phrases().consent, said)
    return found(phrases().disclaimer, said) and bool(re.search(_MESSAGE, said)) and not about_work


def _longest(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sentences without those that are part of another one."""
    return tuple(one for one in sentences if not any(one != other and one in other for other in sentences))


def _shown(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= MOST else f"{words[:MOST]}…"


# --- terms ------------------------------------------------------------------------------------------------------------


def _terms(sentences: tuple[str, ...], permitting: tuple[str, ...]) -> Iterator[tuple[str, Term]]:
    for sentence in _longest(permitting):
        if channels := _channels(sentence):
            yield "channels", Term(value=channels, words=_shown(sentence))
            break
    for sentence in _longest(sentences):
        words = _shown(sentence)
        for key, value in _named(sentence, folded(sentence), permits=sentence in permitting):
            yield key, Term(value=value, words=words)


def _named(sentence: str, said: str, *, permits: bool) -> Iterator[tuple[str, object]]:
    """Yield the terms one sentence names, beside formats."""
    known = phrases()
    plain: tuple[tuple[str, Patterns, object], ...] = (
        ("commercial", known.noncommercial, False),
        ("treatments", known.unchanged, (Treatment.FULL_VERBATIM,)),
        ("max_issues", known.one_issue, 1),
        ("territories", known.worldwide, ("WORLD",)),
        ("holder", known.holder, True),
    )
    yield from ((key, value) for key, patterns, value in plain if found(patterns, said))
    if day := _last_day(sentence):
        yield "valid_until", day
    if permits and (codes := _countries(said)):
        yield "territories", codes
    if _CREDIT.search(said) and (quoted := _QUOTED.search(sentence)):
        yield "credit", quoted["words"].strip()


def _channels(sentence: str) -> tuple[Channel, ...]:
    known, said = phrases(), folded(sentence)
    if found(known.every_format, said):
        return tuple(Channel)
    return tuple(channel for channel in Channel if found(known.formats[channel.value], said))


def _last_day(sentence: str) -> date | None:
    said = folded(sentence)
    for pattern in phrases().until:
        if match := pattern.search(said):
            # The month may be written with letters that folding changes; a date is read from the words as they stand.
            words = sentence[max(0, match.start() - 2) :][:120]
            if day := find_date(words):
                return date(day.value.year, day.value.month, day.value.day)
    return None


_WHERE = r"\b(?:in|within|for|en|au|aux|dans|w|na|em|no|nella|fur|and|und|et|y|e|i),?(?: (?:the|den|der|die|das|la|las|los|les|el|il|lo|gli))?"


def _countries(said: str) -> tuple[str, ...]:
    """Return the codes of the countries in which a folded sentence permits something."""
    names = (name for name in country_codes() if len(name) > 3 and name in said)
    found_names = (name for name in names if re.search(rf"{_WHERE} {re.escape(name)}\b", said))
    return tuple(dict.fromkeys(country_codes()[name] for name in found_names))


def _excluded(sentences: tuple[str, ...]) -> Iterator[tuple[str, Term]]:
    """Yield what sentences with a condition leave out: formats they do not name beside "only", or name beside "not"."""
    known = phrases()
    for sentence in _longest(sentences):
        plain = without_harmless(folded(sentence))
        named = set(_channels(sentence))
        term = Term(value=False, words=_shown(sentence))
        if named and ONLY.search(plain):
            yield from ((channel.value, term) for channel in Channel if channel not in named)
        elif named and says_no(sentence) and not _permits(sentence):
            yield from ((channel.value, term) for channel in named)
        spoken = languages_of(sentence)
        limited = found((*_in(known.limits, spoken), *known.refer), plain)
        if (limited or says_no(sentence)) and _PICTURES.search(plain):
            yield "pictures", term

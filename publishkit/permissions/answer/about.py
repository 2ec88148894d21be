"""Which work a letter is about: the titles and addresses it names, beside those of the work that was asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from types import MappingProxyType
from urllib.parse import urlsplit

from publishkit.permissions.answer.meaning import Meaning, Term, folded, found, permits, read_words, sentences_of
from publishkit.permissions.answer.phrases import phrases
from publishkit.permissions.answer.terms import Asked
from publishkit.words import aligned

LEAST = 2
"""Words of a title that nothing but its capital letter shows."""
ALIKE = 0.85
"""How alike two spellings of one title are."""
MOST_OF = 0.6
"""Share of our title in a longer name that is still ours: "our article X of last Friday"."""
MOST = 8_000
"""Characters of a letter that are looked through."""
LONGEST = 1_000
"""Characters of a sentence that names a work."""

_QUOTED = re.compile(
    r"[\"“”„«»](?P<double>[^\"“”„«»\n]{2,300})[\"“”«»]"
    r"|[「『《](?P<corner>[^「」『』《》\n]{1,300})[」』》]"
    r"|(?<!\w)[‘‚'‹](?P<single>[^‘‚‹›\n]{2,300}?)[’'‘›](?!\w)"
    r"|(?<![\w*])\*(?P<star>[^*\n]{2,300})\*(?![\w*])|(?<![\w_])_(?P<line>[^_\n]{2,300})_(?![\w_])"
)
_ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"“”„«»()\[\]]+", re.IGNORECASE)
_NOUN = (
    r"articles?|text|piece|story|essay|interview|report|column|post|review|poem|artikels?|beitrag|beitrags|aufsatz|"
    r"reportage|articulo|articolo|texte|texto|testo|artykul\w*|tekst\w*|artigo|artikeln|clan(?:ek|ku)"
)
_TITLED = (
    r"titled|entitled|called|headed|headlined|mit dem titel|namens|betitelt|intitulee?|titulad[oa]|intitolat[oa]|"
    r"zatytulowan\w+|pod tytulem|getiteld|med titeln|med titlen|s nazvem"
)
_BY_SIGN = re.compile(rf"\b(?:{_TITLED})[:,]?\s+(?P<name>.+)")
_BY_CAPITAL = re.compile(rf"\b(?:{_NOUN})[:,]?\s+(?P<name>\w.*)")
_GERMAN = re.compile(r"\b(?:sie|den|der|die|das|wir|ihren?|unseren?)\b")
"""Where every noun has a capital letter, it shows no title."""
_ENDS = re.compile(
    r"[.,;:!?()\n]|\s(?:on|in|at|by|from|for|with|as|to|and|auf|im|von|fur|sur|dans|de|en|na|w|op|van|pa|till|"
    r"is|may|can|was|you|we|that|which)\s"
)
_CREDIT = re.compile(
    r"\b(?:credit\w*|byline|line|words|wording|note|mention\w*|sentence|nachweis|bildnachweis|quellenangabe|quelle|"
    r"zeile|vermerk|hinweis|credito|creditos|podpis|fonte|fuente|source|ligne|linea|formule|formula|as|als|comme|como|"
    r"come|jako)\b\W*(?:\w+\W+){0,2}$"
)
"""What stands before words that are to be printed, not before a title."""
_PART = re.compile(r"\d|\b(?:part|teil|partie|parte|czesc|deel|del|ii|iii|iv)\b")
"""What tells one of several works apart that share a title."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Named:
    """Something a sentence names, and whether it is the work that was asked for."""

    words: str
    ours: bool


def other_work(own: str, subject: str, asked: Asked) -> str:
    """Return the title or address of another work that a letter permits in place of ours; "" when it names none, or ours too.

    >>> mine = Asked(names=("Early geese on the firth", "early-geese"))
    >>> other_work("You may publish our article “Ferry timetable changes”.", "", mine)
    'Ferry timetable changes'
    >>> other_work("You may publish “Early geese on the firth” and “Ferry timetable changes”.", "", mine)
    ''
    """
    sentences = tuple(one for one in dict.fromkeys(sentences_of(own[:MOST])) if len(one) <= LONGEST)
    named = {sentence: tuple(_named(sentence, asked)) for sentence in sentences}
    permitting = [one for sentence in sentences if _allows(sentence) for one in named[sentence]]
    every = [one for works in named.values() for one in works] or list(_quoted(subject[:LONGEST], asked, sure=True))
    for works in (permitting, every):
        if works:
            return "" if any(one.ours for one in works) else works[0].words
    return ""


def _named(sentence: str, asked: Asked) -> Iterator[_Named]:
    sure = _allows(sentence)
    if any(_holds(folded(sentence), folded(name)) for name in asked.names):
        yield _Named(words=sentence, ours=True)
    yield from _quoted(sentence, asked, sure=sure or bool(re.search(rf"\b(?:{_NOUN})\b", folded(sentence))))
    yield from _addressed(sentence, asked, sure=sure)
    yield from _called(sentence, asked, sure=sure)


def _allows(sentence: str) -> bool:
    """Return whether a sentence permits, be it something that only its name shows to be a work: "you may use 'Ferries'"."""
    return permits(sentence) or found(phrases().may, folded(sentence))


def _holds(said: str, name: str) -> bool:
    """Return whether *name* stands in *said*, with no number behind it that makes it another part."""
    at = re.search(rf"(?<!\w){re.escape(name)}(?!\w)(?P<rest>.{{0,20}})", said) if name else None
    return bool(at) and not re.match(rf"\W{{0,3}}(?:{_PART.pattern})", at["rest"] if at else "")


def _quoted(sentence: str, asked: Asked, *, sure: bool) -> Iterator[_Named]:
    """Yield the works named in quotation marks: no credit, and nothing of what we wrote ourselves."""
    text = sentence.replace("\u2019s ", "'s ")
    for mark in _QUOTED.finditer(text):
        words = next(filter(None, mark.groups())).strip(" .,;:!?")
        if _ADDRESS.match(words) or not _begins_a_title(words) or _CREDIT.search(folded(text[: mark.start()])):
            continue
        if _is_ours(words, asked):
            yield _Named(words=words, ours=True)
        elif sure and not _is_known(words, asked):
            yield _Named(words=words, ours=False)


def _begins_a_title(words: str) -> bool:
    """Return whether *words* may be a title: "as is" and "free of charge" begin small."""
    first = next(filter(str.isalpha, words), "a")
    return not first.islower() or words[:1].isdigit()


def _addressed(sentence: str, asked: Asked, *, sure: bool) -> Iterator[_Named]:
    """Yield the pages whose address is given; the front page of a house is no work."""
    ours = {_page(address) for address in asked.works}
    for mark in _ADDRESS.finditer(sentence):
        words = mark[0].rstrip(".,;:!?'’")
        host, path = _page(words)
        if (host, path) in ours:
            yield _Named(words=words, ours=True)
        elif sure and path and words not in asked.text and host not in {_page(one)[0] for one in asked.sites}:
            yield _Named(words=words, ours=False)


def _called(sentence: str, asked: Asked, *, sure: bool) -> Iterator[_Named]:
    """Yield the works named without quotation marks: "our article Ferry timetable changes"."""
    if not sure:
        return
    text = " ".join(aligned(_ADDRESS.sub(" ", sentence)).split())
    for pattern, capital in ((_BY_SIGN, False), (_BY_CAPITAL, True)):
        mark = pattern.search(folded(text))
        if mark is None or (capital and _GERMAN.search(folded(text))):
            continue
        name = _ENDS.split(mark["name"], maxsplit=1)[0].strip(" '\"")
        words = _as_written(text, name)
        shown = words[:1].isupper() and len(words.split()) >= LEAST if capital else bool(words)
        if shown and not _is_known(words, asked):
            yield _Named(words=words, ours=_is_ours(words, asked))


def _as_written(text: str, name: str) -> str:
    """Return the words of *text* that are *name* when folded; "" when they cannot be found."""
    words, wanted = text.split(), name.split()
    for start in range(len(words) - len(wanted) + 1):
        piece = words[start : start + len(wanted)]
        if wanted and [folded(one).strip(".,;:!?()'\"") for one in piece] == [one.strip("'\"") for one in wanted]:
            return " ".join(piece).strip(".,;:!?()'\"")
    return ""


def _is_ours(words: str, asked: Asked) -> bool:
    said = folded(words).strip(" .,;:!?-")
    for name in asked.names:
        ours = folded(name).strip(" .,;:!?-")
        if not ours or not said:
            continue
        if _PART.findall(said) != _PART.findall(ours) and _PART.search(said.replace(ours, "")):
            continue
        longer = ours in said and len(ours) >= MOST_OF * len(said)
        part = _holds(ours, said) or (len(said) >= 3 and not said.isascii() and said in ours)
        if said == ours or longer or part or SequenceMatcher(None, said, ours).ratio() >= ALIKE:
            return True
    return False


def _is_known(words: str, asked: Asked) -> bool:
    """Return whether *words* are a name of ours or the holder's, or stand in our own letter: they name no other work."""
    said = folded(words)
    names: Sequence[str] = [folded(name) for name in asked.others]
    if any(name and (_holds(name, said) or _holds(said, name)) for name in names):
        return True
    return bool(said) and _holds(folded(" ".join(asked.text.split())), said)


def _page(address: str) -> tuple[str, str]:
    """Return host and path of an address, as far as they tell pages apart."""
    try:
        parts = urlsplit(address if "//" in address else f"https://{address}")
    except ValueError:
        return "", ""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    query = "&".join(one for one in parts.query.split("&") if not one.startswith(("utm_", "fbclid", "ref=")))
    path = re.sub(r"(?:/index)?(?:\.html?|\.php)?/?$", "", parts.path.casefold()).strip("/")
    return host, f"{path}?{query}".strip("?") if query else path


_GREETED = re.compile(
    r"^\W*(?:dear|hello|hi|good (?:day|morning|afternoon)|to(?: the)?|(?:sehr )?geehrte[rs]?|liebe[rs]?|hallo|guten tag|chere?s?|bonjour|"
    r"estimad[oa]s?|queridos?|hola|gentil[ei]|car[oaie]s?|prezad[oa]s?|ola|szanown[iay]|drod[zs]y|dzien dobry|beste|geachte|"
    r"hej|basta|kaere|vazen[iay]|mil[iy]|dobry den)\b\s*(?P<name>\S.{1,80}?)\s*[,:!.]?\s*$"
)
_PAPER = frozenset(
    """echo times post courier herald news gazette journal magazine press tribune chronicle mirror observer telegraph mail
    express standard star sun advertiser argus bulletin review weekly daily record reporter sentinel examiner independent
    zeitung anzeiger bote nachrichten blatt kurier rundschau tageblatt presse wochenblatt illustrierte verlag
    gazette journal echos quotidien hebdo diario periodico revista noticias gaceta giornale corriere gazzetta rivista
    gazeta kurier dziennik tygodnik glos echo jornal correio diario krant dagblad nieuwsblad courant tidning tidningen
    bladet avis avisen dagbladet noviny listy denik ltd limited gmbh inc llc plc foundation trust verein""".split()
)
"""Words that make a name one of a paper or a house, folded."""
_HOUSE_AT = re.compile(
    r"\b(?:re-?publish|publish|reprint|print|reproduce|run|use|include|carry)\b(?:(?!\b(?:appeared|published|first|originally|from|credit\w*|source)\b)[^.,;:]){0,40}? in "
    r"(?:the )?(?P<name>(?:\w+ ){0,3}\w+)$"
)


def other_house(own: str, asked: Asked) -> str:
    r"""Return the name of a paper or house that is no one we know and that a letter greets, or permits the use in; "" for none.

    >>> ours = Asked(us=("The Reed Bed", "Fenside Cooperative"))
    >>> other_house("Dear Fenland Echo,\nyou may publish our article on your website.", ours)
    'Fenland Echo'
    >>> other_house("Dear Reed Bed News team,\nyou may publish our article.", ours)
    ''
    """
    lines = [" ".join(line.split()) for line in own[:MOST].split("\n") if line.strip()]
    for line in lines[:2]:
        if (greeted := _GREETED.match(folded(line))) and _is_other_house(greeted["name"], asked):
            return _as_written(line, greeted["name"]) or greeted["name"]
    for sentence in filter(permits, sentences_of(own[:MOST])):
        for piece in re.split(r"[.,;:()]", sentence):
            at = _HOUSE_AT.search(" ".join(folded(piece).split()))
            words = _as_written(piece, at["name"]) if at else ""
            if words[:1].isupper() and _is_other_house(folded(words), asked):
                return words
    return ""


def _is_other_house(name: str, asked: Asked) -> bool:
    words = {word for word in re.findall(r"\w+", name) if word not in _PAPER and len(word) > 3}
    if not words or not _PAPER & set(re.findall(r"\w+", name)) or _is_known(name, asked):
        return False
    ours = {word for one in (*asked.us, *asked.others, *asked.holders) for word in re.findall(r"\w+", folded(one))}
    return not words & ours


UNSEEN = "\u2063"
"""Folding drops it, so that a pronoun with some of it behind is read as the pronoun, and shown as the name again."""


def read_named(own: str, aside: str, asked: Asked, *, linked: bool) -> Meaning:
    """Return what the *own* words of a letter say, its house and ours taken for "we" and "you"; quoted as they stand."""
    names = dict(_names(asked, own))
    meaning = read_words(_replaced(own, names), aside, linked=linked)
    return _put_back(meaning, names) if names else meaning


def _names(asked: Asked, own: str) -> Iterator[tuple[str, str]]:
    """Yield the names that stand in the letter, the longest first, each with its pronoun."""
    told = [(name.rstrip("."), "we") for name in asked.holders] + [(name, "you") for name in asked.us]
    number = 0
    for name, pronoun in sorted(dict(told).items(), key=lambda one: -len(one[0])):
        for written in dict.fromkeys(
            re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", own, re.IGNORECASE) if name else ()
        ):
            number += 1
            yield written, f"{pronoun}{UNSEEN * number}"


def _replaced(own: str, names: Mapping[str, str]) -> str:
    """Put pronouns where a name acts or is given something: before "grants", behind "grant"; elsewhere a name is a name."""
    text = own
    for name, pronoun in names.items():
        said = re.escape(name)
        if pronoun.startswith("we"):
            text = re.sub(
                rf"(?<!\w){said}(?=,? (?:(?:hereby|herewith|gladly|happily|also|alone) )*{_ACTS})", pronoun, text
            )
        else:
            text = re.sub(rf"(?P<verb>{_GIVES} (?:the )?){said}(?!\w)", rf"\g<verb>{pronoun}", text)
    return text


_ACTS = r"(?:grants?|gives?|permits?|allows?|authori[sz]es?|agrees?|consents?|approves?|holds?|owns?|controls?)\b"
_GIVES = r"\b(?:grants?|gives?|permits?|allows?|authori[sz]es?|(?:granted|given) to)"


def _put_back(meaning: Meaning, names: Mapping[str, str]) -> Meaning:
    def back(text: str) -> str:
        for name, pronoun in sorted(names.items(), key=lambda one: -len(one[1])):
            text = text.replace(pronoun, name)
        return text

    def told(terms: Mapping[str, Term]) -> Mapping[str, Term]:
        return MappingProxyType({key: replace(term, words=back(term.words)) for key, term in terms.items()})

    return replace(
        meaning,
        words=back(meaning.words),
        yes=tuple(map(back, meaning.yes)),
        no=tuple(map(back, meaning.no)),
        terms=told(meaning.terms),
        excluded=told(meaning.excluded),
    )

"""What a notice says: who holds the rights, what is reserved, which exceptions it names."""

import re
from collections.abc import Iterator, Sequence

from publishkit.model.rights import Notice
from publishkit.model.statement import Signal
from publishkit.rights.copyright_line import choose_copyright
from publishkit.rights.detect.found import evidence
from publishkit.rights.notice import MAX_LINE, MAX_NOTICE, phrases_in
from publishkit.words import TURNING, aligned, inert, lowered, plain

# Bounded repetitions only; a name is a run of characters of which a full stop is one only inside of a word or of a form
# of company, so that each character can be taken in one way.
_NAME = (
    r"(?P<h>(?:[^,.;\n]|\.(?=\w)|(?<=[Ss]p)\.(?= ?z)|(?<= o)\.(?= ?o)){2,90}(?:, ?(?:a\.s|Inc|Ltd|LLC|S\.A)(?!\w))?)"
)
HOLDERS = tuple(
    re.compile(source, re.IGNORECASE)
    for source in (
        rf"\b(?:prior|explicit|written|express)[\w ,]{{0,40}}(?:consent|permission|authori[sz]ation)[ \t]{{1,3}}(?:from|of|by)[ \t]{{1,3}}{_NAME}",
        rf"\b(?:consent|permission|authori[sz]ation) (?:from|of) (?=(?:the )?(?-i:[A-Z])){_NAME}",
        rf"\bzgody[ \t]{{1,3}}(?=(?-i:[A-ZŻŹĆŁŚÓ])){_NAME}",
        rf"\b(?:genehmigung|zustimmung|erlaubnis) (?:von|der|des) {_NAME}",
        rf"\b(?:autorisation|accord)\b[^.]{{0,30}} (?:de|du|des) (?=(?-i:[A-ZÉ])){_NAME}",
        rf"\b(?:autorización|consentimiento)\b[^.]{{0,30}} de (?=(?-i:[A-ZÁÉ])){_NAME}",
        rf"\btoestemming van (?=(?-i:[A-Z])){_NAME}",
        rf"\b(?:разрешения|согласия) (?=(?-i:[А-Я«])){_NAME}",
        r"著作権は(?P<h>[^、。\s]{2,30}?)(?:または|に(?:帰)?属)",
    )
)
ABBREVIATED = re.compile(r"\.[ \u00a0]?\w$")
"""A name that ends as "S.A." and "sp. z o.o." do."""
GENERIC = re.compile(
    r"\b(?:copyright (?:holder|owner)|(?:the|its|respective) (?:publisher|author|owner|rights|editor)\w{0,2}|us|verlag(?:e?s)?|redaktion|autor\w{0,4}|herausgeber\w{0,2}|rechteinhaber\w{0,2}|wydawc\w{1,2}|redakcj\w{1,2}|autora"
    r"|l'éditeur|éditeur|auteur|editor(?:ial|e)?|titular\w{0,2}|uitgever|those|these|this|such|any|all|each)\b",
    re.IGNORECASE,
)
"""Words for a holder that name nobody."""
OF_PICTURE = re.compile(
    r"\b(?:photos?|images?|pictures?|illustrations?|fotos?|bild(?:er)?|zdjęci[ae]|imágenes|imagens|immagini|foto's|bilder) ?:[^.;\n]{0,160}", re.IGNORECASE
)  # fmt: skip
"""“Text: …; photos: Ida Example, all rights reserved”: what stands up to the next stop is said of pictures."""
EXCEPTION = re.compile(r"\b(?:does not|do not) apply\b", re.IGNORECASE)
LOST_LINK = re.compile(r"\b(?:can be found|available) {1,3}here\b", re.IGNORECASE)


def reserving(notices: Sequence[Notice]) -> tuple[Signal, ...]:
    """Return the words that reserve: kind (`arr`, `prohibit`, `forbid`, `tdm`) and the phrase as it stands."""
    return tuple(dict.fromkeys(signal for notice in notices for signal in _reserving(notice)))


def holder_of(notices: Sequence[Notice]) -> str | None:
    """Return whom the notices name: whose consent is needed, else whose copyright they state."""
    return next((name for notice in notices if (name := _asked(notice))), None)


def copyright_of(notices: Sequence[Notice]) -> str | None:
    """Return the copyright line inside of a notice."""
    return next((line for notice in notices if (line := choose_copyright(notice.text))), None)


def notes_of(notices: Sequence[Notice]) -> str:
    """Return exceptions and lost links a notice speaks of: facts to know, no license."""
    return "\n".join(note for notice in notices for note in _notes(notice))


def questions_of(notices: Sequence[Notice]) -> Iterator[str]:
    """Yield what is odd about the notices themselves."""
    for notice in notices:
        if len(notice.text) >= MAX_NOTICE:
            yield f"rights: the notice is very long; its first {MAX_NOTICE:,} characters are kept, the rest stands in source/"
        if TURNING.search(notice.text):
            yield "rights: the notice holds characters that turn round the direction of reading; look at it in source/"


def _reserving(notice: Notice) -> Iterator[Signal]:
    for line in notice.text.splitlines():
        words = plain(OF_PICTURE.sub(" ", line[:MAX_LINE]))
        low = lowered(words)
        for phrase in phrases_in(line):
            span = phrase.find(low)
            if span:
                yield evidence(phrase.kind.lower(), words[slice(*span)], "notice")


def _asked(notice: Notice) -> str | None:
    folded = aligned(notice.text)
    for pattern in HOLDERS:
        match = pattern.search(folded)
        if match and not GENERIC.search(match["h"][:40]):
            start, end = match.span("h")
            return inert(_trimmed(notice.text[start:end])) or None
    return None


def _trimmed(name: str) -> str:
    """A name without what the sentence goes on to say."""
    name = re.split(r" (?:is|are|and is|sowie|oder|ist|jest|est|está|wird)(?= )| \(", name.strip())[0].strip(" \u00a0.")
    return f"{name}." if ABBREVIATED.search(name) else name


def _notes(notice: Notice) -> Iterator[str]:
    for sentence in notice.text[:MAX_NOTICE].split("."):
        if EXCEPTION.search(sentence):
            yield f"The notice names exceptions (no license): {sentence.strip()}."
            break
    if LOST_LINK.search(aligned(notice.text[:MAX_NOTICE])):
        yield 'The notice points to a page ("here") whose link was lost; look for the terms and fill terms_url.'

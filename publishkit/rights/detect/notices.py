"""What a notice says: who holds the rights, what is reserved, which exceptions it names; and what a text says of reuse without one."""

import re
from collections.abc import Iterator, Sequence

from publishkit.model.rights import Notice
from publishkit.model.statement import Signal
from publishkit.rights.copyright_line import choose_copyright
from publishkit.rights.detect.found import ends_of, evidence
from publishkit.rights.notice import MAX_LINE, MAX_NOTICE, Phrase, phrase, phrases_in
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
        for found in phrases_in(line):
            span = found.find(low)
            if span:
                yield evidence(found.kind.lower(), words[slice(*span)], "notice")


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


# --- what a text says of being used again, in words that are no notice ------------------------------------------------


LONGEST_LINE = 600
"""Characters of a line that may be an invitation or an origin; a longer one is prose."""

REPUBLISH = (
    phrase(
        "REPUBLISH", "en", "you(?: are free to|'re (?:welcome|free) to| can| may)|feel free to|we (?:encourage|invite|allow)", 40,
        "republish|repost|reprint|reuse",
    ),
    phrase("REPUBLISH", "en", "republish (?:this|our) (?:article|story|stories|articles|content|work)|can be republished (?:for )?free"),
    phrase("REPUBLISH", "pl", "zachęcamy do|można|wolno|zgadzamy się na", 40, r"przedruk\w*|udostępnia\w+|kopiowa\w+"),
    phrase("REPUBLISH", "de", "dürfen|darf|kann|können", 60, r"weiterverbreite[nt]|nachgedruckt|republizier\w+|übernommen"),
    phrase("REPUBLISH", "fr", "vous pouvez|libre de", 30, "republier|reproduire"),
    phrase("REPUBLISH", "fr", "republiez"),
    phrase("REPUBLISH", "es", "puedes?", 30, "republicar|reproducir"),
    phrase("REPUBLISH", "es", "republicar? (?:este|nuestros) artículos?"),
    phrase("REPUBLISH", "it", "puoi|potete", 30, "ripubblicare|riprodurre"),
    phrase("REPUBLISH", "pt", "pode|podem", 30, "republicar|reproduzir"),
    phrase("REPUBLISH", "nl", "je mag|u mag|mag vrij", 40, r"overnemen|overgenomen|herpubliceren"),
    phrase("REPUBLISH", "sv", "du får|fritt att", 40, "återpublicera|publicera"),
)  # fmt: skip

PUBLIC_DOMAIN = (
    phrase("PD", "en", "(?:is|are) in the public domain|public domain (?:mark|dedication)|no (?:known )?copyright"),
    phrase("PD", "pl", r"domen(?:a|ie|ę|y) publiczn\w+"),
    phrase("PD", "de", r"gemeinfrei\w*"),
    phrase("PD", "fr", "domaine public"),
    phrase("PD", "es", "dominio público"),
    phrase("PD", "it", "pubblico dominio|dominio pubblico"),
    phrase("PD", "pt", "domínio público"),
    phrase("PD", "nl", "publiek domein"),
)

GOVERNMENT = (phrase("USGOV", "en", r"works? of the (?:u\.?s\.?|united states) (?:federal )?government"),)

SYNDICATED = (
    phrase(
        "SYND", "en", "(?:this|the following) (?:story|article|piece|post|essay|report|column)", 30,
        "(?:first|originally|was) (?:appeared|published|posted|produced)|is republished|(?:is|was) reprinted (?:from|with|by)",
    ),
    phrase("SYND", "en", "re-?published (?:here )?(?:with permission|in partnership)|reprinted (?:with|by) permission|is republished from"),
    phrase("SYND", "pl", r"(?:ten |niniejszy )?(?:artykuł|tekst)", 40, r"pierwotnie|po raz pierwszy", 30, r"ukazał\w*|opublikowan\w+"),
    phrase("SYND", "pl", r"publikujemy|przedruk\w*|tekst|artykuł", 40, "za zgodą"),
    phrase("SYND", "de", "dieser (?:artikel|text|beitrag)|der (?:artikel|text|beitrag)", 60, "zuerst|ursprünglich", 60, r"erschien\w*|veröffentlicht"),
    phrase("SYND", "fr", "cet article|ce texte", 60, "initialement|d'abord", 20, r"publiée?|parue?"),
    phrase("SYND", "es", "este artículo|este texto|esta nota", 40, "publicad[oa] originalmente|apareció originalmente|publicó originalmente"),
    phrase("SYND", "it", "questo articolo|questo testo", 40, r"pubblicato|apparso", 30, "originariamente|in origine|per la prima volta"),
    phrase("SYND", "pt", "este artigo|este texto", 40, "publicado originalmente"),
    phrase("SYND", "nl", "dit artikel", 40, "eerder|oorspronkelijk", 30, "verschenen|gepubliceerd|verscheen"),
)  # fmt: skip

ALL = (*REPUBLISH, *PUBLIC_DOMAIN, *GOVERNMENT, *SYNDICATED)

ORIGIN = re.compile(
    r"\b(?:appeared|published|posted|produced|republished|erschienen|erschien|veröffentlicht|ukazał\w{0,2}|opublikowan\w{1,3}|zgodą|publiée?|parue?"
    r"|originalmente|originariamente|origine|verschenen|gepubliceerd|permission) (?:\w{1,15} ){0,3}?(?:by|in|on|at|from|of|bei|auf|im|in der|dans|par|sur|por|en|da|su|na|w|przez|op|em|no) "
    r"(?-i:the )?(?P<name>(?-i:[A-ZÀ-Ž])[^,;(|\n]{1,60})",
    re.IGNORECASE,
)
"""Where it first appeared; bounded: at most three words between verb and place."""
NAME_ENDS = re.compile(
    r"\.(?:\s|$)| (?:and|und|et|y|e|under|unter|sous|bajo|on|am|le|el|in|with|as part|republished|is|was) |\s[-–—]\s| \d"
)


def phrases_in_lines(lines: Sequence[str]) -> tuple[Signal, ...]:
    """Return the phrases that short lines hold: kind, the words as they stand there, and "text"."""
    return tuple(dict.fromkeys(_found(ends_of(lines))))


def origin_named(words: str) -> str | None:
    """Return who published first, as the line says it.

    >>> origin_named("This story was originally published by Harbour Gazette and is republished here.")
    'Harbour Gazette'
    """
    match = ORIGIN.search(words[:LONGEST_LINE])
    return inert(NAME_ENDS.split(match["name"])[0].strip(' .:"“”')) or None if match else None


def _found(lines: Sequence[str]) -> Iterator[Signal]:
    for line in lines:
        if not 8 < len(line) <= LONGEST_LINE:
            continue
        words = plain(line)
        low = lowered(words)
        for one in ALL:
            span = one.find(low)
            if span and _means_it(one, low, span):
                yield evidence(one.kind.lower(), words if one.kind == "SYND" else words[slice(*span)], "text")


def _means_it(one: Phrase, low: str, span: tuple[int, int]) -> bool:
    """An origin stands at the beginning of its line or sentence; prose about a study does not."""
    return (
        one.kind != "SYND"
        or span[0] == 0
        or low[: span[0]].rstrip()[-1:] in {".", ":", "*", "(", "—", "-", "|", "!", "?"}
    )

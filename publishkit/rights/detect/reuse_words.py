"""What a text says about being used again, in words that are no notice: invitations, syndication, public domain."""

import re
from collections.abc import Iterator, Sequence

from publishkit.model.statement import Signal
from publishkit.rights.detect.found import ends_of, evidence
from publishkit.rights.notice import Phrase, phrase
from publishkit.words import inert, lowered, plain

MAX_LINE = 600
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
    match = ORIGIN.search(words[:MAX_LINE])
    return inert(NAME_ENDS.split(match["name"])[0].strip(' .:"“”')) or None if match else None


def _found(lines: Sequence[str]) -> Iterator[Signal]:
    for line in lines:
        if not 8 < len(line) <= MAX_LINE:
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

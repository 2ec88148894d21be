"""What a notice says: who holds the rights, what is reserved, which exceptions it names; and what a text says of reuse without one."""

import re
from collections.abc import Iterator, Sequence

from publishkit.model.rights import Notice
from publishkit.model.statement import Signal
from publishkit.rights.detect.found import ends_of, evidence
from publishkit.rights.notices.copyright_line import choose_copyright
from publishkit.rights.notices.notice import MAX_LINE, MAX_NOTICE, phrases_in
from publishkit.rights.notices.phrase import Phrase, Phrases, phrase
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
    r"|l['’]éditeur|éditeurs?|auteurs?|editor(?:ial|es?|as?|i)?|aut(?:or[ea]s?|ori|rice)|direcci[oó]n|direction|direzione|titular\w{0,2}|uitgever|those|these|this|such|any|all|each)\b",
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
        "SYND", "en", "(?:this|the following|a version of this) (?:story|article|piece|post|essay|report|column|text|interview)", 30,
        "(?:first|originally|was) (?:appeared|published|posted|produced|ran)|is republished|(?:is|was) (?:reprinted|republished) (?:here )?(?:from|with|by|courtesy)",
    ),
    phrase("SYND", "en", "re-?published (?:here )?(?:with permission|in partnership)|reprinted (?:here )?(?:with|by) (?:kind )?permission|is republished from"),
    phrase("SYND", "en", "(?:first|originally) (?:published|appeared|posted|ran|printed|written)", 12, "in|by|at|on|for"),
    phrase("SYND", "en", "(?:re-?published|reprinted|reposted|cross-?posted|syndicated) (?:here )?(?:from|courtesy of)"),
    phrase("SYND", "pl", r"(?:ten |niniejszy )?(?:artykuł|tekst)", 40, r"pierwotnie|po raz pierwszy", 30, r"ukazał\w*|opublikowan\w+"),
    phrase("SYND", "pl", r"publikujemy|przedruk\w*|tekst|artykuł", 40, "za zgodą"),
    phrase("SYND", "pl", r"(?:pierwotnie|po raz pierwszy) (?:ukazał\w*|opublikowan\w+)|pierwodruk|(?:ukazał\w*|opublikowan\w+) (?:się )?(?:pierwotnie|po raz pierwszy)|przedruk\w* z", 8, "w|na|z|ze|w portalu"),
    phrase("SYND", "de", "dieser (?:artikel|text|beitrag)|der (?:artikel|text|beitrag)", 60, "zuerst|ursprünglich", 60, r"erschien\w*|veröffentlicht"),
    phrase("SYND", "de", "(?:zuerst|ursprünglich|erstmals) (?:erschienen|veröffentlicht|gedruckt)", 12, "in|im|bei|auf|von"),
    phrase("SYND", "de", "(?:dieser|der) (?:artikel|text|beitrag)", 30, "erschien|ist", 12, "zuerst|ursprünglich|erstmals", 12, "in|im|bei|auf"),
    phrase("SYND", "de", "übernommen|nachdruck|wiederabdruck|nachgedruckt", 30, "aus|von|mit (?:freundlicher )?genehmigung"),
    phrase("SYND", "fr", "cet article|ce texte", 60, "initialement|d'abord|à l'origine", 20, r"publiée?|parue?"),
    phrase("SYND", "fr", "(?:initialement|d'abord|originellement) (?:publiée?|parue?)|(?:publiée?|parue?) (?:initialement|d'abord|pour la première fois|à l'origine)", 12, "dans|par|sur|en"),
    phrase("SYND", "fr", "(?:repris|republiée?|reproduit) (?:de|du|avec)"),
    phrase("SYND", "es", "este artículo|este texto|esta nota", 40, "publicad[oa] originalmente|apareció originalmente|publicó originalmente|publicó por primera vez|fue publicad[oa] (?:primero|por primera vez)"),
    phrase("SYND", "es", "(?:publicad[oa]|apareció|aparecid[oa]) (?:originalmente|por primera vez|primero)|(?:originalmente|por primera vez) (?:publicad[oa]|aparecid[oa])", 12, "en|por"),
    phrase("SYND", "es", "(?:republicad[oa]|reproducid[oa]) (?:de|desde|con)"),
    phrase("SYND", "it", "questo articolo|questo testo", 40, r"pubblicato|apparso|uscito", 30, "originariamente|in origine|per la prima volta|originalmente"),
    phrase("SYND", "it", "(?:originariamente|originalmente|per la prima volta) (?:pubblicat[oa]|appars[oa])|(?:pubblicat[oa]|appars[oa]) (?:originariamente|originalmente|in origine|per la prima volta)", 12, r"su\w{0,3}|in|da\w{0,3}|nel\w{0,2}"),
    phrase("SYND", "it", "(?:ripubblicat[oa]|ripres[oa]|tratt[oa]) d(?:a|al|alla|all'|el)"),
    phrase("SYND", "pt", "este artigo|este texto", 40, "publicado originalmente|publicado pela primeira vez|originalmente publicado"),
    phrase("SYND", "pt", "(?:publicad[oa]|apareceu) (?:originalmente|pela primeira vez)|originalmente publicad[oa]", 12, "em|por|no|na|pelo|pela"),
    phrase("SYND", "pt", "(?:republicad[oa]|reproduzid[oa]) (?:de|do|da|com)"),
    phrase("SYND", "nl", "dit artikel|deze tekst", 40, "eerder|oorspronkelijk|eerst", 30, "verschenen|gepubliceerd|verscheen"),
    phrase("SYND", "nl", "(?:eerder|oorspronkelijk|eerst) (?:verschenen|gepubliceerd)", 12, "in|op|bij|door"),
    phrase("SYND", "nl", "overgenomen (?:uit|van|met toestemming)"),
    phrase("SYND", "sv", "(?:artikeln |texten )?(?:är )?(?:först|ursprungligen) (?:publicerad|publicerades|införd)|(?:artikeln |texten )?(?:publicerades|var) (?:först|ursprungligen)", 20, "i|på|av"),
    phrase("SYND", "da", "(?:først|oprindeligt|oprindelig|opprinnelig) (?:bragt|udgivet|publiceret|trykt|publisert)|blev (?:først|oprindeligt) (?:bragt|udgivet|publiceret)", 12, "i|på|af|av"),
    phrase("SYND", "fi", "(?:julkaistu|ilmestynyt|ilmestyi) (?:ensimmäisen kerran|alun perin|alunperin)|alun ?perin (?:julkaistu|ilmestynyt)"),
    phrase("SYND", "cs", "(?:původně|poprvé) (?:vyšel|vyšlo|vyšla|publikován|publikováno|zveřejněn(?:o|a|ý)?)|(?:vyšel|vyšlo|vyšla) (?:původně|poprvé)|převzato|přetištěno", 8, "v|ve|na|z|ze"),
    phrase("SYND", "uk", r"(?:вперше|спочатку|уперше) (?:опублікован\w+|надрукован\w+|вийш\w+)|передрук\w*", 8, "в|у|на|з|із"),
    phrase("SYND", "ru", r"(?:впервые|изначально|первоначально) (?:был\w? )?(?:опубликован\w+|напечатан\w+|вы\w{2,4})|перепечат\w*", 8, "в|во|на|из"),
    phrase("SYND", "ja", "(?:この記事は|本記事は|本稿は|初出)", 60, "から(?:の)?転載|に(?:最初に|初めて)?掲載された|初出[:：]|許可を得て転載|より転載"),
    phrase("SYND", "zh", "(?:本文|原文|文章)", 12, "(?:最初|首)(?:发表|刊登|刊载|發表|刊登於)|转载自|轉載自|原载|原載|首发于|首發於"),
    phrase("SYND", "ko", "(?:이 (?:글|기사)는|본 (?:글|기사)는)", 60, "(?:처음|최초로) (?:게재|발표|실)|에서 전재"),
)  # fmt: skip

ALL = Phrases((*REPUBLISH, *PUBLIC_DOMAIN, *GOVERNMENT, *SYNDICATED))

ORIGIN = re.compile(
    r"\b(?:appeared|published|posted|produced|ran|printed|re-?published|reprinted|reposted|cross-?posted|syndicated|courtesy|permission|first|originally|here"
    r"|erschienen|erschien|veröffentlicht|gedruckt|übernommen|(?:wieder|nach)(?:ab)?druck|nachgedruckt|genehmigung|ukazał\w{0,2}|się|pierwszy|pierwotnie|opublikowan\w{1,3}|pierwodruk|przedruk\w{0,3}|zgodą"
    r"|publiée?|parue?|repris|reproduit|republiée?|initialement|d'abord|origine|fois|originalmente|primero|vez|publicad[oa]|aparecid[oa]|apareció|republicad[oa]|reproducid[oa]|reproduzid[oa]"
    r"|originariamente|volta|pubblicat[oa]|appars[oa]|ripubblicat[oa]|ripres[oa]|tratt[oa]|apareceu|verschenen|gepubliceerd|overgenomen|publicerad\w{0,2}|införd|ursprungligen|först|bragt|udgivet|publiceret|trykt|publisert"
    r"|vyšel|vyšlo|vyšla|publikován\w?|zveřejněn\w?|převzato|přetištěno|poprvé|původně|опублікован\w{1,2}|надрукован\w{1,2}|передрук\w{0,2}|опубликован\w{0,2}|напечатан\w{0,2}|перепечат\w{1,4})"
    r" (?:\w{1,15} ){0,3}?(?:by|in|on|at|from|of|for|bei|auf|im|in der|aus|von|dans|par|sur|de|du|des|por|en|da|dal|dalla|su|sul|sulla|nel|nella|na|no|w|z|ze|przez|op|em|pelo|pela|do|uit|van|door|bij|i|på|av|af|v|ve|na|у|в|во|из|з|із) "
    r"[*_\"“”„«‘'\[]{0,4}(?-i:[Tt]he |die |der |das |dem |la |le |el |il |l')?[*_\"“”„«‘'\[]{0,4}(?P<name>(?-i:[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ])[^,;(|\n*_\]”»“]{1,60})",
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
    said = [plain(line) for line in lines if 8 < len(line) <= LONGEST_LINE]
    folded = list(map(lowered, said))
    likely = Phrases(ALL.likely("\n".join(folded)))
    for words, low in zip(said, folded, strict=True):
        for one in likely.likely(low):
            span = one.find(low)
            if span and _means_it(one, words, low, span):
                yield evidence(one.kind.lower(), words if one.kind == "SYND" else words[slice(*span)], "text")


OPENING_SIGNS = frozenset('.:*_(—-|!?[>•»“”"')
NAMED_NEXT = re.compile(
    r"[\s*_\"“”„«‘'\[(:：]{0,6}(?:(?:the|die|der|das|dem|den|la|le|les|el|los|il|lo|l'|o|a|os|de|het) ?){0,2}[*_\"“”„«‘'\[(]{0,4}[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ]"
)
"""A name behind “First published in”: a capital letter, an article before it or not. A year is none."""
CASELESS = frozenset({"ja", "zh", "ko"})
LONGEST_ORIGIN = 280
"""Characters of a line that says where a text was first published; a longer one tells of other things."""


def _means_it(one: Phrase, words: str, low: str, span: tuple[int, int]) -> bool:
    """An origin stands at the beginning of its line or sentence; prose about a study does not.

    One that does not speak of this article needs the name of where it stood, and a line of its own.
    """
    if one.kind != "SYND":
        return True
    if span[0] and low[: span[0]].rstrip()[-1:] not in OPENING_SIGNS:
        return False
    if THIS_ONE.search(low, *span) or one.language in CASELESS:
        return True
    return len(low) <= LONGEST_ORIGIN and NAMED_NEXT.match(words, span[1]) is not None


THIS_ONE = re.compile(
    r"article|story|piece|post|essay|report|column|text|interview|permission|partnership|artyku|tekst|zgod|artikel|beitrag|genehmigung|artículo|nota|articolo|testo|artigo|стат"
)
"""Words that make it this very text that was first published elsewhere."""

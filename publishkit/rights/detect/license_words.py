"""Licenses in running text: addresses, short forms, and names in eight languages; the whole element list, never a prefix."""

import re
from collections.abc import Iterator, Sequence

from publishkit.model.statement import Signal
from publishkit.rights.detect.found import ends_of
from publishkit.rights.license import OTHER, PORTS, License, read_license
from publishkit.words import plain

I = re.IGNORECASE  # noqa: E741  the tables below are easier to read with the short name

MAX_TEXT = 20_000
MAX_LINE = 2_000
MAX_LINES = 40
UNSPECIFIED = "CC-UNSPECIFIED"
"""Our id for "a Creative Commons license" that does not say which."""

# Every pattern here is linear: fixed words, classes repeated at most a bounded number of times, no group that repeats
# another repetition. `_named` walks forward word by word.
ADDRESS = re.compile(
    r"(?<![\w./-])(?:https?:)?(?://)?(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/[\w.+/-]{1,80}", I
)
BADGE = re.compile(
    r"(?:i\.creativecommons\.org|licensebuttons\.net)/l/(?P<code>[a-z-]{2,12})/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,8})(?=/))?", I
)  # fmt: skip
STATEMENT = re.compile(
    r"rightsstatements\.org/(?:vocab|page)/(?P<code>InC(?:-OW-EU|-EDU|-NC|-RUU)?|NoC-(?:CR|NC|OKLR|US)|CNE|UND|NKC)/1\.0", I
)  # fmt: skip
SHORT = re.compile(
    r"(?<![\w-])\(?(?:CC\)?[ _:-]{0,2}(?:(?P<zero>0|Zero|ZERO)(?!\w)|(?P<code>(?:BY|NC|ND|SA)(?:[ _/-](?:BY|NC|ND|SA)){0,4})(?![\w]))"
    r"|cc-(?P<slug>by(?:-nc|-nd|-sa){0,3})(?!\w))(?:[ _,-]{1,2}(?:v\.?|[Vv]ersion )?(?P<version>\d\.\d))?(?:[ _/-](?P<port>[A-Za-z]{2,8})(?!\w))?"
)
CALLED = re.compile(r"creative[ -]?commons(?!\.org)|(?<![\w-])CC[ -](?=licen|lizenz)", I)

ELEMENTS = {
    "NC": r"non[- ]?commercial\w*|(?:użycie )?niekomercyjn\w+|nicht[- ]?kommerziell\w*|no[- ]?comercial|pas d'utilisation commerciale|non commerciale"
    r"|não[- ]?comercial|niet[- ]?commercieel|ickekommersiell|некоммерческ\w+|некомерційн\w+|非営利",
    "ND": r"no[- ]?deriv\w+|bez utworów zależnych|keine[- ]?bearbeitung\w*|sin[- ]?(?:obras?)?[- ]?derivad\w+|pas de modifications?|non opere derivate"
    r"|sem[- ]?deriva\w+|geen[- ]?afgeleide ?\w*|ingabearbetningar|без производных|改変禁止",
    "SA": r"share[- ]?alike|na tych samych warunkach|weitergabe unter gleichen bedingungen|compartir[- ]?igual|partage (?:dans les mêmes conditions|à l'identique)"
    r"|condividi allo stesso modo|(?:compartilha|partilha)[- ]?igual|gelijk[- ]?delen|delalika|継承",
    "BY": r"attribution|uznanie autorstwa|namensnennung|atribución|reconocimiento|attribuzione|atribuição|paternité|naamsvermelding|erkännande|表示"
    r"|с указанием авторства|із зазначенням авторства",
}
"""Element -> its name in the languages of our readers (Creative Commons deeds)."""
ELEMENT = re.compile("|".join(f"(?P<{element}>{words})" for element, words in ELEMENTS.items()), I)
GLUE = re.compile(
    r"[\s\"'(),:;/+&®™-]+|licen[sc]es?(?!\w)|licen[sc]ed?(?!\w)|lizenz\w{0,8}|licencj\w{1,3}|licenc\w{1,3}|licenz\w{1,2}|licença|licentie|licensen"
    r"|(?:public|international|internacional|internazionale|unported|generic|legal code|deed|version|the|a|an|and|und|et|y|e|i|en|och|de|der|die|la|le|con|unter|under|ライセンス)(?!\w)",
    I,
)
ZERO = re.compile(r"zero(?!\w)|cc0", I)
CODE = re.compile(r"BY(?:[ -](?:NC|ND|SA)){0,3}(?!\w)")
VERSION = re.compile(r"v?\.?(?P<v>[1-5]\.\d)(?!\d)", I)
COUNTRIES = {
    "deutschland": "de", "germany": "de", "polska": "pl", "poland": "pl", "france": "fr", "españa": "es", "spain": "es", "italia": "it",
    "italy": "it", "portugal": "pt", "österreich": "at", "austria": "at", "schweiz": "ch", "switzerland": "ch", "united states": "us",
    "usa": "us", "us": "us", "uk": "uk", "australia": "au", "canada": "ca", "nederland": "nl", "netherlands": "nl", "brasil": "br",
    "brazil": "br", "new zealand": "nz", "igo": "igo", "ireland": "ie", "south africa": "za", "japan": "jp", "argentina": "ar",
    "méxico": "mx", "mexico": "mx", "scotland": "scotland", "de": "de", "pl": "pl", "fr": "fr", "es": "es", "it": "it", "at": "at", "ch": "ch",
}  # fmt: skip
COUNTRY = re.compile("|".join(rf"{re.escape(name)}(?!\w)" for name in sorted(COUNTRIES, key=len, reverse=True)), I)

MENTION = re.compile(r"creative ?commons|rightsstatements\.org|open government licen|\bcc[ _:-]{0,2}(?:by|0|zero|nc|nd|sa|licen|lizen)|public domain mark|licence ouverte|datenlizenz", re.IGNORECASE)  # fmt: skip
"""Looked for first: most lines name no license."""
STATEMENT_CODES = ("InC", "InC-OW-EU", "InC-EDU", "InC-NC", "InC-RUU", "NoC-CR", "NoC-NC", "NoC-OKLR", "NoC-US", "CNE", "UND", "NKC")  # fmt: skip


def licenses_in(text: str) -> tuple[License, ...]:
    """Return the different licenses a text names, addresses first; what one of them says in full is not said twice.

    >>> [one.id for one in licenses_in("under Creative Commons Namensnennung - Nicht kommerziell 3.0 Deutschland")]
    ['CC-BY-NC-3.0-DE']
    >>> [one.id for one in licenses_in("CC BY-ND 4.0 (https://creativecommons.org/licenses/by-nd/4.0/deed.pl)")]
    ['CC-BY-ND-4.0']
    >>> licenses_in("Read more about the Creative Commons movement.")[0].kind
    'incomplete'
    """
    folded = plain(text[:MAX_TEXT])
    found: list[License] = []
    for one in (*_addresses(folded), *_shorts(folded), *_named(folded), *_others(folded)):
        if one not in found:
            found.append(one)
    return tuple(one for one in found if not any(is_told_by(one, other) for other in found))


def license_lines(lines: Sequence[str]) -> tuple[Signal, ...]:
    """Return the lines that name a license, as signs that stand in "text".

    >>> [one.value for one in license_lines(["A story.", "This text is under CC BY 4.0."])]
    ['This text is under CC BY 4.0.']
    """
    named = (line[:MAX_LINE] for line in ends_of(lines) if MENTION.search(line[:MAX_LINE]))
    naming = [line for line in named if licenses_in(line) or rights_statement(line)]
    return tuple(Signal(kind="license-words", value=line, where="text") for line in naming[:MAX_LINES])


def rights_statement(text: str) -> str | None:
    """Return the rightsstatements.org URI a text holds, in the form that is its identity (http, versioned).

    >>> rights_statement("https://rightsstatements.org/page/InC-EDU/1.0/?language=en")
    'http://rightsstatements.org/vocab/InC-EDU/1.0/'
    """
    match = STATEMENT.search(text[:MAX_TEXT])
    if match is None:
        return None
    code = next(code for code in STATEMENT_CODES if code.lower() == match["code"].lower())
    return f"http://rightsstatements.org/vocab/{code}/1.0/"


def without_licenses(text: str) -> str:
    """Return *text*, folded, without the names and addresses of licenses: what else is said."""
    rest = plain(text[:MAX_TEXT])
    for pattern in (ADDRESS, BADGE, SHORT, CALLED, ELEMENT):
        rest = pattern.sub(" ", rest)
    return rest


def is_told_by(one: License, other: License) -> bool:
    """A name without version or port beside the whole of the same license says nothing else."""
    if one is other or one.kind in {"unknown", "retired"}:
        return False
    if one.id == UNSPECIFIED:
        return True
    same = one.elements == other.elements and bool(one.elements)
    if one.kind == "incomplete":
        return same and other.kind == "cc"
    return (
        same and one.kind == other.kind == "cc" and one.version == other.version and not one.port and bool(other.port)
    )


def _addresses(folded: str) -> Iterator[License]:
    for match in ADDRESS.finditer(folded):
        yield read_license(match.group())
    for match in BADGE.finditer(folded):
        yield read_license("/".join(filter(None, ("creativecommons.org/licenses", *match.groups()))))


def _shorts(folded: str) -> Iterator[License]:
    for match in SHORT.finditer(folded):
        if match["zero"]:
            yield read_license("CC0-1.0")
            continue
        elements = re.split(r"[ _/-]", (match["code"] or match["slug"]).upper())
        yield _license(elements, match["version"] or "", (match["port"] or "").lower())


def _named(folded: str) -> Iterator[License]:
    """Licenses by name: the words that follow "Creative Commons" as long as they are its elements."""
    for match in CALLED.finditer(folded):
        elements, version, port = _walk(folded[match.end() : match.end() + 240])
        if "ZERO" in elements:
            yield read_license("CC0-1.0")
        elif elements:
            yield _license(["BY", *elements], version, port)
        elif not SHORT.match(folded[match.end() :].lstrip(" -:(\"'")[:40]):
            yield read_license(UNSPECIFIED)


def _walk(window: str) -> tuple[list[str], str, str]:
    """Elements, version and port at the beginning of *window*."""
    elements: list[str] = []
    version = port = ""
    at = 0
    while at < len(window):
        if match := ELEMENT.match(window, at):
            elements.append(str(match.lastgroup))
        elif match := ZERO.match(window, at):
            elements.append("ZERO")
        elif match := CODE.match(window, at):
            elements += re.split(r"[ -]", match.group())
        elif match := VERSION.match(window, at):
            version = version or match["v"]
        elif version and (match := COUNTRY.match(window, at)):
            port = port or COUNTRIES[match.group().lower()]
        else:
            match = GLUE.match(window, at)
        if match is None or match.end() == at:
            break
        at = match.end()
    return elements, version, port


def _license(elements: Sequence[str], version: str, port: str) -> License:
    """The license of these elements; a word that follows is its port only where such a port was ever made."""
    codes = "-".join(dict.fromkeys(elements))
    known = port if port in PORTS.get(version, ()) else ""
    return read_license(" ".join(filter(None, ("CC", codes, version, known))))


def _others(folded: str) -> Iterator[License]:
    """Other open licenses, by name or address."""
    low = folded.lower()
    for name, other in OTHER.items():
        if other.name.lower() in low or re.sub(r"^https?://(?:www\.)?|/+$", "", other.uri.lower()) in low:
            yield read_license(name)

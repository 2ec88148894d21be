"""Licenses in running text: addresses, short forms, and names in many languages; the whole element list, never a prefix."""

import re
from collections.abc import Iterator, Sequence

from publishkit.model.statement import Signal
from publishkit.rights.detect.found import ends_of
from publishkit.rights.detect.license_names import COUNTRIES, ELEMENTS, PUBLIC_DOMAIN, other_licenses
from publishkit.rights.license import PORTS, License, read_license
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
    r"(?:i\.creativecommons\.org|licensebuttons\.net)/(?:l|p)/(?P<code>[a-z-]{2,12})/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,8})(?=/))?", I
)  # fmt: skip
STATEMENT = re.compile(
    r"rightsstatements\.org/(?:vocab|page)/(?P<code>InC(?:-OW-EU|-EDU|-NC|-RUU)?|NoC-(?:CR|NC|OKLR|US)|CNE|UND|NKC)/1\.0", I
)  # fmt: skip
LINK = re.compile(r"<?(?:https?:|mailto:)?//[^\s<>]{1,600}>?", I)
"""Any other address: that it is somebody's account or page named after Creative Commons says nothing."""
SHORT = re.compile(
    r"(?<![\w-])\(?(?:CC\)?[ _:-]{0,2}\(?(?:(?P<zero>0|zero|null)(?!\w)|(?P<code>(?:BY|NC|ND|SA)(?:[ _/-](?:BY|NC|ND|SA)){0,4})(?![\w]))"
    r"|cc-(?P<slug>by(?:-nc|-nd|-sa){0,3})(?!\w))(?:[ _,/-]{1,2}(?:v\.?|version )?(?P<version>\d\.\d))?(?:[ _/-](?P<port>[a-z]{2,8})(?!\w))?",
    I,
)
COMMONS = r"creative[ -]?commons|クリエイティブ・?コモンズ|知识共享|知識共享|創用 ?cc|크리에이티브 ?커먼즈"
CALLED = re.compile(rf"(?:{COMMONS})(?!\.org)|(?<![\w-])CC[ -](?=licen|lizenz|{'|'.join(ELEMENTS.values())})", I)

ELEMENT = re.compile("|".join(f"(?P<{element}>{words})" for element, words in ELEMENTS.items()), I)
GLUE = re.compile(
    r"[\s\"'(),:;/+&®™«»\[\]-]+|licen[sc]es?(?!\w)|licen[sc]ed?(?!\w)|lizenz\w{0,8}|licencj\w{1,3}|licenc\w{1,4}|licenz\w{1,2}|licença|llicència|licentie|lisens\w{0,3}|lisansı?"
    r"|licens\w{0,2}|лиценз\w{1,4}|ліценз\w{1,4}|άδεια|ライセンス|许可协议?|許可協議|授權條款|라이선스"
    r"|(?:public|interna[tc]ional|internazionale|internationale?|internationell|internasjonal|kansainvälinen|mezinárodní|międzynarodow\w|uluslararası|unported|generic"
    r"|legal code|deed|version|wersja|the|a|an|and|und|et|y|e|i|en|och|og|ja|de|der|die|la|le|con|unter|under|sous|bajo|sotto)(?!\w)|международная|міжнародна|διεθνές|国际|國際|国際|국제",
    I,
)
ZERO = re.compile(r"zero(?!\w)|cc ?0", I)
CODE = re.compile(r"BY(?:[ -](?:NC|ND|SA)){0,3}(?!\w)", I)
VERSION = re.compile(r"v?\.?(?P<v>[1-5]\.\d)(?!\d)", I)
COUNTRY = re.compile("|".join(rf"{re.escape(name)}(?!\w)" for name in sorted(COUNTRIES, key=len, reverse=True)), I)

MENTION = re.compile(
    rf"{COMMONS}|licensebuttons\.net|rightsstatements\.org|open[ -]government[ -]licen|\bcc[ _:-]{{0,2}}\(?(?:by|0|zero|null|nc|nd|sa|licen|lizen|attrib|namens)|public domain mark"
    r"|all copyright and related|verwandten schutzrechte|licence ouverte|etalab|datenlizenz|dl-de|nlod|norsk lisens|norwegian licen|art libre|artlibre|free art licen|freie kunst"
    r"|gfdl|free documentation licen|freie dokumentation|/fdl|공공누리|kogl|odbl|opendatacommons|gouvernement ouvert",
    I,
)
"""Looked for first: most lines name no license."""
LABEL_WORDS = re.compile(
    r"\b(?:licen[sc]e[ds]?|lizenz\w{0,10}|licencj\w|licencia|licenza|licença|licentie|licens\w?|lisens\w{0,2}|some|rights|reserved|certains droits réservés"
    r"|bestimmte|einige|rechte|vorbehalten|international|unported|und|and|by|the|terms?|this|page|see|siehe|mehr|more|info|logo|icon|button)\b|[\W\d_]+",
    I,
)
"""What a mark of a license may say beside its name without saying of what it is the license."""
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
    linked = list(_addresses(folded))
    said = LINK.sub(" ", folded)
    found: list[License] = []
    for one in (
        *linked,
        *_badges(folded, linked),
        *_shorts(said),
        *_named(said),
        *_dedications(said),
        *other_licenses(folded),
    ):
        if one not in found and not any(_says_less(one, other) for other in linked):
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
    for pattern in (LINK, ADDRESS, BADGE, SHORT, CALLED, ELEMENT, PUBLIC_DOMAIN, VERSION):
        rest = pattern.sub(" ", rest)
    return rest


def is_only_a_name(text: str) -> bool:
    """Return whether *text* is the name of a license and says nothing else.

    >>> is_only_a_name("Creative Commons License: CC BY-SA 4.0"), is_only_a_name("The pier, CC BY-SA 4.0")
    (True, False)
    """
    named = any(one.id != UNSPECIFIED for one in licenses_in(text)) if MENTION.search(text) else False
    return named and says_nothing(without_licenses(text))


def says_nothing(rest: str) -> bool:
    """Return whether what is left of a sentence without its license says of nothing that it is licensed."""
    return not LABEL_WORDS.sub("", rest)


def is_told_by(one: License, other: License) -> bool:
    """A name without version or port beside the whole of the same license says nothing else."""
    if one is other or one.kind in {"unknown", "retired"}:
        return False
    if one.id == UNSPECIFIED:
        return True
    same = one.elements == other.elements and bool(one.elements)
    if one.kind == "incomplete":
        return (same and other.kind == "cc") or (other.id != one.id and other.id.startswith(f"{one.id}-"))
    return (
        same and one.kind == other.kind == "cc" and one.version == other.version and not one.port and bool(other.port)
    )


def _says_less(words: License, address: License) -> bool:
    """An address is the truth of the words beside it: a country that only the words name is no other license."""
    return (
        words != address
        and words.kind == address.kind == "cc"
        and (words.elements, words.version) == (address.elements, address.version)
    )


def _addresses(folded: str) -> Iterator[License]:
    for match in ADDRESS.finditer(folded):
        yield read_license(match.group())


def _badges(folded: str, linked: Sequence[License]) -> Iterator[License]:
    """Licenses by their button; one that only shows an older version of what is linked says nothing else."""
    for match in BADGE.finditer(folded):
        place = "publicdomain" if match["code"] in {"zero", "mark"} else "licenses"
        one = read_license("/".join(filter(None, (f"creativecommons.org/{place}", *match.groups()))))
        if not any(one.elements == other.elements and one.elements for other in linked):
            yield one


def _shorts(folded: str) -> Iterator[License]:
    for match in SHORT.finditer(folded):
        if match["zero"]:
            yield read_license("CC0-1.0")
            continue
        if match["code"] in ("by", "nc", "nd", "sa") and not match["version"]:
            continue  # "cc: by mail", "CC by Ada @ Flickr": a word, no code
        elements = re.split(r"[ _/-]", (match["code"] or match["slug"]).upper())
        yield _license(elements, match["version"] or "", (match["port"] or "").lower())


def _dedications(folded: str) -> Iterator[License]:
    for match in PUBLIC_DOMAIN.finditer(folded):
        yield read_license("PDM-1.0" if match.group()[:1] in "pP" else "CC0-1.0")


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
            elements += re.split(r"[ -]", match.group().upper())
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

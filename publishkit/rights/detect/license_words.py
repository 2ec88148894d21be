"""Licenses in running text: addresses, short forms, and names in many languages; the whole element list, never a prefix."""

import re
from collections.abc import Iterator, Mapping, Sequence

from publishkit.model.statement import Signal
from publishkit.rights.detect.found import ends_of
from publishkit.rights.license import PORTS, License, read_license
from publishkit.words import Sieve, plain

I = re.IGNORECASE  # noqa: E741  the tables below are easier to read with the short name

ELEMENTS: Mapping[str, str] = {
    "NC": r"non[- ]?commercial\w*|(?:użycie )?niekomercyjn\w+|nicht[- ]?kommerziell\w*|keine kommerzielle nutzung|pas d'utilisation commerciale"
    r"|no[- ]?comercial|sen ?uso ?comercial|non commerciale|(?:uso )?não[- ]?comercial|ne ?comercial\w*|niet[- ]?commercieel|ikke[- ]?kommerciel\w*"
    r"|ikke?j?e?[- ]?kommersiel\w*|icke[- ]?kommersiell\w*|ei[- ]?kaupallinen|mitteärili\w+(?: eesmärk)?|nekomerciāls|nekomercinis platinimas"
    r"|n?ev?y?u?žívejte(?: dílo)? komerčně|nekomerčn\w+(?: použitie)?|ne add el!?|nekomercialno|nekomercijaln\w+|некомерцијално|некомерсиално"
    r"|(?:с )?некоммерческ\w+(?: использование\w?)?|некомерційн\w+(?: використання)?|μη[- ]?εμπορική(?: χρήση)?|gayri ?ticari|ez ?komertziala|nekomerca"
    r"|שימוש לא מסחרי|غير تجاري|非営利|非商业性?(?:使用)?|非商業性?(?:使用)?|비영리|non ?komersial|phi thương mại",
    "ND": r"no[- ]?deriv\w+(?: works?)?|bez utworów zależnych|keine[- ]?bearbeitung\w*|sin[- ]?(?:obras?)?[- ]?derivad\w+|sense ?obr\w+ ?derivad\w+"
    r"|sen ?obra ?derivada|pas de modifications?|(?:non|no) opere derivate|sem[- ]?deriva\w+|vedada a criação de obras derivadas|fără ?(?:modificări|opere derivate)"
    r"|geen[- ]?afgeleide ?\w*|ingen ?(?:bearbe\w+|afledte ?\w+)|inga ?bearbetningar|ei ?(?:muutoksia|jälkiperäisiä|muutettuja(?: teoksia)?)"
    r"|tuletatud teoste keeld|bez atvasinājumiem|jokių išvestinių kūrinių|ne(?:zasahujte|zpracovávejte)(?: do díla)?|bez odvodení\w*|ne változtasd!?"
    r"|brez predelav|bez prerada|без прерада|без производни(?!х)|без производных(?: произведений)?|без похідних(?: творів)?|όχι ?παράγωγ\w+(?: έργ\w+)?|türetilemez"
    r"|lan ?eratorririk ?gabe|nemodifebla|ללא יצירות נגזרות|改変禁止|禁止演[绎繹]|禁止改作|변경금지|tanpa ?turunan|không phái sinh",
    "SA": r"share[- ]?alike|na tych samych warunkach|weitergabe (?:unter|zu) (?:den )?gleichen bedingungen|compartir[- ]?igual|partage (?:dans les mêmes conditions"
    r"|(?:des conditions initiales )?à l'identique)|condividi allo stesso modo|(?:compartilha|partilha)[- ]?igual|compartilhamento pela mesma licença"
    r"|partilha nos termos da mesma licença|distribuire[- ]?în[- ]?condiții[- ]?identice|gelijk[- ]?delen|del ?på ?samme ?vilkår|dela ?lika|jaa ?samoin|tarttuva"
    r"|jagamine samadel tingimustel|analogiškas platinimas|zachovejte licenci|rovnaké šírenie|így add tovább!?|deljenje pod enakimi pogoji"
    r"|dijeli pod istim uvjetima|делити под истим условима|споделяне на споделеното|(?:с )?сохранени\w+ условий|распространени\w+ на тех же условиях"
    r"|(?:розповсюдження|поширення) на тих (?:же|самих) умовах|παρόμοια ?διανομή|aynı ?lisansla ?paylaş|partekatu ?berdin|samkondiĉe"
    r"|שיתוף זהה|المشاركة بالمثل|継承|相同方式共享|相同方式分享|동일조건변경허락|berbagi ?serupa|chia sẻ tương tự",
    "BY": r"attribution|uznanie autorstwa|namensnennung|atribución|atribucion|reconocimiento|reconeixement|recoñecemento|aitortu|attribuzione|atribuição"
    r"|atribuire|paternité|naamsvermelding|navngivelse|namngjeving|kreditering|erkännande|nimeä|autorile viitamine|atsaucoties|priskyrimas"
    r"|uveďte (?:autora|původ)|uvedenie autora|nevezd meg!?|priznanje avtorstva|imenovanje|ауторство|признание|атрибуция|с указанием авторства"
    r"|із зазначенням авторства|αναφορά(?: δημιουργού)?|atıf|alıntı|atribuite|ייחוס|نَ?سب المُ?صنَّ?ف|表示|署名|姓名標示|저작자표시|atribusi|ghi công",
}
"""Element -> its names in the deeds of Creative Commons, of all versions; folded and in any case."""

PUBLIC_DOMAIN = re.compile(
    r"public domain mark(?: 1\.0)?|waived all copyright and related(?: or neighbou?ring)? rights|(?:alle|sämtliche) urheber- und verwandten schutzrechte"
    r"|no copyright reserved",
    I,
)
"""The words of a dedication or of the mark; which of the two the first letters say."""

COUNTRIES: Mapping[str, str] = {
    "deutschland": "de", "germany": "de", "polska": "pl", "poland": "pl", "france": "fr", "españa": "es", "spain": "es", "italia": "it",
    "italy": "it", "portugal": "pt", "österreich": "at", "austria": "at", "schweiz": "ch", "switzerland": "ch", "suisse": "ch", "united states": "us",
    "usa": "us", "us": "us", "uk": "uk", "australia": "au", "canada": "ca", "nederland": "nl", "netherlands": "nl", "brasil": "br",
    "brazil": "br", "new zealand": "nz", "igo": "igo", "ireland": "ie", "south africa": "za", "japan": "jp", "argentina": "ar",
    "méxico": "mx", "mexico": "mx", "scotland": "scotland", "belgique": "be", "belgië": "be", "chile": "cl", "colombia": "co", "perú": "pe",
    "danmark": "dk", "sverige": "se", "norge": "no", "suomi": "fi", "česko": "cz", "česká republika": "cz", "magyarország": "hu", "românia": "ro",
    "hrvatska": "hr", "ελλάδα": "gr", "england and wales": "uk", "england & wales": "uk", "日本": "jp", "台灣": "tw", "中国大陆": "cn",
    "대한민국": "kr", "de": "de", "pl": "pl", "fr": "fr", "es": "es", "it": "it", "at": "at", "ch": "ch",
}  # fmt: skip
"""Country at the end of a ported license's name -> the port in its address."""

OTHER_NAMES: Mapping[str, str] = {
    "OGL-Canada-2.0": r"open government licen[cs]e ?-? ?canada|licence du gouvernement ouvert ?-? ?canada",
    "OGL-UK-{}": r"open government licen[cs]e(?:,?(?: for public sector information)?,? ?(?:\(?ogl\)? )?\(?(?:v|version) ?(?P<a>[123])(?:\.0)?)?(?! ?-? ?canada)"
    r"|open-government-licence/version/(?P<b>[123])",
    "etalab-{}": r"licence ouverte(?: ?/ ?open licen[cs]e)?(?: \(?etalab\)?)?(?: ?\(?(?:v|version ?)?(?P<c>[12])\.0)?|etalab[- ](?P<d>[12])\.0|etalab-licence-ouverte-v(?P<e>[12])\.0",
    "DL-DE-BY-2.0": r"datenlizenz deutschland ?[-/,]? ?namensnennung(?: ?[-/,]? ?(?:version )?2\.0)?|datenlizenz deutschland by 2\.0|dl-de[-/>]?by-2[-.]0",
    "DL-DE-ZERO-2.0": r"datenlizenz deutschland ?[-/,]? ?zero(?: ?[-/,]? ?(?:version )?2\.0)?|dl-de[-/>]?zero-2[-.]0",
    "NLOD-2.0": r"\bnlod\b|norwegian licen[cs]e for open government data|norsk lisens for offentlige data|data\.norge\.no/nlod/\w{2}/2",
    "LAL-1.3": r"free art licen[cs]e|licence art libre|lizenz freie kunst|licenza arte libera|artlibre\.org",
    "GFDL-{}": r"gnu[- ](?:free documentation licen[cs]e|lizenz für freie dokumentation)(?:,? (?:version )?(?P<f>1\.[123]))?|\bgfdl\b(?:[- ](?P<g>1\.[123]))?"
    r"|gnu\.org/(?:copyleft|licenses)/(?:old-licenses/)?fdl(?:-(?P<h>1\.[123]))?",
    "KOGL-{}": r"(?:공공누리|kogl)[^\n]{0,12}?(?:제 ?|type ?)(?P<i>[0-4])",
    "ODbL-1.0": r"open (?:data commons open )?database licen[cs]e|\bodbl\b|opendatacommons\.org/licenses/odbl",
}
"""Our id, with a place for the version, -> the words and addresses a page names it with."""
NAMELESS: Mapping[str, str] = {
    "OGL-UK": "Open Government Licence",
    "etalab": "Licence Ouverte",
    "GFDL": "GNU Free Documentation License",
    "KOGL": "Korea Open Government License",
}
"""Name of a license whose version is not said."""
OTHERS = tuple((name, re.compile(words, I)) for name, words in OTHER_NAMES.items())


def other_licenses(folded: str) -> tuple[License, ...]:
    """Return the licenses other than Creative Commons that folded text names; one without its version is incomplete.

    >>> [one.id for one in other_licenses("Datenlizenz Deutschland - Zero - Version 2.0")]
    ['DL-DE-ZERO-2.0']
    >>> other_licenses("under the Open Government Licence")[0].kind
    'incomplete'
    """
    found: list[License] = []
    for name, pattern in OTHERS:
        matches = list(pattern.finditer(folded))
        versions = {text for match in matches for text in match.groupdict().values() if text}
        for version in sorted(versions) or ([""] if matches else []):
            one = _other(name, version)
            if one not in found:
                found.append(one)
    return tuple(found)


def _other(name: str, version: str) -> License:
    if "{}" not in name:
        return read_license(name)
    bare = name.removesuffix("-{}")
    code = name.format(version if "." in version or bare == "KOGL" else f"{version}.0")
    known = read_license(code) if version else None
    if known and known.kind != "unknown":
        return known
    kind = "recognized" if version else "incomplete"
    title = " ".join(filter(None, (NAMELESS[bare], f"type {version}" if bare == "KOGL" and version else version)))
    return License(kind=kind, id=code if version else bare, name=title)  # type: ignore[arg-type]


# --- licenses in running text -----------------------------------------------------------------------------------------


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

MENTION = Sieve(re.compile(
    rf"{COMMONS}|licensebuttons\.net|rightsstatements\.org|open[ -]government[ -]licen|\bcc[ _:-]{{0,2}}\(?(?:by|0|zero|null|nc|nd|sa|licen|lizen|attrib|namens)|public domain mark"
    r"|all copyright and related|verwandten schutzrechte|licence ouverte|etalab|datenlizenz|dl-de|nlod|norsk lisens|norwegian licen|art libre|artlibre|free art licen|freie kunst"
    r"|gfdl|free documentation licen|freie dokumentation|/fdl|공공누리|kogl|odbl|opendatacommons|gouvernement ouvert",
    I), ("commons", "コモンズ", "共享", "創用", "커먼즈", "licensebuttons", "rightsstatements", "government", "cc", "public domain mark",
    "all copyright and", "schutzrechte", "licence ouverte", "etalab", "datenlizenz", "dl-de", "nlod", "norsk lisens", "norwegian licen", "art libre", "artlibre",
    "free art licen", "freie kunst", "gfdl", "free documentation", "freie dokumentation", "/fdl", "공공누리", "kogl", "odbl", "opendatacommons", "gouvernement ouvert"))  # fmt: skip
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

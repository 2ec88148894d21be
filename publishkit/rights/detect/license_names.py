"""What licenses are called: the elements of Creative Commons and the other open licenses, language by language."""

import re
from collections.abc import Mapping

from publishkit.rights.license import License, read_license

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

"""Bylines: the words that open one, in the languages of the press, and whether what follows names people."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from publishkit.capture.byline_words import (
    AGENCIES,
    BYLINE_OPENINGS,
    FAMILY_JA,
    FAMILY_KO,
    FAMILY_ZH,
    INTERFACE,
    LABELS,
    NO_NAMES,
    OTHERS,
    PICTURES,
)
from publishkit.model.article import Byline, Role

ROLES_BEHIND: tuple[Role, ...] = ("author", "photographer", "illustrator", "translator")
OF_PICTURES = frozenset(("photographer", "illustrator"))
UPDATED = re.compile(
    r"\b(?:updated?|last updated|modified|edited|aktualisiert|zuletzt|mis à jour|modifié|actualizad[oa]|aggiornato|atualizado|aktualizacja|aktualizováno|aktualizované"
    r"|bijgewerkt|uppdaterad|opdateret|oppdatert|päivitetty|frissítve|actualizat|обновлено|оновлено|güncelleme|güncellendi|ενημέρωση|diperbarui|cập nhật)\b|更新|수정|업데이트|อัปเดต|تحديث|آخر تحديث|עודכן|עדכון|अपडेट",
    re.IGNORECASE,
)
"""What stands beside the time of an update."""

_SIGN = r"\s?[:：・/／|=＝●]\s*"
OPENING = re.compile(rf"^(?:(?:{BYLINE_OPENINGS})(?:\s*[:：=]\s*|\s+)|(?:{LABELS})\s*[:：=]\s*)(?=\S)", re.IGNORECASE)
_AUTHOR = re.compile(
    rf"^(?:{BYLINE_OPENINGS})(?:{_SIGN}|\s+)(?=\S)|^(?:{LABELS})\s?[:：=]\s*(?=\S)|^by(?=[A-ZÀ-Þ][a-zß-ÿ]+ [A-ZÀ-Þ])|^(?:文|撰文|作者|記者|记者)(?=[\u4e00-\u9fff]{{2,4}}$)",
    re.IGNORECASE,
)
DOUBLED = re.compile(r"^(by)\s?by\b[\s:]*(?=\S)", re.IGNORECASE)
"""“Byby”: once for the eye, once for the ear."""
_ROLES = tuple((role, re.compile(rf"^(?:{words})(?:{_SIGN}|\s+)(?=\S)", re.IGNORECASE)) for role, words in OTHERS)
_INSIDE = re.compile(
    rf"(?:\s*[,;|/·•–—-]\s*|\.\s+|\s{{1,3}}|[)(（）])(?=(?:(?:{'|'.join(words for _, words in OTHERS)}|{PICTURES}|text|texte|texto|tekst)\s?[:：・=]|"
    r"(?:translated|photos?|pictures|photographs|photography|illustrations?|illustrated|edited|editing|übersetzt|traduit|traducido|tradotto|vertaald|översatt|oversat|fotos) (?:by|von|par|por|da|door|av|af|de)\b|(?:und|and) (?:fotos|photos)\b))",
    re.IGNORECASE,
)  # fmt: skip
"""Where one line goes on to people of another role."""
_HEAD = re.compile(r"[,;|/·•–—()]|\s(?:and|und|et|y|e|&)\s")
_PICTURED = re.compile(rf"^(?:{PICTURES})\s?[:：・=]\s*(?=\S)", re.IGNORECASE)
_BEHIND = re.compile(r"[(（]\s?(?:text|words|stor|report|文)|[著訳](?:[、，,／/]|$)", re.IGNORECASE)
_ROLE_BEHIND = re.compile(
    r"(?P<names>[^()（）]{2,80}?)\s?[(（]?(?:(?P<author>texte?|texto|tekst|words|story|report(?:ing)?|文|共?著)|(?P<photographer>(?:foto|photo|picture|bild(?:er)?|image)s?|写真)"
    r"|(?P<illustrator>illustrations?|illustrationen|drawings)|(?P<translator>translations?|übersetzung|traduction|traducción|traduzione|監?訳))(?:[)）]|(?<=[著訳])(?=[、，,／/]|$))",
    re.IGNORECASE,
)
"""“Ada Example (text) and Bo Nobody (photos)”; “田中太郎 著、鈴木花子 訳”."""
BETWEEN = re.compile(
    r"\s+[-–—]\s+|\s*(?:,|;|\||/|·|•|&|\b(?:and|und|et|y|e|oraz|i|en|och|og|ja|és|și|ve|dan|kaan|na|a|и|та|і|και|AND|UND|ET|OCH|OG)\b)\s+|\s*[、，；،]\s*|\s{2,}"
)
"""What parts one name from the next; with a capital “Dan” is a name, not Indonesian."""
PARTICLE = r"(?:von|van|der|den|de|del|della|di|da|dos|das|du|la|le|el|al|bin|ibn|ter|ten|zu|zur|af|av|y|e|i|wa|St\.)"
WORD = r"(?:(?:Mc|Mac|O['’]|D['’]|[dl]['’])?[^\W\d_][\w'’.-]*)"
AGENCY = re.compile(rf"^(?:{AGENCIES}|[\w. ]+ (?:Staff|Newsroom|Redaktion|Desk|News Agency|Team))$")
WITH_AGENCY = re.compile(rf"\s(?:with|mit|avec|con|com|z|met|med|s)\s(?:material (?:von|der) )?(?:{AGENCIES})$")
"""“By Ada Example with AFP”: whose text is in it besides."""
TITLES = re.compile(
    r"\b(?:staff (?:writer|reporter)|(?:(?:senior|chief|political|science|parliamentary|assistant|deputy|health|world|sports?|business|crime|court|national|foreign) )*(?:correspondent|reporter|editor|writer|columnist)"
    r"|(?:chef)?redakteur(?:in)?|redaktionsleiter(?:in)?|volontär(?:in)?|(?:\w+)?korrespondent(?:in)?|journalist(?:e|in|a|ka)?|redacción|redakcja|is an? .{3,}|est .{3,}|ist .{3,})(?!\w).*$|\s(?:선임|수습|객원|인턴)?\s?(?:기자|특파원|논설위원)(?:\s?외 \d+명)?.*$|(?:記者|記者ら)$",
    re.IGNORECASE,
)
_OFFICES = r"(?:desk|bureau|editor|reporter|correspondent|writer|columnist|critic|producer|analyst|fellow|staff|team)"
OFFICE = re.compile(
    r"(?P<name>[^\W\d_][\w.'’-]* (?:(?:van|von|de|der|den|di|da|del|la|le|al|bin) )*[^\W\d_][\w'’-]*) (?:[^\W\d_][\w&-]* ){0,5}(?:[Dd]irector|[Ee]ditor|[Rr]eporter|[Ww]riter|[Cc]orrespondent|[Pp]roducer|[Cc]olumnist|Redakteur(?:in)?|Reporterin)$"
)
"""“Ada Example Deputy Content Hub Director”: two names, then an office."""
PLACED = re.compile(r"(?<=[^\W\d_])\s?\((?!text|foto|photo|bild|words|pict|illus|video)[^():]{2,60}\)", re.IGNORECASE)
"""“Ada Example (Brussels, European office)”: where somebody writes."""
GLUED_TITLE = re.compile(
    r"(?<=[a-zß-ÿ])[A-Z][\w-]{2,20}(?: [A-Z][\w-]{2,20})? (?:Writer|Reporter|Editor|Correspondent)$"
)
"""“Ada ExampleHarbour Writer”: two elements of a page, copied as one line."""
GLUED_BUTTON = re.compile(
    r"(?<=[a-zß-ÿ])(?:\d{1,4}|(?:Twitter|Facebook|Instagram|Share|Follow|Email|E-?Mail|Save|Comments?|Updated|Published|Folgen|Teilen)\W{0,2})$"
)
"""“Ada ExampleTwitter”, “Ada Example12”: a button or a counter, copied with the name."""
DEGREES = re.compile(
    r"(?:,\s?(?:[A-Z]{1,3}[a-z]?\.?){1,4}|,?\s(?:[A-Z][a-z]?\.){2,4}[A-Z]?\b\.?|,?\s(?:PhD|Ph\.D|MBA|DVM|DDS|MPH|RDN?))+\.?$"
)
"""“Ada Example, MD, Ph.D.”"""
EXPERT = re.compile(
    r"^(?:[\w-]+-)?(?:Expert(?:e|in)|Redakteur(?:in)?|Autor(?:in)?|Reporter(?:in)?|Korrespondent(?:in)?|Kolumnist(?:in)?)\s(?=[A-ZÀ-Þ][\w'’.-]+\s[A-ZÀ-Þ])"
)
"""“Gastautorin Ada Beispiel”: what somebody is, in front of the name."""
FOR_HOUSE = re.compile(r"\s(?:for|für|pour|para|per) (?:the )?[A-Z][\w.& ]{2,30}$", re.IGNORECASE)

_HOUSE = re.compile(
    r"\.(?:com|net|org|de|at|ch|co|tv|tr|info)\b|(?:^|\s)(?!(?:III?|IV|JR|SR)\b)(?-i:[A-ZÄÖÜ]{2,5})(?:\s|$)|\b(?:news|newspaper|redaktion|times|gazette|herald|tribune|shimbun|zeitung|magazin|online|staff|team|agency|media)\b",
    re.IGNORECASE,
)
NO_FIRST = frozenset(
    "the der die das by author autor autorin von in redaktion for from with dear liebe lieber cher chère querido querida this how why what when".split()
)
"""A name that opens so is a house's, or no name."""
KOREAN = re.compile(
    r"(?<![가-힣])(?P<name>[가-힣]{2,4})\s?(?:선임|수습|객원|인턴)?\s?(?:기자|특파원|논설위원)(?![가-힣])"
)
SEVERAL_KOREAN = re.compile(r"(?P<names>[가-힣]{2,4}(?:\s?[·,/]\s?[가-힣]{2,4})+)\s?(?:선임)?기자")
BESIDE_KOREAN = re.compile(r"^[\[(][^\])]{2,20}[\])]|\S{1,40}@\S{1,40}|외 \d+명|글|취재")
"""What stands beside the names of Korean reporters: place and agency, an address, how many others."""
SIGNED_CJK = re.compile(r"[（(【\[](?P<names>[^（）()【】\[\]。]{2,20})[）)】\]]$")
"""“…。（田中太郎）”: the last paragraph is signed."""


_PAPER = (
    r"courier|times|gazette|journal|herald|guardian|tribune|observer|telegraph|mirror|chronicle|echo|mercury|advertiser|examiner|inquirer|argus|sentinel"
    r"|bulletin|dispatch|express|independent|standard|star|press|news|post|daily|weekly|magazine|review|broadcasting|radio|tv|bbc|cnn|npr|newspapers?|media"
    r"|economist|atlantic|new yorker|\w*zeitung|\w*blatt|\w*anzeiger|\w*nachrichten|\w*kurier|spiegel|zeit|tagesspiegel|welt|rundschau|rundfunk|bote"
    r"|monde|figaro|libération|parisien|tribune|dépêche|voix|país|mundo|diario|periódico|vanguardia|giornale|corriere|repubblica|stampa|gazzetta|messaggero"
    r"|gazeta|dziennik|tygodnik|rzeczpospolita|kurier|jornal|folha|estadão|público|krant|dagblad|trouw|volkskrant|\w*tidning(?:en)?|avis\w*|noviny|deník"
)
PAPER = re.compile(rf"(?<!\w)(?:{_PAPER})(?!\w)", re.IGNORECASE)
"""Words by which a name is a paper's or a station's."""
SURNAMES = frozenset("post star press bote welt zeit mirror standard herald express spiegel guardian".split())
ARTICLE = re.compile(r"(?:[Tt]he|[Dd](?:er|ie|as)|[Ll][ae]|[Ll]es|[Ee]l|[Ii]l|[Oo]|[Dd]e|[Hh]et) ")
_BESIDE = re.compile(
    r"(?P<names>\S.{2,80}?)(?:\s*[,|/(（]\s*|\s+[-–—]\s+|\s+(?:of|for|in|from|für|von der|vom|pour|para|per|dla|voor)\s+)"
    r"(?P<house>(?:(?:[Tt]he|[Dd](?:er|ie|as)|[Ll][ae]|[Ll]es|[Ee]l|[Ii]l|[Oo]|[Dd]e|[Hh]et) )?[^\W\d_a-zß-ÿ][^,|/()（）:;!?\d]{1,50}?|[\w-]+(?:\.[\w-]+)+)[)）]?[.\s]*$"
)


def split_house(line: str) -> tuple[str, str]:
    """Return a byline without the paper it ends with, and that paper; "" where it ends with none.

    >>> split_house("By Ada Example, The Marsh Courier"), split_house("By Ada Example, Ely")
    (('By Ada Example', 'The Marsh Courier'), ('By Ada Example, Ely', ''))
    """
    likely = len(line) <= 220 and _AUTHOR.match(line.strip())
    match = _BESIDE.fullmatch(line.strip()) if likely else None
    house = match["house"].strip() if match else ""
    if match is None or not (is_paper(house) or re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", house)):
        return line, ""
    names = match["names"].strip()
    return (names, house) if _authors(names) else (line, "")


def is_paper(name: str) -> bool:
    """Return whether a name is a paper's; what is a surname, too, wants an article before it."""
    words = {found.casefold() for found in PAPER.findall(name)}
    return bool(words if ARTICLE.match(name) else words - SURNAMES) and not re.search(
        r"\s(?:and|und|et|y|i|og|och|en|&)\s", name
    )


def _authors(text: str) -> tuple[Byline, ...]:
    opened = _AUTHOR.match(text)
    return split_names(text[opened.end() :]) if opened else ()


@lru_cache(maxsize=4096)
def parse_byline(line: str) -> tuple[Byline, ...]:
    """Return the people a byline names, each with the role the line says; empty when it does not open like one.

    >>> [byline.name for byline in parse_byline("By Ada Example and Bo Nobody")]
    ['Ada Example', 'Bo Nobody']
    >>> [(byline.name, byline.role) for byline in parse_byline("Von Ada Example, Übersetzung: Bo Nobody")]
    [('Ada Example', 'author'), ('Bo Nobody', 'translator')]
    >>> parse_byline("By the time the rain stopped, the bridge was gone.")
    ()
    """
    text = DOUBLED.sub(r"\1 ", line.strip())
    if text.startswith(("(", "[", "（", "【")) and text.endswith((")", "]", "）", "】")):
        people = _parsed(text.strip("()[]（）【】 "))
        return () if any(one.role in OF_PICTURES for one in people) else people  # in brackets they are a credit
    return _parsed(text)


def _parsed(text: str) -> tuple[Byline, ...]:
    text = split_house(text)[0]
    if len(text) > 220:
        return ()
    if people := _with_roles_behind(text) or _with_translator(text):
        return people
    if not (_AUTHOR.match(text) or _role_of(text) or KOREAN.search(text) or text.endswith(" द्वारा")):
        return ()
    found: list[Byline] = []
    for part in filter(None, (part.strip(" ()（）,;|") for part in _INSIDE.split(text))):
        people = tuple(_segment(part, among=bool(found)))
        if not people and not found:
            return tuple(_segment(text)) or _beside_a_name(text)
        found += [one for one in people if one not in found]
    return tuple(found)


def _with_roles_behind(text: str) -> tuple[Byline, ...]:
    """The people of a byline that says behind each name, in brackets or in one sign, who did what."""
    matches = list(_ROLE_BEHIND.finditer(text)) if _BEHIND.search(text) else []
    if not any(match["author"] for match in matches) or len(text) - matches[-1].end() > 1:
        return ()
    found: list[Byline] = []
    for match in matches:
        listed = re.sub(rf"^(?:{BETWEEN.pattern}|[\s,;/&、，／]+)", "", match["names"].lstrip(" ,;/&"))
        listed = _AUTHOR.sub("", listed)
        names = split_names(listed) or _caseless(listed)
        role: Role = next(role for role in ROLES_BEHIND if match[role])
        if not names:
            return ()
        found += [Byline(name=one.name, role=role) for one in names]
    return tuple(found)


def _with_translator(text: str) -> tuple[Byline, ...]:
    """The people of a line that opens with a name and goes on to who translated or edited it."""
    named = len(text) < 120 and _HEAD.search(text) and is_name(_HEAD.split(text, maxsplit=1)[0].strip())
    parts = [part.strip(" ()（）,;|") for part in _INSIDE.split(text)] if named else []
    opened = _role_of(parts[1]) if len(parts) == 2 else None
    if opened is None or opened[0] not in {"translator", "editor"} or not all(map(is_name, BETWEEN.split(parts[0]))):
        return ()
    others = tuple(_segment(parts[1]))
    return (*split_names(parts[0]), *others) if others else ()


def _beside_a_name(text: str) -> tuple[Byline, ...]:
    """The people of a byline that ends with a name with an article, whatever that names: “By Ada Example, The Reed Bed”."""
    match = _BESIDE.fullmatch(text)
    return _authors(match["names"].strip()) if match and ARTICLE.match(match["house"]) else ()


def signed_by(paragraph: str) -> tuple[Byline, ...]:
    """Return who signs a paragraph in a script without capitals: the names in the brackets at its end.

    >>> [byline.name for byline in signed_by("切符はバスと同じ値段だ。（田中太郎）")]
    ['田中太郎']
    """
    match = SIGNED_CJK.search(paragraph)
    if match is None or not re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]", match["names"]):
        return ()
    names = [
        re.sub(r"^(?:記者|记者|文)[ ・：:]?|(?:記者|기자)$", "", part).strip()
        for part in re.split(r"[、，,・/]", match["names"])
    ]
    return tuple(Byline(name=name) for name in names) if names and all(map(_is_dense_name, names)) else ()


def _role_of(text: str) -> tuple[Role, int] | None:
    """The role a text opens with and where its names begin."""
    return next(((role, match.end()) for role, pattern in _ROLES if (match := pattern.match(text))), None)


def _segment(text: str, *, among: bool = False) -> Iterator[Byline]:
    """The people of one part of a byline, in the role it opens with; *among* others, “Foto:” is no credit."""
    pictured = _PICTURED.match(text) if among else None
    opened: tuple[Role, int] | None = ("photographer", pictured.end()) if pictured else _role_of(text)
    if opened:
        role, at = opened
        names = split_names(text[at:]) or _caseless(text[at:])
        yield from (Byline(name=one.name, role=role) for one in names)
        return
    if match := _AUTHOR.match(text):
        rest = text[match.end() :]
        names = split_names(rest) or _caseless(rest) or _with_office(rest)
        short = re.sub(r",? in [A-Z].*$", "", rest).strip(" ,")
        if not names and re.fullmatch(r"[A-Z]{2,6}", short):
            names = (Byline(name=short, role="agency"),)
        yield from names
        return
    if text.endswith(" द्वारा"):
        yield from _caseless(text.removesuffix(" द्वारा"))
    elif several := SEVERAL_KOREAN.fullmatch(BESIDE_KOREAN.sub("", text).strip()):
        reporters = re.split(r"\s?[·,/]\s?", several["names"])
        yield from (Byline(name=name) for name in reporters if name[0] in FAMILY_KO)
    elif _is_korean_byline(text):
        yield from (Byline(name=match["name"]) for match in KOREAN.finditer(text) if match["name"][0] in FAMILY_KO)


def _with_office(text: str) -> tuple[Byline, ...]:
    """A name and, behind a comma, what the person is and where: “Ada Example, Software Engineer on Harbour Maps”."""
    name, _, office = text.partition(", ")
    fits = is_name(name) and (
        re.fullmatch(r"(?:[A-ZÀ-Þ][\w&'’-]*,?(?:\s(?:of|and|for|at|the|on|in|&))*(?:\s|$)){1,10}", office)
        or re.fullmatch(rf"(?:[\w’'&-]+ ){{0,3}}{_OFFICES}", office, re.IGNORECASE)
    )
    return (Byline(name=name, role=_role(name)),) if fits else ()


def _is_korean_byline(text: str) -> bool:
    """Whether a line with a reporter's name holds little else: a place only where an address follows the name."""
    rest = KOREAN.sub("", BESIDE_KOREAN.sub("", text)).strip(" ,·/=|")
    return not rest or (len(rest) <= 12 and "@" in text and not re.search(r"[.!?]", rest))


def _caseless(text: str) -> tuple[Byline, ...]:
    """Names in a script without capitals, where the line says that it names people."""
    parts = [part.strip(" .,-–—|") for part in re.split(r"\s*[,،、，;/／|]\s*|\s(?:و|और|และ|및|와)\s?|\s{2,}", text)]
    parts = [re.sub(r"(?:さん|記者|기자|氏)$", "", part).strip() for part in parts if part]
    if len(parts) == 1 and all(map(_is_dense_name, parts[0].split())):
        parts = parts[0].split()  # "张三 李四"; "大渡 美咲" is one person
    if not parts or len(parts) > 6 or not all(map(_is_caseless_name, parts)):
        return ()
    return tuple(Byline(name=part, role=_role(part)) for part in parts)


def _is_caseless_name(text: str) -> bool:
    """One to five words of letters without case, as short as names are."""
    if re.fullmatch(r"[\uac00-\ud7a3]{2,4}", text):
        return _is_dense_name(text)
    if text.endswith(("編集部", "取材班", "编辑部", "編輯部")):
        return len(text) < 16
    dense = re.fullmatch(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々・ ]{2,12}", text)
    if dense:
        return text not in NO_NAMES and len(text.replace(" ", "")) <= 6 + 6 * ("・" in text)
    letters = all(unicodedata.category(char)[0] in "LM" or char in " .'’״׳-־\u200c\u200d" for char in text)
    cased = any((char.isupper() or char.islower()) and not "\u10d0" <= char <= "\u10ff" for char in text)
    return letters and not cased and 3 <= len(text) <= 40 and len(text.split()) <= 5


def split_names(text: str) -> tuple[Byline, ...]:
    """Return the names in a list of names; empty when one of its parts does not look like a name."""
    text = re.sub(
        r"\s*(?:@\w+|\S{1,60}@\S{1,60}\.\w{2,}|\bin [A-ZÀ-Þ]\w+.*)$", "", text.replace("\u00a0", " ").strip()[:300]
    )
    text = PLACED.sub("", WITH_AGENCY.sub("", re.sub(r"\t", "  ", text)))
    text = DEGREES.sub("", GLUED_BUTTON.sub("", GLUED_TITLE.sub("", text)))
    parts = [_bare(part) for part in BETWEEN.split(re.sub(r"(?<=\S)/(?=\S)", " / ", text))]
    names = [part for part in parts if part]
    if (
        len(names) == 2
        and is_name(names[0])
        and names[1][0].isupper()
        and re.fullmatch(r"[^\W\d_a-zß-ÿ][^\W\d_]{2,20}", names[1])
        and not AGENCY.match(names[1])
    ):
        names = names[:1]  # "Ada Example, Warsaw": where it was written
    if len(names) > 1 and is_name(names[0]):
        names = [name for name in names if is_name(name) or AGENCY.match(name) or not _HOUSE.search(name)]
        loud = all(name.isupper() for name in names if not AGENCY.match(name))
        plain = [name.title() if loud else name for name in names]
        pairs = list(zip(names, plain, strict=True))
        names = [name for name, cased in pairs if AGENCY.match(name) or not _HOUSE.search(cased)] or names
    agencies = [name for name in names if " " in name and re.fullmatch(AGENCIES, name)]
    if len(names) == 2 and agencies and not any(is_name(name) for name in names if name not in agencies):
        names = agencies  # "News - Associated Press"
    if not names or len(names) > 12 or not all(is_name(name) or AGENCY.match(name) for name in names):
        return ()
    return tuple(dict.fromkeys(Byline(name=name, role=_role(name)) for name in names))


def _bare(part: str) -> str:
    """A name without the person's office and the house it was written for."""
    part = EXPERT.sub("", DEGREES.sub("", part.strip()))
    office = OFFICE.match(part)
    part = GLUED_BUTTON.sub("", office["name"] if office else part)
    part = re.sub(r"[¹²³⁰-⁹†‡*✉]+$", "", " ".join(part.split()))
    part = TITLES.sub("", part).strip(" ,.-–—|")
    part = f"{part}." if re.search(r"\s[JS]r$", part) else part
    return FOR_HOUSE.sub("", part) if part.count(" ") > 2 else part


def is_name(text: str) -> bool:
    """Tell whether *text* looks like one person's name: two to five words that open with a capital.

    >>> is_name("Adam Zygiel"), is_name("Cooperation with Russia tightens"), is_name("Vincent van Gogh")
    (True, False, True)
    >>> is_name("Twitter Facebook"), is_name("Dive Deeper"), is_name("김철수"), is_name("좋아요")
    (False, False, True, False)
    """
    words = text.split()
    if text in NO_NAMES:
        return False
    long = len(words) - sum(bool(re.fullmatch(PARTICLE, word)) for word in words) > 5
    if len(words) < 2 or long or len(text) > 50 or re.search(r"[\d:;!?()\"“”„»«]|(?<!\b[JS]r)\.$", text):
        return _is_dense_name(text)
    if words[0].casefold() in NO_FIRST or any(_ends_in_interface(word) for word in words):
        return False
    capitals = [word for word in words if not re.fullmatch(PARTICLE, word)]
    cased = all(re.fullmatch(WORD, word) and re.sub("^[dl]['’]", "", word)[:1].isupper() for word in capitals)
    return (cased and len(capitals) >= 2) or _is_dense_name(text)


def _ends_in_interface(word: str) -> bool:
    """Whether a word is one of a button or a calendar, or one is glued to it: “TimesNovember”."""
    glued = re.search(r"[a-zß-ÿ]([A-ZÀ-Þ][a-zß-ÿ]+)$", word)
    return word.casefold().strip(".,") in INTERFACE or (glued is not None and glued[1].casefold() in INTERFACE)


def _is_dense_name(text: str) -> bool:
    """A name in a script without capitals and spaces: it opens with one of the commonest family names."""
    if re.fullmatch(r"[\uac00-\ud7a3]{2,4}", text):
        return text[0] in FAMILY_KO and len(text) == 3
    plain = text.replace(" ", "").replace("\u3000", "")
    if not re.fullmatch(r"[\u4e00-\u9fff々]{2,5}|[\u4e00-\u9fff々]{1,3}[\u3040-\u309f]{2,3}", plain):
        return False
    return any(plain.startswith(name) and 1 <= len(plain) - len(name) <= 3 for name in FAMILY_JA) or (
        plain[0] in FAMILY_ZH and 2 <= len(plain) <= 3
    )


def _role(name: str) -> Role:
    return "agency" if AGENCY.match(name) or name.endswith(("編集部", "取材班", "编辑部", "編輯部")) else "author"

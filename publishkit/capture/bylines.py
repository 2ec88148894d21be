"""Bylines: the words that open one, in the languages of the press, and whether what follows names people."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from publishkit.model.article import Byline, Role

BYLINE_OPENINGS = (
    r"(?:text|texte|texto|testo|words)(?: und | and | & | et | y | e )(?:fotos|photos?|pictures|foto)(?: by| von| de| di)?|by(?:line)?|(?:written|posted|published|submitted) by|reported by|reporting by|words(?: by)?|story by|text by|von unsere[mnr] \w{4,30}|von|text|geschrieben von|verfasst von|ein(?:e)? \w+ von|(?:kommentar|kolumne|analyse|interview|reportage|gastbeitrag|bericht) von"
    r"|par|propos recueillis par|texte(?: de)?|texto(?: de)?|testo(?: di)?|écrit par|rédigé par|por|escrito por|redactado por|di|scritto da|a cura di|articolo di"
    r"|autor(?:ka|zy|in|en|es|a|e|i|ski|stwo)?|author(?:s| of the article)?|auteurs?|autore|opracowanie|opracował(?:a)?|napisał(?:a)?|door|av|af|tekst|text av|tekst av|teksti|kirjoittaja|napsal(?:a)?|napísal(?:a)?"
    r"|автор(?:ы|и|ка)?|текст|писал(?:а)?|szerző|írta|de către|scris de|skribent|reporter|journalist|redigert av|skrevet av|skrevet af|skriven av|geschreven door|yazan|haber|tác giả|bài|oleh|penulis|ditulis oleh|na|imeandikwa na|deur"
    r"|συντάκτης|γράφει|του|της|από τον|από την|בקלם|מאת|כתב|כתבה|بقلم|كتب|كتبت|تحرير|نویسنده|تحریر|लेखक|द्वारा|লেখক|โดย|เขียนโดย|文|取材|取材・文|記者|筆者|著者|作者|记者|撰文|撰稿|글|기자|취재"
)
"""What stands in front of the names of those who wrote it."""
OTHERS: Sequence[tuple[Role, str]] = (
    (
        "translator",
        (r"translat(?:ed|ion) from [\w ]{2,30}? by|translat(?:ed|ion)(?: by)?|translator|übersetz(?:t|ung|er|erin)(?: aus (?:dem|der) \w+)?(?: von)?|aus (?:dem|der) \w+(?: übersetzt)? von|deutsch von|traduction(?: de)?|traduit(?:e)?(?: d[eu] [\w’' ]{2,20}?)?(?: par)?|traduc(?:tor|tora|ción)(?: de)?|traducido por"
        r"|traduzione(?: di)?|tradotto da|traduttore|traduttrice|tradução(?: de)?|traduzido por|tradutora?|tłum(?:aczenie|aczył|aczyła|\.)|przekład|przełożył(?:a)?|vertal(?:ing|er)|vertaald door|překlad|přeložil(?:a)?|preklad|preložil(?:a)?"
        r"|översättning|översatt av|översättare|overs(?:ættelse|ættelse ved|at af)|oversett(?:else|else ved|telse|telse ved)|oversatt av|suom(?:ennos|entanut|entaja)|käännös|fordította|fordítás|traducere(?:a)?(?: de)?|tradus de"
        r"|перевод(?:чик|чица)?|перев[её]л(?:а)?|переклад(?:ач)?|превод|μετάφραση|çevir(?:en|i|di)|prevod|penerjemah|diterjemahkan oleh|dịch|người dịch|翻訳|訳|翻译|翻譯|译|译者|번역|옮긴이|แปลโดย|แปล|ترجمة|ترجمه|תרגום|תרגם|תרגמה|अनुवाद"),
    ),
    (
        "photographer",
        (r"photo(?:graph)?s by|photograph(?:y|ed) by|photographers?|fotos von|fotos|fotograf(?:ie|en|in|o|a|ka)?|photographies?(?: de)?|photos(?: de| par)?|photographe|fotografías(?: de)?|fotografie(?: di)?|fotos de|fotos por|zdjęcia|foto’s|foto's(?: van)?"
        r"|foto(?:s|grafier)?(?: av| af)|bilder(?: von| av)?|valokuvat|kuvat|снимки|фотографии|фотограф|写真|撮影|摄影|攝影|사진|ภาพโดย|ถ่ายภาพ|تصوير|צילום|צילומים|छायांकन"),
    ),
    ("illustrator", r"illustrat(?:ions?|ed|or)(?: by)?|illustrationen(?: von)?|illustrations(?: de)?|ilustraciones(?: de)?|illustrazioni(?: di)?|ilustracje|イラスト"),
    ("editor", r"edited by|editing by|édité par|editado por|redigiert von|redaktor prowadząc[ya]|责任编辑|責任編輯|责编|責編|编辑"),
)  # fmt: skip
"""Roles beside the author's, and what stands in front of their names."""
OF_PICTURES = frozenset(("photographer", "illustrator"))
UPDATED = re.compile(
    r"\b(?:updated?|last updated|modified|edited|aktualisiert|zuletzt|mis à jour|modifié|actualizad[oa]|aggiornato|atualizado|aktualizacja|aktualizováno|aktualizované"
    r"|bijgewerkt|uppdaterad|opdateret|oppdatert|päivitetty|frissítve|actualizat|обновлено|оновлено|güncelleme|güncellendi|ενημέρωση|diperbarui|cập nhật)\b|更新|수정|업데이트|อัปเดต|تحديث|آخر تحديث|עודכן|עדכון|अपडेट",
    re.IGNORECASE,
)
"""What stands beside the time of an update."""

_SIGN = r"\s?[:：・/／|]\s*"
OPENING = re.compile(rf"^(?:{BYLINE_OPENINGS})(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE)
_AUTHOR = re.compile(
    rf"^(?:{BYLINE_OPENINGS})(?:(?P<sign>{_SIGN})|\s+)(?=\S)|^by(?=[A-ZÀ-Þ][a-zß-ÿ]+ [A-ZÀ-Þ])|^(?:文|撰文|作者|記者|记者)(?=[\u4e00-\u9fff]{{2,4}}$)",
    re.IGNORECASE,
)
DOUBLED = re.compile(r"^(by)\s?by\b[\s:]*(?=\S)", re.IGNORECASE)
"""“Byby”: once for the eye, once for the ear."""
_ROLES = tuple((role, re.compile(rf"^(?:{words})(?:{_SIGN}|\s+)(?=\S)", re.IGNORECASE)) for role, words in OTHERS)
_INSIDE = re.compile(
    rf"(?:\s*[,;|/·•–—-]\s*|\s{{1,3}}|[)(（）])(?=(?:(?:{'|'.join(words for _, words in OTHERS)}|text|texte|texto|tekst)\s?[:：・]|"
    r"(?:translated|photos?|photographs|photography|illustrations?|illustrated|edited|editing|übersetzt|traduit|traducido|tradotto|vertaald|översatt|oversat|fotos) (?:by|von|par|por|da|door|av|af|de)\b|(?:und|and) (?:fotos|photos)\b))",
    re.IGNORECASE,
)  # fmt: skip
"""Where one line goes on to people of another role."""
BETWEEN = re.compile(
    r"\s+[-–—]\s+|\s*(?:,|;|\||/|·|•|&|\b(?:and|und|et|y|e|oraz|i|en|och|og|ja|és|și|ve|dan|kaan|a|и|та|і|και|AND|UND|ET|OCH|OG)\b)\s+|\s*[、，；،]\s*|\s{2,}"
)
"""What parts one name from the next; with a capital “Dan” is a name, not Indonesian."""
PARTICLE = r"(?:von|van|der|den|de|del|della|di|da|dos|das|du|la|le|el|al|bin|ibn|ter|ten|zu|zur|af|av|y|e|i|wa|St\.)"
WORD = r"(?:(?:Mc|Mac|O['’]|D['’]|[dl]['’])?[^\W\d_][\w'’.-]*)"
AGENCIES = (
    r"AP|AFP|dpa|DPA|APA|ATS|SDA|PAP|EFE|ANSA|ČTK|TT|NTB|ANP|Belga|STT|Ritzau|Lusa|Reuters|REUTERS|Bloomberg|Kyodo|Yonhap|Xinhua|TASS|ANI|PTI|IANS|Anadolu|Europa Press|EP|KNA|epd|MTI|AAP|CNA|PA"
    r"|(?:The )?Associated Press|Agence France-Presse|Press Association|PA Media|Deutsche Presse-Agentur|Anadolu Ajansı|(?:The )?Canadian Press|共同通信(?:社)?|時事通信(?:社)?|新华社|新華社|연합뉴스|뉴시스"
)
AGENCY = re.compile(rf"^(?:{AGENCIES}|[\w. ]+ (?:Staff|Newsroom|Redaktion|Desk|News Agency|Team))$")
WITH_AGENCY = re.compile(rf"\s(?:with|mit|avec|con|com|z|met|med|s)\s(?:material (?:von|der) )?(?:{AGENCIES})$")
"""“By Ada Example with AFP”: whose text is in it besides."""
TITLES = re.compile(
    r"\b(?:staff (?:writer|reporter)|(?:(?:senior|chief|political|science|parliamentary|assistant|deputy|health|world|sports?|business|crime|court|national|foreign) )*(?:correspondent|reporter|editor|writer|columnist)"
    r"|(?:chef)?redakteur(?:in)?|redaktionsleiter(?:in)?|volontär(?:in)?|(?:\w+)?korrespondent(?:in)?|journalist(?:e|in|a|ka)?|redacción|redakcja|is an? .{3,}|est .{3,}|ist .{3,})(?!\w).*$|\s(?:선임|수습|객원|인턴)?\s?(?:기자|특파원|논설위원)(?:\s?외 \d+명)?.*$|(?:記者|記者ら)$",
    re.IGNORECASE,
)
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
FOR_HOUSE = re.compile(r"\s(?:for|für|pour|para|per) (?:the )?[A-Z][\w.& ]{2,30}$", re.IGNORECASE)

NO_NAMES = frozenset(
    {"입력", "수정", "등록", "댓글", "기사", "뉴스", "사회", "정치", "経済", "社会", "政治", "国際", "写真", "速報"}
)
"""Short words that look like a name in scripts without capitals."""
INTERFACE = frozenset(
    "twitter facebook whatsapp telegram instagram linkedin reddit pinterest youtube tiktok flipboard bluesky mastodon messenger email e-mail mail google apple android"
    " share tweet post follow read more dive deeper listen watch video audio photo photos print copy link save bookmark comment comments subscribe newsletter sign log login register menu search home page contact"
    " about us breaking news live updates update latest trending popular related topics tags category section politics business sport sports world opinion culture lifestyle entertainment weather"
    " blog social sharing industry view bio profile profiles article articles transcript written reviewed"
    " image images caption credit source getty advertisement sponsored privacy policy cookie cookies terms conditions rights reserved copyright edition app store play next previous back top show hide all"
    " teilen twittern senden drucken merken anmelden abonnieren kommentare kommentar anzeige werbung startseite themen mehr lesen hören folgen politik wirtschaft kultur panorama lokales wetter datenschutz impressum"
    " partager imprimer abonnez-vous suivre commentaires accueil lire compartir guardar comentarios suscríbete seguir leer más condividi commenti leggi segui udostępnij komentarze czytaj więcej obserwuj"
    " deel delen reacties volg lees meer dela kommentera följ läs mer del kommenter følg læs jaa kommentit seuraa lue sdílet diskuze sledovat поделиться комментарии читать подписаться поділитися коментарі"
    " published updated posted monday tuesday wednesday thursday friday saturday sunday january february march july september october november december"
    " montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz juni oktober dezember uhr min minuten minutes lesezeit".split()
)
"""Words of buttons, menus and calendars: two of them with capitals are nobody's name."""
_HOUSE = re.compile(
    r"\.(?:com|net|org|de|at|ch|co|tv|tr|info)\b|(?:^|\s)(?-i:[A-ZÄÖÜ]{2,5})(?:\s|$)|\b(?:news|newspaper|redaktion|times|gazette|herald|tribune|shimbun|zeitung|magazin|online|staff|team|agency|media)\b",
    re.IGNORECASE,
)
NO_FIRST = frozenset(("The", "Der", "Die", "Das", "By", "Author", "Autor", "Autorin", "Von", "In", "Redaktion"))
"""A name that opens so is a house's, or no name."""
KOREAN = re.compile(
    r"(?<![가-힣])(?P<name>[가-힣]{2,4})\s?(?:선임|수습|객원|인턴)?\s?(?:기자|특파원|논설위원)(?![가-힣])"
)
SEVERAL_KOREAN = re.compile(r"(?P<names>[가-힣]{2,4}(?:\s?[·,/]\s?[가-힣]{2,4})+)\s?(?:선임)?기자")
BESIDE_KOREAN = re.compile(r"^[\[(][^\])]{2,20}[\])]|\S{1,40}@\S{1,40}|외 \d+명|글|취재")
"""What stands beside the names of Korean reporters: place and agency, an address, how many others."""
SIGNED_CJK = re.compile(r"[（(【\[](?P<names>[^（）()【】\[\]。]{2,20})[）)】\]]$")
"""“…。（田中太郎）”: the last paragraph is signed."""
FAMILY_KO = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구나민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부"
FAMILY_ZH = "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文牛岳"
FAMILY_JA = "佐藤 鈴木 高橋 田中 渡辺 渡邊 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 阿部 森 池田 橋本 山下 石川 中島 前田 藤田 小川 後藤 岡田 長谷川 村上 近藤 石井 坂本 遠藤 青木 藤井 西村 福田 太田 三浦 藤原 岡本 松田 中川 中野 原田 小野 田村 竹内 金子 和田 中山 石田 上田 森田 柴田 酒井 工藤 横山 宮崎 宮本 内田 高木 安藤 島田 谷口 大野 高田 丸山 今井 河野 藤本 村田 武田 上野 杉山 増田 平野 菅原 久保 松井 千葉 岩崎 木下 松村 西田 中田 川口 平田 辻 関 永井 浜田 服部 沢田 本田 樋口 久保田 菊池 大西 秋山 渡部 矢野 吉川 広瀬 飯田 荒木 土屋 片山 熊谷 五十嵐 早川 児玉 星野 小池 大島 浅野 須藤 望月 永田 馬場 吉村 松下 川村 小松 岡崎 榎本 堀 奥村 植田 福島 本間 大久保 田口 八木 宮田 松岡 吉岡 成田 内藤 黒田 松本 三宅 横田 西川 石原 川崎 桜井 古賀 岸 滝沢 松永 尾崎 今村 川上 栗原 大谷 岩田 小島 水野 松尾 野口 野村 菊地 佐野 大塚 新井 市川 古川 松岡 大渡".split()


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
    if len(text) > 220 or not (_AUTHOR.match(text) or _role_of(text) or KOREAN.search(text) or text.endswith(" द्वारा")):
        return ()
    found: list[Byline] = []
    for part in filter(None, (part.strip(" ()（）,;|") for part in _INSIDE.split(text))):
        people = tuple(_segment(part))
        if not people and not found:
            return tuple(_segment(text)) or _beside_a_name(text)
        found += [one for one in people if one not in found]
    return tuple(found)


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


def _segment(text: str) -> Iterator[Byline]:
    """The people of one part of a byline, in the role it opens with."""
    if opened := _role_of(text):
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
    fits = is_name(name) and re.fullmatch(
        r"(?:[A-ZÀ-Þ][\w&'’-]*,?(?:\s(?:of|and|for|at|the|on|in|&))*(?:\s|$)){1,10}", office
    )
    return (Byline(name=name, role=_role(name)),) if fits else ()


def _is_korean_byline(text: str) -> bool:
    """Whether a line with a reporter's name holds little else: a place only where an address follows the name."""
    rest = KOREAN.sub("", BESIDE_KOREAN.sub("", text)).strip(" ,·/=|")
    return not rest or (len(rest) <= 12 and "@" in text and not re.search(r"[.!?]", rest))


def _caseless(text: str) -> tuple[Byline, ...]:
    """Names in a script without capitals, where the line says that it names people."""
    parts = [part.strip(" .,-–—|") for part in re.split(r"\s*[,،、，;/|]\s*|\s(?:و|और|และ|및|와)\s?|\s{2,}", text)]
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
    dense = re.fullmatch(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々・ ]{2,12}", text)
    if dense:
        return text not in NO_NAMES and len(text.replace(" ", "")) <= 6 + 6 * ("・" in text)
    letters = all(unicodedata.category(char)[0] in "LM" or char in " .'’״׳-־" for char in text)
    cased = any(char.isupper() or char.islower() for char in text)
    return letters and not cased and 3 <= len(text) <= 40 and len(text.split()) <= 5


def split_names(text: str) -> tuple[Byline, ...]:
    """Return the names in a list of names; empty when one of its parts does not look like a name."""
    text = re.sub(
        r"\s*(?:@\w+|\S{1,60}@\S{1,60}\.\w{2,}|\bin [A-ZÀ-Þ]\w+.*)$", "", text.replace("\u00a0", " ").strip()[:300]
    )
    text = PLACED.sub("", WITH_AGENCY.sub("", re.sub(r"\t", "  ", text)))
    text = GLUED_BUTTON.sub("", GLUED_TITLE.sub("", text))
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
        plain = [name.title() if all(map(str.isupper, names)) else name for name in names]
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
    office = OFFICE.match(part)
    part = GLUED_BUTTON.sub("", office["name"] if office else part)
    part = re.sub(r"[¹²³⁰-⁹†‡*✉]+$", "", " ".join(part.split()))
    part = TITLES.sub("", part).strip(" ,.-–—|")
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
    if not 2 <= len(words) <= 5 or len(text) > 50 or re.search(r"[\d:;!?()\"“”„»«]|\.$", text):
        return _is_dense_name(text)
    if words[0] in NO_FIRST or any(_ends_in_interface(word) for word in words):
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
    return "agency" if AGENCY.match(name) else "author"

"""What a page holds that is no article: walls, error pages, lists, shells; and what a page says only in its own data."""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from publishkit.capture.commonmark import block_text, escape
from publishkit.capture.extracted import Block, Dropped, Extracted
from publishkit.capture.page.body.outline import Run
from publishkit.capture.page.body.select import PROSE
from publishkit.capture.page.body.selection import Selection
from publishkit.capture.page.body.shapes import HEADINGS, linked
from publishkit.capture.page.structured import Structured
from publishkit.capture.page.tree import key_of
from publishkit.capture.paste.lines import HANGUL, weight
from publishkit.words import UNSPACED, plain

FEED = re.compile(r"\s{0,99}(?:<\?xml[^>]{0,300}\?>\s{0,99})?(?:<!--.{0,2000}?-->\s{0,99})?<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE | re.DOTALL)  # fmt: skip
WALL = re.compile(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|checking (?:if the site|your browser)|unusual traffic"
    r"|(?:complete|solve) the (?:captcha|security check)|press (?:&|and) hold|access (?:to this page has been )?denied|you have been blocked|bot detection|ddos protection"
    r"|(?:not|aren[’']t|no) a (?:bot|robot)\b|verifying (?:your browser|the device)|human verification|proof.of.work|challenge to continue|security service to protect|(?:подтвердите|докажите)[^.]{0,60}(?:не робот|человек)|я не робот|похожи на автоматические|nicht ein roboter|kein(?:e)? bots?\b"
    r"|確認(?:して|が)[^。]{0,20}ロボット|ロボットではありません|不是机器人|不是機器人|人机验证|安全验证|로봇이 아닙니다|robot değilim|nie jestem robotem|geen robot|لست روبوت|לא רובוט"
    r"|enable javascript and cookies to continue|bestätigen sie, dass sie (?:ein mensch|kein roboter)|je ne suis pas un robot|no soy un robot|non sono un robot",
    re.IGNORECASE,
)
MISSING = re.compile(
    r"\b404\b|\b410\b|(?:page|article|content|document) (?:was |is |could )?(?:not|n't|no longer) (?:be )?(?:found|available|exists?)|(?:page|article) not found|oops|nothing (?:was )?found|seite (?:wurde )?nicht (?:gefunden|verfügbar)|seite (?:gibt es|existiert) nicht|konnte (?:leider )?nicht gefunden werden|artikel nicht gefunden"
    r"|page (?:introuvable|non trouvée|n['’]existe)|página no (?:encontrada|existe)|pagina non (?:trovata|esiste)|página não (?:encontrada|existe)|strony? nie (?:znaleziono|istnieje)|pagina (?:werd )?niet gevonden|sidan (?:hittades inte|finns inte)|siden (?:blev ikke fundet|finnes ikke)|sivua ei löyt|stránka (?:nenalezena|nebyla nalezena)|страница не найдена|сторінку не знайдено|ページが見つかりません|お探しのページ|페이지를 찾을 수 없|页面不存在|找不到(?:该|您|此)?页面|sayfa bulunamadı|الصفحة غير موجودة|הדף לא נמצא"
    r"|^\W*(?:error|fehler|erreur|errore?)?\W*(?:40[0-9]|41[0-9]|42[0-9]|451|50[0-4]|52\d)\s*(?:$|[|:–—-]|error|bad|not|forbidden|unauthor|gone|too|internal|service|gateway|unavailable|backend|origin|web server|temporarily)"
    r"|backend fetch failed|guru meditation|origin (?:is unreachable|dns error)|connection timed out"
    r"|^(?:bad gateway|gateway time-?out|too many requests|(?:403 )?forbidden|unauthorized|internal server error|service (?:temporarily )?unavailable)\W*$|unavailable (?:due to|for) legal reasons",
    re.IGNORECASE | re.MULTILINE,
)
CONSENT = re.compile(
    r"before you continue|we (?:and our \d* ?partners|value your privacy)|accept (?:all )?cookies|cookies? (?:akzeptieren|zustimmen)|zustimmen und weiter|wir und unsere \d* ?partner|mit werbung|accepter et (?:continuer|fermer)|continuer sans accepter|nous et nos (?:\d+ )?partenaires|respect de votre vie privée"
    r"|nosotros y nuestros (?:\d+ )?socios|aceptar y continuar|noi e i nostri (?:\d+ )?partner|accetta e continua|zgadzam się|my i nasi (?:\d+ )?partnerzy|wij en onze (?:\d+ )?partners|akkoord",
    re.IGNORECASE,
)
BACK_SOON = re.compile(
    r"(?:site|scheduled|under|down for|performing(?: some)?) maintenance|be (?:right )?back (?:soon|shortly|online)|wartungsarbeiten|maintenance en cours|en mantenimiento|in manutenzione|em manutenção|prace konserwacyjne|技术维护|メンテナンス中",
    re.IGNORECASE,
)
OLD_BROWSER = re.compile(
    r"browser is (?:not supported|no longer supported|out of date|outdated|too old)|update your browser|unsupported browser|browser (?:wird nicht|ist veraltet)|veralteten? browser|navigateur (?:n['’]est (?:pas|plus)|est obsolète|obsolète)|navegador (?:no es compatible|desactualizado)",
    re.IGNORECASE,
)
BLOCKER = re.compile(
    r"\bad ?-?block|werbeblocker|bloqueu?r (?:de )?publicit|bloqueador de anuncios|adblocker|blocco della pubblicità|blokowanie reklam",
    re.IGNORECASE,
)
SIGN_IN = re.compile(
    r"^\W*(?:log ?in|sign ?in|log on|register|anmelden|einloggen|anmeldung|connexion|se connecter|identifiez-vous|iniciar sesión|accedi|entrar|zaloguj|inloggen|logga in|log ind|logg inn|kirjaudu|přihlášení|вход|увійти|ログイン|로그인)\b",
    re.IGNORECASE | re.MULTILINE,
)
FOR_SALE = re.compile(
    r"domain (?:name )?(?:is|may be) for sale|buy this domain|domain (?:steht|ist) zum verkauf|domaine est à vendre|dominio (?:está )?en venta",
    re.IGNORECASE,
)
LISTING = re.compile(r"^\s*index of /", re.IGNORECASE)
CART = re.compile(
    r"^\W*(?:add to (?:cart|basket|bag)|buy now|in den (?:warenkorb|einkaufswagen)|ajouter au panier|añadir a(?:l carrito| la cesta)|aggiungi al carrello|adicionar ao carrinho|do koszyka|in winkelwagen|lägg i varukorg)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
OF_THE_SITE = re.compile(
    r"\W*(?:contact(?: us)?|kontakte?|impressum|imprint|mentions légales|aviso legal|contactez-nous|contáctanos|contacto|contatti|contato|fale conosco|privacy(?: policy)?|datenschutz(?:erklärung)?|terms(?: (?:of (?:use|service)|and conditions))?|nutzungsbedingungen|agb|cookie(?:s| policy)|colofon|yhteystiedot|контакты|контакти|お問い合わせ|联系我们|聯絡我們|문의)\W*",
    re.IGNORECASE,
)
"""Titles of what a site says of itself."""
GOES_ON = re.compile(r"(?:continue|keep) reading|read (?:more|on)|more|weiterlesen|mehr(?: lesen)?|lire (?:la suite|plus)|leer más|seguir leyendo|leggi (?:tutto|di più)|continua(?: a leggere)?|ler mais|continue lendo|czytaj (?:dalej|więcej)|lees (?:meer|verder)|läs mer|les mer|læs mere|lue lisää|číst (?:dále|více)|читать (?:далее|дальше)|читати далі|続きを読む|もっと見る|阅读更多|閱讀更多|더 보기|devamını oku|اقرأ المزيد|קרא עוד", re.IGNORECASE)  # fmt: skip
"""What leads from a teaser to its article."""
TEASERS = 4
"""So many links in the same words make a page of teasers."""
LOADING = re.compile(r"\W*(?:loading|please wait|wird geladen|bitte warten|chargement|cargando|caricamento|carregando|ładowanie|laden|laddar)\b.{0,20}", re.IGNORECASE)  # fmt: skip
SEARCHED = re.compile(
    r"^\W*(?:search results?|results for|suchergebnis|résultats (?:de|pour)|resultados de|risultati (?:della|di|per)|wyniki wyszukiwania|zoekresultaten|sökresultat)",
    re.IGNORECASE | re.MULTILINE,
)
SHELL = re.compile(r"(?:enable|requires?|turn on|activate|need) javascript|javascript (?:is (?:disabled|required)|aktivieren|muss)|activer javascript|habilit\w* javascript", re.IGNORECASE)  # fmt: skip
ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
TEASED = 3
"""Lines behind one that leads elsewhere that may speak of the same: who, when, what."""
ABOUT = 60
"""Weight of a line below a headline that may hold the day, the author and the subject."""
SHORT = 900
"""Weight of text below which words of a wall or an error page decide."""
STUBBED = 3_000
"""Weight of a text that may be cut off by a wall; who prints more prints all of it."""
SPOKEN = 250
"""Weight of what was read below which what the page says in its data is taken."""
ADVICE = (
    "open the article itself in your browser, save that page and add the file, or paste the text: `publishkit add -`"
)
NO_TEXT = f"it shows no text without its program, so there is no article in it; {ADVICE}"
PAID = re.compile(
    r"(?:for|only for|reserved for|exclusive to) (?:our )?(?:subscribers|members)|subscribe (?:now |today )?to (?:continue|keep|read)|(?:continue|keep|to) reading (?:this|the) |already a (?:subscriber|member)|create (?:a|your) (?:free )?account to (?:continue|read)|unlock this|this (?:article|story|content) is (?:exclusive|for (?:subscribers|members))"
    r"|nur für abonnent|(?:weiterlesen|zugang) mit|jetzt (?:weiterlesen|testen)|exklusiv für|réservé (?:à nos|aux) abonnés|la suite est réservée|(?:para|exclusivo para) (?:suscriptores|assinantes)|solo para suscriptores|riservato agli abbonati|per continuare a leggere|dla (?:subskrybentów|prenumeratorów)|czytaj dalej z|voor abonnees|för prenumeranter|for abonnenter|pro předplatitele|para seguir leyendo|para continuar (?:leyendo|lendo)|ya eres suscriptor|pour lire la suite|(?:lire|connaître) la suite[^.]{0,40}abonn|déjà abonné|um weiterzulesen|schon abonnent|già abbonat|masz już (?:konto|prenumeratę)|aby czytać dalej|al abonnee|redan prenumerant|для подписчиков|для передплатників|会員限定|有料会員|この記事は有料|残り\d|유료 회원",
    re.IGNORECASE,
)


def spoken_length(text: str) -> int:
    """Return how long a text is in Latin letters: a syllable of Hangul says as much as two or three, a Chinese sign as three.

    >>> spoken_length("harbour"), spoken_length("을숙도"), spoken_length("港の会議")
    (7, 7, 12)
    """
    if text.isascii():
        return len(text)
    return len(text) + 2 * len(UNSPACED.findall(text)) + 3 * len(HANGUL.findall(text)) // 2


def no_article(found: Extracted, html: str, tree: HtmlElement, selection: Selection, data: Structured) -> str:
    """Return why a page is no article, with the way out; "" when nothing speaks against it.

    A page that says it is an article, or that is signed and dated, is one whatever its words are: some are about walls.
    """
    if FEED.match(html[:5_000]):
        return f"it is a feed, not an article; {ADVICE}"
    if html.lstrip()[:1] in {"{", "["} and not any(tree.iter("p", "div", "article")):
        return f"it is data for programs, not a page; {ADVICE}"
    says_article = (
        bool(data.article) or data.first("og:type").lower() == "article" or bool(data.first("article:published_time"))
    )
    printed = [run for run in selection.runs if selection.keeps(run)]
    told = says_article or (bool(found.bylines) and found.published is not None)
    prose = (run for run in selection.runs if (run.marked or selection.keeps(run)) and spoken_length(run.text) >= PROSE)
    paragraphs = sum(linked(run) < 0.5 for run in prose)
    if (told or found.bylines) and paragraphs >= 2:
        return ""
    shown = [run for run in selection.runs if run]
    said = sum(spoken_length(run.text) for run in printed)
    if sum(weight(run.text) for run in shown) < 2 * SHORT and said < SHORT:
        reason = _wall(found.title, shown, said, tree)
        if reason:
            return f"{reason}; {ADVICE}"
    return "" if told else _list_page(found.title, selection)


def _wall(title: str, shown: Sequence[Run], printed: int, tree: HtmlElement) -> str:
    """What stands in the place of an article, where a page shows little; *printed* is the length of what would be printed."""
    said = "\n".join([title, *(run.text for run in shown[:80])])[:6_000]
    heads = "\n".join([title, *(run.text for run in shown if run.box.tag in HEADINGS)])
    named = title or heads.strip()[:80]
    signs: tuple[tuple[bool, str], ...] = (
        (bool(WALL.search(said)), "it is a wall that asks whether you are human, not an article"),
        (bool(MISSING.search(heads)), f"it is an error page, not an article: “{named}”"),
        (
            bool(CONSENT.search(said)) and (printed < PROSE * 5 or bool(CONSENT.search(heads))),
            "it asks for consent before it shows the article",
        ),
        (bool(BLOCKER.search(heads)), "it asks to turn off a blocker of advertisements before it shows the article"),
        (bool(OLD_BROWSER.search(said)), "it says that a browser is too old, and shows no article"),
        (bool(BACK_SOON.search(heads)) or bool(BACK_SOON.search(said) and printed < PROSE * 5), "its site is being maintained, and shows no article"),
        (bool(SIGN_IN.search(heads)) and any(_is_asked(field) for field in tree.iter("input")), "it asks to sign in before it shows the article"),
        (any(_leads_on(mark) for mark in tree.iter("meta")) and printed < SPOKEN, "it only leads on to another page"),
        (bool(OF_THE_SITE.fullmatch(named)), f"it says something of the site itself, and is no article: “{named}”"),
        (bool(CART.search("\n".join(" ".join(button.itertext()) for button in tree.iter("button", "a")))), "it sells something, and is no article"),
        (printed < 60 and any(LOADING.fullmatch(run.text) for run in shown), "it shows no text without its program, so there is no article in it"),
        (bool(FOR_SALE.search(said)), "its address is for sale, and shows no article"),
        (bool(LISTING.search(heads)), "it is a list of files, not an article"),
    )  # fmt: skip
    return next((sentence for told, sentence in signs if told), "")


def _is_asked(field: HtmlElement) -> bool:
    """Whether a field of a form asks who somebody is."""
    return field.get("type") == "password" or bool(
        re.fullmatch(r"(?:e-?)?mail|user(?:name)?|login", field.get("name", ""), re.IGNORECASE)
    )


def _leads_on(mark: HtmlElement) -> bool:
    """Whether a page has the browser go to another one at once."""
    return mark.get("http-equiv", "").lower() == "refresh" and "url" in mark.get("content", "").lower()


def _list_page(title: str, selection: Selection) -> str:
    """A page that leads to other pages, by headings or by lines, with little prose of its own."""
    runs = selection.runs
    heads = [run for run in runs if run and run.box.tag in HEADINGS and run.box.tag != "h1" and weight(run.text) > 15]
    leading = [run for run in heads if linked(run) > 0.8]
    own = _own_prose(title, selection)
    if len(leading) >= 8 and len(leading) > 0.7 * len(heads) and not own:
        return f"it is a list of {len(leading)} other pages, not an article; {ADVICE}"
    onward = [run for run in runs if run and linked(run) > 0.9 and GOES_ON.fullmatch(run.text.strip(" .…→»>"))]
    if len(onward) >= TEASERS and len(leading) >= TEASERS and own < SPOKEN:
        return f"it is a list of {len(leading)} other pages, not an article; {ADVICE}"
    inside = [run for run in runs if run and not {box.tag for box in run.box.chain} & {"nav", "header", "footer"}]
    lines = [run for run in inside if linked(run) > 0.6 and weight(run.text) > 40]
    enough = 4 if SEARCHED.search("\n".join([title, *(run.text for run in runs[:20])])) else 6
    about = SPOKEN if not _is_about(title, runs) else 4 * SPOKEN
    if (
        len(lines) >= enough
        and own < about
        and own < sum(weight(run.text) for run in lines) / (2 if about == SPOKEN else 1)
    ):
        return f"it is a list of {len(lines)} other pages, not an article; {ADVICE}"
    return ""


def _is_about(title: str, runs: Sequence[Run]) -> bool:
    """Whether a page's first prose is about whom its title names: a person's page, with what the person wrote."""
    name = title.split("|", maxsplit=1)[0].strip()
    first = next((run.text for run in runs if weight(run.text) >= PROSE and linked(run) < 0.4), "")
    return 2 <= len(name.split()) <= 4 and first.startswith(name)


def _own_prose(title: str, selection: Selection) -> int:
    """The weight of the prose that does not stand right behind a line that leads elsewhere: that one is a teaser.

    An address written out is what a paragraph before it is about. The page's own headline may be a link to the page, and
    day, author and subject below it lead elsewhere without teasing.
    """
    own = 0
    behind = 0
    headed = False
    for run in filter(None, selection.runs):
        if run.box.tag in HEADINGS and weight(run.text) > 15:
            headed = plain(run.text).lower() == plain(title).lower()
            behind = 0 if headed else behind
        about = headed and weight(run.text) < ABOUT
        if not about and linked(run) > 0.6 and weight(run.text) > 15 and not ADDRESS.match(run.text):
            behind = TEASED
            continue
        printed = run.marked or selection.keeps(run)
        if not behind and printed and weight(run.text) >= PROSE and linked(run) < 0.4:
            own += weight(run.text)
            headed = False
        behind = max(behind - 1, 0)
    return own


def with_spoken(
    blocks: Sequence[Block], data: Structured
) -> tuple[tuple[Block, ...], tuple[str, ...], tuple[Dropped, ...]]:
    """Return the blocks, or what the page says of its text in its data where it shows none; what to ask about it; what is left for it."""
    shown = sum(weight(block.text) for block in blocks if block.kind not in {"figure", "embed"})
    spoken = data.raw_text("articleBody")
    if shown < SPOKEN and weight(spoken) > 2 * shown + 100:
        figures = tuple(block for block in blocks if block.kind == "figure")
        paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n|\r\n|\n", spoken))
        taken = tuple(Block(kind="paragraph", text=part) for part in paragraphs if part)
        question = "body: the page shows no text; it was taken from the page's own data"
        return (*figures, *taken), (question,), _not_printed(blocks, spoken)
    told = data.first("og:description", "description")
    words = [block for block in blocks if block.kind not in {"figure", "embed"}]
    shell = [block for block in words if SHELL.search(block.text)]
    # Beside the request for a program there may be a summary of a post, with what only programs read.
    said = sum(weight(block.text) for block in words if block not in shell)
    bare = shown < SPOKEN and len(shell) == len(words)
    asks = bare or (bool(shell) and said < weight(told) + SUMMED)
    if (shown < 40 or asks) and weight(told) > 40:
        question = "body: the page shows no text without its program; its description was taken, which may be cut off"
        kept = [block for block in blocks if block not in words] if asks else blocks
        left = _not_printed(words if asks else (), told)
        return (*kept, *_paragraphs(told)), (question,), left
    return tuple(block for block in blocks if not bare or block not in words), (), ()


SUMMED = 150
"""Weight of what stands around the summary of a post: a name, a handle, a day."""


def _paragraphs(told: str) -> Iterator[Block]:
    """A description as paragraphs, its lines as they are broken."""
    for part in re.split(r"\n\s*\n", told.replace("\r\n", "\n")):
        lines = [" ".join(line.split()) for line in part.split("\n") if line.strip()]
        if lines:
            written = "\\\n".join(block_text(escape(line)) for line in lines) if len(lines) > 1 else ""
            yield Block(kind="paragraph", text="\n".join(lines), markdown=written, written=bool(written))


def _not_printed(blocks: Sequence[Block], told: str) -> tuple[Dropped, ...]:
    """What the page shows in the place of its text, and is not said in what was taken."""
    key = key_of(told)
    reason = "shown in the place of the text"
    return tuple(Dropped(text=one.text, reason=reason) for one in blocks if one.text and key_of(one.text) not in key)


def cut_off(selection: Selection) -> bool:
    """Whether a short text asks to pay or to sign in before it goes on, behind its last words or in them; these are left out."""
    printed = [run for run in selection.runs if selection.keeps(run)]
    if sum(weight(run.text) for run in printed) >= STUBBED:
        return False
    walled = False
    for run in reversed(printed[1:]):
        if weight(run.text) >= SPOKEN or not PAID.search(run.text):
            break
        selection.leave(run, "asks to pay or to sign in")
        walled = True
    last = max((number for number, run in enumerate(selection.runs) if selection.keeps(run)), default=-1)
    return walled or any(PAID.search(run.text) for run in selection.runs[last + 1 : last + 6] if weight(run.text) < 600)

"""What a page holds that is no article: walls, error pages, lists, shells; and what a page says only in its own data."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from publishkit.capture.extracted import Block, Dropped
from publishkit.capture.page.body.outline import Run
from publishkit.capture.page.body.select import PROSE, Selection
from publishkit.capture.page.body.shapes import HEADINGS, linked
from publishkit.capture.page.structured import Structured
from publishkit.capture.paste.lines import HANGUL, weight
from publishkit.words import UNSPACED

FEED = re.compile(r"\s{0,99}(?:<\?xml[^>]{0,300}\?>\s{0,99})?(?:<!--.{0,2000}?-->\s{0,99})?<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE | re.DOTALL)  # fmt: skip
WALL = re.compile(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|checking (?:if the site|your browser)|unusual traffic"
    r"|(?:complete|solve) the (?:captcha|security check)|press (?:&|and) hold|access (?:to this page has been )?denied|you have been blocked|bot detection|ddos protection"
    r"|enable javascript and cookies to continue|bestätigen sie, dass sie (?:ein mensch|kein roboter)|je ne suis pas un robot|no soy un robot|non sono un robot",
    re.IGNORECASE,
)
MISSING = re.compile(
    r"\b404\b|\b410\b|(?:page|article|content|document) (?:was |is |could )?(?:not|n't|no longer) (?:be )?(?:found|available|exists?)|(?:page|article) not found|oops|nothing (?:was )?found|seite (?:wurde )?nicht (?:gefunden|verfügbar)|artikel nicht gefunden"
    r"|page (?:introuvable|non trouvée)|página no (?:encontrada|existe)|pagina non trovata|página não encontrada|strony? nie (?:znaleziono|istnieje)|pagina niet gevonden|sidan (?:hittades inte|finns inte)|siden (?:blev ikke fundet|finnes ikke)|stránka (?:nenalezena|nebyla nalezena)|страница не найдена|сторінку не знайдено|ページが見つかりません|お探しのページ|페이지를 찾을 수 없",
    re.IGNORECASE,
)
CONSENT = re.compile(r"before you continue|we (?:and our \d* ?partners|value your privacy)|accept (?:all )?cookies|cookies? (?:akzeptieren|zustimmen)|zustimmen und weiter|mit werbung|accepter et (?:continuer|fermer)|aceptar y continuar|accetta e continua|zgadzam się|akkoord", re.IGNORECASE)  # fmt: skip
SHELL = re.compile(r"(?:enable|requires?|turn on|activate|need) javascript|javascript (?:is (?:disabled|required)|aktivieren|muss)|activer javascript|habilit\w* javascript", re.IGNORECASE)  # fmt: skip
SHORT = 900
"""Weight of text below which words of a wall or an error page decide."""
STUBBED = 3_000
"""Weight of a text that may be cut off by a wall; who prints more prints all of it."""
SPOKEN = 250
"""Weight of what was read below which what the page says in its data is taken."""
ADVICE = "open the article itself in your browser, save that page and add the file"
NO_TEXT = f"it shows no text without its program, so there is no article in it; {ADVICE}"
PAID = re.compile(
    r"(?:for|only for|reserved for|exclusive to) (?:our )?(?:subscribers|members)|subscribe (?:now |today )?to (?:continue|keep|read)|(?:continue|keep|to) reading (?:this|the) |already a (?:subscriber|member)|create (?:a|your) (?:free )?account to (?:continue|read)|unlock this|this (?:article|story|content) is (?:exclusive|for (?:subscribers|members))"
    r"|nur für abonnent|(?:weiterlesen|zugang) mit|jetzt (?:weiterlesen|testen)|exklusiv für|réservé (?:à nos|aux) abonnés|la suite est réservée|(?:para|exclusivo para) (?:suscriptores|assinantes)|solo para suscriptores|riservato agli abbonati|per continuare a leggere|dla (?:subskrybentów|prenumeratorów)|czytaj dalej z|voor abonnees|för prenumeranter|for abonnenter|pro předplatitele|для подписчиков|для передплатників|会員限定|有料会員|この記事は有料|残り\d|유료 회원",
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


def no_article(title: str, html: str, runs: Sequence[Run], selection: Selection, data: Structured) -> str:
    """Return why a page is no article, with the way out; "" when nothing speaks against it."""
    if FEED.match(html[:5_000]):
        return f"it is a feed, not an article; {ADVICE}"
    text = "\n".join(run.text for run in runs if selection.keeps(run))
    shown = [run.text for run in runs if run]
    total = sum(map(weight, shown))
    said = "\n".join([title, *shown[:80]])[:6_000]
    if total < 2 * SHORT and spoken_length(text) < SHORT:
        heads = "\n".join([title, *(run.text for run in runs if run and run.box.tag in HEADINGS)])
        if WALL.search(said):
            return f"it is a wall that asks whether you are human, not an article; {ADVICE}"
        if MISSING.search(heads):
            return f"it is an error page, not an article: “{title or heads.strip()[:80]}”; {ADVICE}"
        if CONSENT.search(said) and spoken_length(text) < PROSE * 5:
            return f"it asks for consent before it shows the article; {ADVICE}"
    says_article = (
        bool(data.article) or data.first("og:type").lower() == "article" or bool(data.first("article:published_time"))
    )
    return "" if says_article else _list_page(runs, selection)


def _list_page(runs: Sequence[Run], selection: Selection) -> str:
    """A page of headings that lead to other pages, with little prose of its own."""
    heads = [run for run in runs if run and run.box.tag in HEADINGS and run.box.tag != "h1" and weight(run.text) > 15]
    leading = [run for run in heads if linked(run) > 0.8]
    prose = [run for run in runs if selection.keeps(run) and weight(run.text) >= 2 * PROSE and linked(run) < 0.3]
    if len(leading) >= 8 and len(leading) > 0.7 * len(heads) and not prose:
        return f"it is a list of {len(leading)} other pages, not an article; {ADVICE}"
    return ""


def with_spoken(blocks: Sequence[Block], data: Structured) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks, or what the page says of its text in its data where it shows none; and what to ask about it."""
    shown = sum(weight(block.text) for block in blocks if block.kind not in {"figure", "embed"})
    spoken = data.raw_text("articleBody")
    if shown < SPOKEN and weight(spoken) > 2 * shown + 100:
        figures = tuple(block for block in blocks if block.kind == "figure")
        paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n|\r\n|\n", spoken))
        taken = tuple(Block(kind="paragraph", text=part) for part in paragraphs if part)
        return (*figures, *taken), ("body: the page shows no text; it was taken from the page's own data",)
    told = data.first("og:description", "description")
    asks = shown < SPOKEN and all(SHELL.search(block.text) for block in blocks if block.kind not in {"figure", "embed"})
    blocks = [block for block in blocks if block.kind in {"figure", "embed"}] if asks else blocks
    if (shown < 40 or asks) and weight(told) > 40:
        question = "body: the page shows no text without its program; its description was taken, which may be cut off"
        return (*blocks, Block(kind="paragraph", text=told)), (question,)
    return tuple(blocks), ()


def asks_payment(selection: Selection) -> bool:
    """Whether what stands behind the last printed words of a short text asks to pay or to sign in before it goes on."""
    last = max((number for number, run in enumerate(selection.runs) if selection.keeps(run)), default=-1)
    text = sum(weight(run.text) for run in selection.runs if selection.keeps(run))
    behind = selection.runs[last + 1 : last + 6]
    return text < STUBBED and any(PAID.search(run.text) for run in behind if weight(run.text) < 600)


def left_out(selection: Selection) -> Iterator[Dropped]:
    """Return what is not printed: single runs of the article's area, and what stands around it, a piece for each part of the page."""
    for run in selection.runs[selection.first : selection.last + 1]:
        if run in selection.left:
            yield Dropped(text=run.text, reason=selection.left[run])
    before, after = (
        [run for run in part if not selection.takes(run)]
        for part in (selection.runs[: selection.first], selection.runs[selection.last + 1 :])
    )
    for around, where in ((before, "before"), (after, "after")):
        for reason, part in groupby(around, key=lambda run, where=where: _region(run, where)):  # type: ignore[misc]
            yield Dropped(text="\n".join(run.text for run in part), reason=reason)


def _region(run: Run, where: str) -> str:
    names = {"nav": "a menu", "header": "the head of the page", "footer": "the foot of the page", "form": "a form", "aside": "beside the article", "dialog": "a dialogue of the page"}  # fmt: skip
    return next((names[box.tag] for box in run.box.chain if box.tag in names), f"stands {where} the article")

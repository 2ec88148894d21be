"""The mail where CSS does not hold: whatever a mail program does not know is taken away, and a browser measures what is left.

What they do not know is caniemail's data (`publishkit/proof/clients/caniemail`).
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

import pytest
import tinycss2
from lxml import html
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, Route

from publishkit.edition.body import parse_body
from publishkit.model.config import MAIL_FAMILIES
from publishkit.model.edition import Block, Edition, Item, PlacedPicture
from publishkit.proof.clients.uses import Use, uses
from publishkit.proof.clients.weigh import client_findings, features, is_lacked, programs
from publishkit.render.email.mail import make_mail
from publishkit.theme.load import load_theme
from tests.render.test_email import CONTRAST
from tests.support.edition_items import _asset, cc_by, permitted, shore
from tests.support.editions import load_labels, make_edition

WIDTHS = (600, 375, 320)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ADDRESS = "https://estuary.example/" + "a-very-long-path-segment/" * 6 + "?first=1&second=2&third=" + "z" * 60

ENGLISH = f"""
The mail {ADDRESS} and `{"x" * 120}` stand in a line, and so does {LONG}.

| Town | People in the year of the count | Remarks of the clerk |
|:--|--:|:-:|
| Stannet-on-Maren | 12,402 | counted twice, once by a man with a cold |
| Northmouth | 88,120 | estimated from the number of loaves sold |

| Year | Stannet | Eelness | Northmouth | Port Ellery | Maren | Low Quay | All |
|--|--:|--:|--:|--:|--:|--:|--:|
| 1901 | 1,000 | 2,000 | 300,500 | 4,000 | 5,000 | 6,000 | 1,318,500 |
| 1911 | 1,100 | 2,200 | 330,500 | 4,400 | 5,500 | 6,600 | 1,350,300 |

| A | B | C |
|---|---|---|
| Kraftfahrzeughaftpflichtversicherungsgesellschaft | {LONG} | 12,402 |

```python
def light(argument_of_the_first_kind=None, argument_of_the_second_kind=None, argument_of_the_third=None):
    return "{"y" * 150}"
```

> A quotation with {LONG} in it.

- one
    - two {LONG}
        1. three
        2. four ==marked== and ++added++

Ebb
:   When the water goes, {LONG}.
"""
ARABIC = """
كان السوق هادئا ذلك الصباح في 2026، ولا أحد يعرف لماذا قال PDF شيئا. https://estuary.example/ar/%D8%A7%D9%84/2026/11/29

- من يدفع ثمن الملح؟
- لا أحد (2026)

> كان السوق هادئا ذلك الصباح.

| البلدة | عدد السكان | ملاحظات |
|:--|--:|:-:|
| ستانت | 12,402 | حسبت مرتين |
"""
HEBREW = """
השוק היה שקט באותו בוקר של 2026, ואיש לא ידע למה PDF אמר דבר.

1. מי משלם על המלח?
2. אף אחד

> השוק היה שקט.

```
if tide < 2: return "נמוך"
```
"""
JAPANESE = """
その朝、市場は静かだった。「魚は少ない」と彼は言った。塩の値段は誰が払うのか。その朝、市場は静かだった。

| 町 | 人口 |
|--|--:|
| スタネット | 12,402 |
"""


def drawing() -> Image.Image:
    """A dark drawing on nothing, laid on paper as editions lay it."""
    picture = Image.new("RGB", (900, 500), "#fbfaf6")
    ImageDraw.Draw(picture).line((20, 20, 880, 480), fill="#111111", width=12)
    return picture


@cache
def pictures() -> Mapping[str, PlacedPicture]:
    """Return a wide, a dark, a laid-on-paper and a small picture."""
    made = {
        "wide.jpg": Image.new("RGB", (1200, 300), "#8fb3ad"),
        "dark.jpg": Image.new("RGB", (1200, 675), "#0b0d0e"),
        "drawing.png": drawing(),
        "small.png": Image.new("RGB", (120, 80), "#9c4420"),
    }
    return {
        name: replace(shore(), id=f"img-{name}", name=name, screen=_asset(name, image), book=_asset(name, image))
        for name, image in made.items()
    }


def item(number: int, title: str, text: str, lang: str, *shown: PlacedPicture) -> Item:
    """Return an item of *text* in Markdown, its pictures at the end."""
    blocks = tuple(Block(kind=block.kind, html=block.html) for block in parse_body(text, f"b{number}").blocks)
    return replace(
        cc_by(), id=f"a{number:02}", number=number, title=title, lang=lang, title_lang=lang, notes=(), slug=f"text-{number}",
        dir="rtl" if lang in ("ar", "he") else "ltr",
        blocks=(*blocks, *(Block(kind="figure", picture=picture) for picture in shown)),
    )  # fmt: skip


@cache
def edition(language: str) -> Edition:
    """Return an edition in *language* with tables, code, long words, three scripts and pictures of all kinds."""
    items = (
        item(1, f"On {LONG[:34]}", ENGLISH, "en", *pictures().values()),
        item(2, "من يدفع ثمن الملح؟", ARABIC, "ar"),
        item(3, "מי משלם על המלח?", HEBREW, "he"),
        item(4, "塩の値段は誰が払うのか", JAPANESE, "ja"),
        permitted(),
    )
    made = make_edition(
        language=language,
        dir="rtl" if language == "ar" else "ltr",
        labels=load_labels(language),
        name="Küstenschutznachrichtenblatt",
    )
    return replace(made, sections=(replace(made.sections[0], items=items),))


@cache
def mail(theme: str, language: str) -> str:
    return make_mail(edition(language), load_theme(theme)).html


# --- what is taken away -----------------------------------------------------------------------------------------------


REQUIRED = programs(MAIL_FAMILIES)
LAID_OUT = frozenset(
    {
        "html-align",
        "html-cellpadding",
        "html-cellspacing",
        "html-dir",
        "html-height",
        "html-valign",
        "html-width",
        "html-wbr",
    }
)
"""Of HTML what a page can be laid out with."""
WORD = "outlook.windows"
PREHEADER = "Atowntha"


def lacked(source: str) -> dict[str, list[str]]:
    """Return the features that *source* uses and that a required program lacks, in whole or in the part used -> these programs."""
    found: dict[str, set[str]] = {}
    for use in uses(html.document_fromstring(source), features()):
        if use.feature.startswith("css-") or use.feature in LAID_OUT:
            found.setdefault(use.feature, set()).update(name for name in REQUIRED if is_lacked(use, name))
    return {feature: sorted(names) for feature, names in sorted(found.items()) if names}


def _lacked_by_any(use: Use, feature: str) -> bool:
    return use.feature == feature and any(is_lacked(use, name) for name in REQUIRED)


def widths(names: Sequence[str]) -> Sequence[int]:
    """Return the widths that programs have: Word has a window, the others may be a telephone's."""
    return (700,) if list(names) == [WORD] else WIDTHS


def without(source: str, taken: Callable[[Use], bool]) -> str:
    """Return *source* without the declarations, attributes and elements that are *taken*."""
    root = html.document_fromstring(source)
    for use in list(uses(root, features())):
        if not use.in_sheet and taken(use):
            _take(use)
    for sheet in root.iter("style"):
        sheet.text = "\n".join(_rules(sheet.text or "", taken, sheet))
    return html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")


def _take(use: Use) -> None:
    style = use.element.get("style")
    if use.feature == "html-wbr":
        use.element.drop_tag()
    elif use.feature.startswith("html-"):
        use.element.attrib.pop(use.name, None)
    elif style:
        kept = [part for part in style.split(";") if part.partition(":")[0].strip() != use.name]
        use.element.set("style", ";".join(kept))


def _rules(sheet: str, taken: Callable[[Use], bool], element: html.HtmlElement) -> Iterator[str]:
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule":
            if not taken(
                Use(feature=f"css-at-{rule.lower_at_keyword}", shown="", element=element, beside={}, in_sheet=True)
            ):
                inner = "\n".join(_rules(tinycss2.serialize(rule.content), taken, element))
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        else:
            lone = f"x{{{tinycss2.serialize(rule.content)}}}"
            gone = {
                use.name for use in uses(html.fragment_fromstring(f"<style>{lone}</style>"), features()) if taken(use)
            }
            kept = [
                part.serialize() for part in tinycss2.parse_blocks_contents(rule.content, skip_whitespace=True)
                if part.type == "declaration" and part.lower_name not in gone
            ]  # fmt: skip
            yield f"{tinycss2.serialize(rule.prelude)}{{{';'.join(kept)}}}"


def as_word(source: str) -> str:
    """Return *source* with its comments as Outlook for Windows reads them: those for Word opened, those for others closed."""
    opened = re.sub(r"<!--\[if !mso\]><!-->.*?<!--<!\[endif\]-->", "", source, flags=re.DOTALL)
    return re.sub(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", r"\1", opened, flags=re.DOTALL)


# --- what is measured -------------------------------------------------------------------------------------------------


MEASURED = """() => {
  const width = document.documentElement.clientWidth, out = [], cells = [], sides = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility()) continue;
    let seen = true;
    for (let up = parent; up; up = up.parentElement) { const s = getComputedStyle(up); if (s.maxHeight === '0px') seen = false }
    if (!seen) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 1 && (box.right > width + 1 || box.left < -1)) { out.push(node.data.trim().slice(0, 40)); break }
  }
  for (const image of document.images) { const box = image.getBoundingClientRect();
    if (box.right > width + 1 || box.left < -1) out.push(image.src);
    if (image.checkVisibility() && image.naturalWidth > 1 && Math.abs(box.width / box.height / (image.naturalWidth / image.naturalHeight) - 1) > .03) out.push('squashed ' + image.src) }
  for (const cell of document.querySelectorAll('table:not([role=presentation]) td, table:not([role=presentation]) th')) {
    const text = cell.textContent.trim();
    if (!/^[\\d.,/%-]+$/.test(text)) continue;
    const range = document.createRange(); range.selectNodeContents(cell);
    if (new Set([...range.getClientRects()].map(b => Math.round(b.top))).size > 1) cells.push(text) }
  return { scroll: document.documentElement.scrollWidth - width, out, cells } }"""

SIDES = """() => {
  const wrong = [];
  for (const p of document.querySelectorAll('p, li, blockquote p, td[align], th')) {
    const text = p.textContent.trim(), first = text.match(/[\\u0590-\\u06ff]|[A-Za-z]/);
    if (!first || !/[\\u0590-\\u06ff]/.test(first[0]) || !p.checkVisibility() || !p.closest('td[id^=a0]')) continue;
    const style = getComputedStyle(p);
    if (style.direction !== 'rtl') wrong.push('reads from the left: ' + text.slice(0, 30));
    const range = document.createRange(); range.selectNodeContents(p);
    const line = Math.max(...[...range.getClientRects()].map(b => b.right)), edge = p.getBoundingClientRect().right - parseFloat(style.paddingRight);
    if (p.tagName === 'P' && edge - line > 4) wrong.push('stands at the left: ' + text.slice(0, 30));
  }
  return wrong }"""

WORDS_SEEN = "() => document.body.innerText.replace(/\\s+/g, '')"


def serve(route: Route) -> None:
    picture = pictures().get(route.request.url.rpartition("/")[2])
    if picture:
        route.fulfill(body=picture.screen.data, content_type=picture.screen.media_type)
    else:
        route.abort()


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, scheme: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 600, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    context.route("**/*", serve)
    yield context.new_page()
    context.close()


def faults(page: Page, source: str, widths: Sequence[int] = WIDTHS) -> list[str]:
    """Return what is wrong with *source* in a browser: wider than the page, cut, squashed, broken figures, turned round."""
    page.set_content(source)
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        seen = page.evaluate(MEASURED)
        wrong += [f"{width}: scrolls by {seen['scroll']}"] * (seen["scroll"] > 0)
        wrong += [f"{width}: out of the page: {one}" for one in seen["out"]]
        wrong += [f"{width}: a figure in two lines: {one}" for one in seen["cells"]]
    return [*wrong, *page.evaluate(SIDES)]


THEMES = ("almanac", "digest")
LANGUAGES = ("en", "ar")
both = pytest.mark.parametrize(("theme", "language"), [(theme, language) for theme in THEMES for language in LANGUAGES])
across = pytest.mark.parametrize(("theme", "language"), [("almanac", "en"), ("digest", "ar")])
in_light = pytest.mark.parametrize("scheme", ["light"], indirect=True)


@pytest.mark.parametrize(("theme", "language"), [(theme, language) for theme in THEMES for language in LANGUAGES])
def test_the_readers_programs_lack_nothing_that_it_needs(theme: str, language: str):
    root = html.document_fromstring(mail(theme, language))
    assert [one.message for one in client_findings(root, MAIL_FAMILIES, str)] == []


@both
def test_it_fits_every_width_with_and_without_style_blocks(page: Page, theme: str, language: str):
    source = mail(theme, language)
    for one in (source, re.sub(r"<style.*?</style>", "", source, flags=re.DOTALL)):
        assert faults(page, one) == []
        assert page.evaluate(CONTRAST) == []


@both
@in_light
def test_it_holds_in_every_required_program(page: Page, theme: str, language: str):
    """All that a program lacks is taken away at once; no word is lost."""
    source = mail(theme, language)
    page.set_content(source)
    words = page.evaluate(WORDS_SEEN)
    for program in REQUIRED:
        seen = as_word(source) if program == WORD else source
        left = without(seen, partial(is_lacked, program=program))
        assert (program, faults(page, left, (700,) if program == WORD else WIDTHS)) == (program, [])
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate(WORDS_SEEN).replace(PREHEADER, "") == words


@across
@in_light
def test_it_holds_without_any_one_feature_that_a_required_program_lacks(page: Page, theme: str, language: str):
    source = mail(theme, language)
    for feature, names in lacked(source).items():
        left = without(
            source,
            partial(_lacked_by_any, feature=feature),
        )
        assert (feature, faults(page, left, widths(names))) == (feature, [])
        assert page.evaluate(CONTRAST) == []


@across
@in_light
@pytest.mark.parametrize(
    "feature",
    ["html-dir", "css-direction", "html-align", "css-text-align", "css-white-space", "css-word-break", "html-wbr"],
)
def test_what_is_said_twice_holds_without_either(page: Page, theme: str, language: str, feature: str):
    """Whoever drops it: some program outside the required ones does."""
    assert faults(page, without(mail(theme, language), lambda use: use.feature == feature)) == []


@across
@pytest.mark.parametrize("scheme", ["dark"], indirect=True)
def test_without_pictures_their_words_stand_there(page: Page, theme: str, language: str):
    page.route("**/*", lambda route: route.abort())
    assert [fault for fault in faults(page, mail(theme, language)) if "squashed" not in fault] == []
    assert page.evaluate("[...document.images].every(i => i.alt && i.getBoundingClientRect().height > 10)")


@pytest.mark.parametrize("theme", THEMES)
@in_light
def test_it_can_be_read_where_colors_are_turned_by_force(page: Page, theme: str):
    """Gmail and Word turn light colors to dark ones and leave pictures: a drawing keeps its paper."""
    page.context.new_cdp_session(page).send("Emulation.setAutoDarkModeOverride", {"enabled": True})
    page.set_viewport_size({"width": 375, "height": 800})
    page.set_content(mail(theme, "en"))
    boxes = page.evaluate(
        "[...document.querySelectorAll('p, h1, h2, h3, td, th, li, img')].filter(e => e.checkVisibility() && (e.tagName == 'IMG' || [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())))"
        ".map(e => { const b = e.getBoundingClientRect(); return [e.tagName, e.src || e.textContent.trim().slice(0, 30), b.left, b.top, b.right, b.bottom] })"
    )
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("L")
    assert sorted(shot.crop((0, 0, 1, shot.height)).tobytes())[shot.height // 2] < 60
    for tag, words, left, top, right, bottom in boxes:
        seen = shot.crop((round(left), round(top), round(right), round(bottom))).tobytes()
        ratio = (_light(max(seen)) + 0.05) / (_light(min(seen)) + 0.05)
        assert ratio >= 4.5 or (tag == "IMG" and "drawing" not in words), (tag, words, ratio)


def _light(level: int) -> float:
    share = level / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


@in_light
def test_what_is_measured_would_be_seen(page: Page):
    """Without what holds it, the same mail fails: a measure that finds nothing is none."""
    source = mail("almanac", "en")
    turned = without(source, lambda use: use.feature in ("html-dir", "css-direction"))
    assert any("reads from the left" in fault for fault in faults(page, turned))
    moved = without(source, lambda use: use.feature in ("html-align", "css-text-align", "html-dir", "css-direction"))
    assert any("stands at the left" in fault for fault in faults(page, moved))
    unbroken = without(source, lambda use: use.feature in ("html-wbr", "css-word-break"))
    assert {"scrolls", "out"} <= {fault.split()[1] for fault in faults(page, unbroken)}

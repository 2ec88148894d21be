"""The mail where CSS does not hold: whatever a mail program does not know is taken away, and a browser measures what is left.

What they do not know is caniemail's data (`publishkit/proof/formats/caniemail`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest
import tinycss2
from lxml import html
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, Route

from publishkit.edition.body import parse_body
from publishkit.model.edition import Block, Edition, Item, PlacedPicture
from publishkit.proof.formats.client_uses import Use, uses
from publishkit.proof.formats.clients import DEFAULT_FAMILIES, features, programs
from publishkit.render.email.mail import make_mail
from publishkit.theme.load import load_theme
from tests.render.test_email import CONTRAST, chromium
from tests.support.edition_items import _asset, cc_by, permitted, shore
from tests.support.editions import load_labels, make_edition

__all__ = ["chromium"]
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
        language=language, dir="rtl" if language == "ar" else "ltr", labels=load_labels(language), name="Küstenschutznachrichtenblatt"
    )
    return replace(made, sections=(replace(made.sections[0], items=items),))


@cache
def mail(theme: str, language: str) -> str:
    return make_mail(edition(language), load_theme(theme)).html

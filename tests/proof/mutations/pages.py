"""Changes of web pages and of the mail's page that break something owed to item a02, by Ines Halloran, CC BY 4.0."""

from tests.proof.mutations.hand import Change, added, both, gone, pattern, swapped, text

PAGE = "web/a-house-in-the-mud.html"
INDEX = "web/index.html"
SHEET = "web/style.css"
MAIL = "email.html"
CREDIT = r'<div class="credit" role="doc-credit">(.*?)</div>'
"""The first one of a page."""
PLAIN = "“A house in the mud” by Ines Halloran, Wrackline, 16 May 2025. Licensed under CC BY 4.0. No changes."


def styled(css: str) -> Change:
    """The credits of every page, by a rule at the end of the style sheet."""
    return lambda files: files.update({SHEET: files[SHEET] + f"\n{css}\n".encode()})


def own_style(css: str) -> Change:
    """The credit of one page, by its own attribute."""
    return pattern(PAGE, r'<div class="credit"', f'<div class="credit" style="{css}"')


def wrapped(before: str, after: str) -> Change:
    """The credit of one page, put inside something."""
    return pattern(PAGE, f"({CREDIT})", rf"{before}\1{after}")


def replaced(by: str) -> Change:
    """The credit of one page, told in another way."""
    return pattern(PAGE, CREDIT, by)


WORDS: dict[str, Change] = {
    "the credit is removed from an article's page": replaced(""),
    "the credit is removed from the edition's page": pattern(
        INDEX, r"<p><a [^>]*>“A house in the mud”</a> by .*?</p>", ""
    ),
    "the author is misspelt in the credit of one page": text(
        PAGE, '<span property="name">Ines Halloran', '<span property="name">Ines Haloran'
    ),
    "the publisher is another": text(PAGE, ">Wrackline</span>", ">Wreckline</span>"),
    "the title in the credit is another": text(PAGE, "“A house in the mud”", "“A home in the mud”"),
    "a copyright line is altered by a digit": text(INDEX, "© 2025 Ines Halloran", "© 2024 Ines Halloran"),
    "a copyright line is gone from an article's page": text(PAGE, "© 2025 Ines Halloran", ""),
    "a notice is altered by a letter": pattern(INDEX, r"(All content of this website, includin)g", r"\1k"),
    "a notice's no-break space is kept and a word dropped": text(
        INDEX, "All content of this website", "All content of website"
    ),
    "the license's name is another version": text(PAGE, "CC BY 4.0", "CC BY 3.0"),
    "the license's name loses ND": text("web/what-the-lamp-says.html", "CC BY-ND 4.0", "CC BY 4.0"),
    "“No changes” becomes “Abridged”": text(PAGE, "No changes.", "Abridged."),
    "a sentence of a verbatim text is another": text(
        "web/what-the-lamp-says.html", "a coast has no shape", "a coast has a shape"
    ),
    "a sentence is put into a verbatim text": pattern(
        INDEX, r"(From the deck of a small boat)", r"Advertisement: buy lamps today. \1"
    ),
    "a paragraph of a verbatim text is gone": pattern(
        "web/what-the-lamp-says.html", r"<p>It cannot do this by being bright\..*?</p>", ""
    ),
    "a picture's credit is gone": text("web/what-the-lamp-says.html", "Woodcut: Tomasz Wierzba", "Woodcut"),
    "a picture's caption is gone": pattern("web/what-the-lamp-says.html", r'<span class="caption">.*?</span>', ""),
    "the rights sentence of the whole is another": text(
        INDEX, "for our own texts, selection and layout", "for everything"
    ),
    "the name of the summary's writer is gone": pattern(
        INDEX, r"Owen Pascall(?=\. <a href=.https://northmouth)", "The editors"
    ),
    "the label says another use": text(PAGE, "Full text · CC BY 4.0", "Ours · CC BY 4.0"),
    "all rights are reserved for the whole": pattern(
        INDEX, "</main>", "<p>© 2026 Estuary Reading Room. All rights reserved.</p></main>"
    ),
}

LINKS: dict[str, Change] = {
    "the link to the source leads elsewhere": text(
        PAGE, 'href="https://wrackline.example/31/a-house-in-the-mud"', 'href="https://mirror.example/31/"'
    ),
    "the link to the source is plain http to another host": text(
        INDEX, "https://wrackline.example/31", "http://wrackline.example.org/31"
    ),
    "the link to the license is that of another": text(PAGE, "licenses/by/4.0/", "licenses/by-nc/4.0/"),
    "the link to the license is a word only": pattern(
        PAGE, r'<a href="https://creativecommons.org/licenses/by/4.0/"[^>]*>(.*?)</a>', r"\1", times=9
    ),
    "two links have changed places": both(
        text(PAGE, "https://wrackline.example/31/a-house-in-the-mud", "@@"),
        text(PAGE, "https://creativecommons.org/licenses/by/4.0/", "https://wrackline.example/31/a-house-in-the-mud"),
        text(PAGE, "@@", "https://creativecommons.org/licenses/by/4.0/"),
    ),
    "the links' addresses moved to data attributes": text(PAGE, "<a href=", "<a data-href="),
    "a link is emptied of its words": pattern(
        PAGE, r'(<a href="https://creativecommons.org/licenses/by/4.0/"[^>]*>).*?</a>', r"\1</a>CC BY 4.0", times=9
    ),
    "links lead elsewhere by a base element": pattern(PAGE, "<head>", '<head><base href="https://mirror.example/">'),
    "the canonical address is another": pattern(
        PAGE, r'rel="canonical" href="[^"]*"', 'rel="canonical" href="https://estuary.example.org/own"'
    ),
}

HIDDEN: dict[str, Change] = {
    "hidden attribute": pattern(PAGE, r'<div class="credit"', '<div hidden class="credit"'),
    "hidden until found": pattern(PAGE, r'<div class="credit"', '<div hidden="until-found" class="credit"'),
    "aria-hidden": pattern(PAGE, r'<div class="credit"', '<div aria-hidden="true" class="credit"'),
    "inert and out of reach": own_style("position:absolute;left:-99999px"),
    "a closed details": wrapped("<details><summary>More</summary>", "</details>"),
    "a closed dialog": wrapped("<dialog>", "</dialog>"),
    "a popover": wrapped("<div popover>", "</div>"),
    "a template": wrapped("<template>", "</template>"),
    "noscript": wrapped("<noscript>", "</noscript>"),
    "a comment": wrapped("<!-- ", " -->"),
    "a script": replaced(f"<script>document.write({PLAIN!r})</script>"),
    "a script of data": replaced(f'<script type="application/ld+json">{{"credit": "{PLAIN}"}}</script>'),
    "an alternative text": replaced(f'<img src="images/a-house-in-the-mud-01.jpg" alt="{PLAIN}">'),
    "a title attribute": replaced(f'<p title="{PLAIN}">Credit</p>'),
    "a placeholder": replaced(f'<input placeholder="{PLAIN}">'),
    "a value of a hidden input": replaced(f'<input type="hidden" value="{PLAIN}">'),
    "the title of an SVG": replaced(f"<svg><title>{PLAIN}</title></svg>"),
    "the definitions of an SVG": replaced(f"<svg><defs><text>{PLAIN}</text></defs></svg>"),
    "generated content only": both(
        replaced('<p class="credit-line"></p>'), styled(f'.credit-line::after {{ content: "{PLAIN}" }}')
    ),
    "options of a select": replaced(f"<select><option>Credits</option><option>{PLAIN}</option></select>"),
    "an object's fallback": replaced(f'<object data="x.svg">{PLAIN}</object>'),
    "an iframe's srcdoc": replaced(f'<iframe srcdoc="{PLAIN}"></iframe>'),
    "a video's fallback": replaced(f"<video>{PLAIN}</video>"),
    "a meta element": both(replaced(""), pattern(PAGE, "</head>", f'<meta name="credit" content="{PLAIN}"></head>')),
    "after the end of the page, in a comment": both(replaced(""), pattern(PAGE, "</html>", f"</html><!--{PLAIN}-->")),
}

STYLES = """
display:none | visibility:hidden | visibility:collapse | opacity:0 | opacity:.001 | opacity:0% | opacity:calc(0) | filter:opacity(0%)
filter:brightness(0) invert(1) | filter:blur(40px) | mask-image:linear-gradient(transparent,transparent) | mask:linear-gradient(transparent 0 0)
font-size:0 | font-size:0.01px | font-size:calc(1px * 0) | font-size:.01vw | zoom:0 | zoom:.01 | font:0/0 a
color:#fbfaf6 | color:transparent | color:rgb(0 0 0 / 0) | color:hsla(0,0%,0%,0) | color:var(--paper) | -webkit-text-fill-color:transparent
color:color-mix(in srgb, black 0%, transparent) | color:rgba(251,250,246,1) | color:hsl(48 38% 97%)
color:oklch(0.98 0.005 95) | color:Canvas | background:#596266 | background-color:var(--muted)
position:absolute;left:-9999px | position:absolute;top:-5000px | position:fixed;right:200% | position:relative;left:-300vw | inset:-9999px auto auto auto;position:fixed
position:absolute;inset-inline-start:-9999px | margin-left:-9999px | margin-inline-start:-9999px | text-indent:-9999px | text-indent:200vw
transform:scale(0) | transform:scaleX(0) | transform:scale3d(0,0,0) | scale:0 | scale:.001 | transform:translateX(-9999px) | translate:-9999px
transform:translate(-200vw) | transform:rotateX(90deg) | rotate:x 90deg | transform:matrix(0,0,0,0,0,0) | transform:translate3d(-9999px,0,0)
clip:rect(0,0,0,0);position:absolute | clip:rect(0 0 0 0);position:absolute | clip-path:inset(100%) | clip-path:circle(0) | clip-path:polygon(0 0,0 0,0 0)
clip-path:inset(0 100% 0 0) | clip-path:ellipse(0 0) | clip-path:path('M0 0') | clip-path:rect(0 0 0 0) | clip-path:xywh(0 0 0 0)
height:0;overflow:hidden | max-height:0;overflow:hidden | width:0;overflow:hidden;white-space:nowrap | max-height:1px;overflow:hidden | block-size:0;overflow:hidden
height:1px;width:1px;overflow:hidden;position:absolute | inline-size:0;overflow:clip | line-height:0;overflow:hidden | max-block-size:0;overflow:hidden
content-visibility:hidden | position:absolute;z-index:-1 | position:absolute;z-index:-99;background:none | mix-blend-mode:screen;color:#fff
-webkit-line-clamp:1;display:-webkit-box;overflow:hidden;height:0 | overflow:hidden;text-overflow:ellipsis;white-space:nowrap;width:1em | writing-mode:vertical-rl;width:0;overflow:hidden
letter-spacing:-1em | word-spacing:-9999px;text-indent:-9999px | font-family:'Adobe Blank' | -webkit-text-security:disc | text-shadow:none;color:#fbfaf600
"""
"""Declarations that take the credit of one page from readers' eyes."""

SHEETS = """
.credit { display: none } | .single .credit{display:none!important} | div[role=doc-credit] { visibility: hidden } | .credit, .x { opacity: 0 }
.credit * { font-size: 0 } | .credit p { color: #fbfaf6 } | .item > .credit { position: absolute; left: -999em } | article div:last-of-type { display: none }
@media screen { .credit { display: none } } | @media (min-width: 1px) { .credit { display: none } } | @media (max-width: 600px) { .credit { display: none } }
@media (prefers-color-scheme: dark) { .credit { display: none } } | @media (prefers-color-scheme: dark) { .credit, .credit * { color: #14181a } }
@media print { .credit { display: none } } | @media (prefers-reduced-motion: reduce) { .credit { display: none } } | @media all { .credit { display: none } }
@supports (display: grid) { .credit { display: none } } | @layer x { .credit { display: none } } | @container (min-width: 1px) { .credit { display: none } }
.single { & .credit { display: none } } | .single { .credit { display: none } } | .item { & > .credit { opacity: 0 } } | @scope (.single) { .credit { display: none } }
:is(.credit) { display: none } | :where(.credit) { display: none } | .item:has(.credit) .credit { display: none } | :not(.x).credit { display: none }
.credit { d\\69splay: none } | .credit { DISPLAY: NONE } | .credit{display:none;;} | .cre\\64it { display: none } | .credit/**/{display:/**/none}
.credit { all: unset; display: none } | @keyframes k { to { opacity: 0 } } .credit { animation: k 0s forwards } | .credit { transition: none; scale: 0 }
:root { --x: none } .credit { display: var(--x) } | .credit { --o: 0; opacity: var(--o) } | html { font-size: 0 } .credit { font-size: 1rem }
.credit:nth-child(n) { display: none } | .credit:not(:hover) { display: none } | .credit:not(:focus-within) { opacity: 0 } | @media (hover) { .credit { display: none } }
.body + .credit { display: none } | .credit { position: fixed; top: 200vh } | .credit { display: none } .credit:target { display: block } | .credit{content:none;display:none}
"""
"""Rules that take the credits of the pages away, for everybody or for some readers."""


def each(lines: str, part: str = " | ") -> list[str]:
    """Return the pieces of a table of styles."""
    return [piece.strip() for line in lines.strip().splitlines() for piece in line.split(part) if piece.strip()]


def _style_changes() -> dict[str, Change]:
    own = {f"style: {css}": own_style(css) for css in each(STYLES)}
    return own | {f"sheet: {css}": styled(css) for css in each(SHEETS)}


FILES: dict[str, Change] = {
    "an imported sheet hides the credit": both(
        added("web/more.css", b".credit { display: none }"),
        lambda files: files.update({SHEET: b'@import "more.css";\n' + files[SHEET]}),
    ),
    "a second sheet hides the credit": both(
        added("web/more.css", b".credit { display: none }"),
        pattern(PAGE, "</head>", '<link rel="stylesheet" href="more.css"></head>'),
    ),
    "an alternate sheet hides the credit": both(
        added("web/more.css", b".credit { display: none }"),
        pattern(PAGE, "</head>", '<link rel="stylesheet" media="all" href="./more.css?v=1"></head>'),
    ),
    "a sheet in the address hides the credit": pattern(
        PAGE, "</head>", '<link rel="stylesheet" href="data:text/css,.credit%7Bdisplay:none%7D"></head>'
    ),
    "a sheet of another host": pattern(
        PAGE, "</head>", '<link rel="stylesheet" href="https://x.example/a.css"></head>'
    ),
    "a style element in the body hides the credit": pattern(PAGE, "<main", "<style>.credit{display:none}</style><main"),
    "a script takes the credit away": pattern(
        PAGE, "</body>", "<script>document.querySelector('.credit').remove()</script></body>"
    ),
    "a script is loaded": both(
        added("web/x.js", b"document.body.innerHTML=''"),
        pattern(PAGE, "</body>", '<script src="x.js"></script></body>'),
    ),
    "a module is loaded from elsewhere": pattern(
        PAGE, "</body>", '<script type="module" src="https://x.example/a.js"></script></body>'
    ),
    "an event takes the credit away": pattern(PAGE, "<body", "<body onload=\"this.textContent=''\""),
    "the page leads away by itself": pattern(
        PAGE, "<head>", '<head><meta http-equiv="refresh" content="0;url=https://x.example/">'
    ),
    "an overlay covers the page": pattern(
        PAGE, "</body>", '<div style="position:fixed;inset:0;background:#fff;z-index:9"></div></body>'
    ),
    "a page of somebody else's is added": added("web/extra.html", b"<!doctype html><title>x</title><p>Not ours."),
    "a script file is added": added("web/extra.js", b"alert(1)"),
    "a picture is added": lambda files: files.update({"web/images/extra.jpg": files["web/images/tide-hours-01.jpg"]}),
    "a hidden file is added": added("web/.htaccess", b"Redirect 301 / https://x.example/"),
    "a page is missing": gone("web/a-house-in-the-mud.html"),
    "a picture is missing": gone("web/images/a-house-in-the-mud-01.jpg"),
    "the style sheet is missing": gone(SHEET),
    "two pages have changed places": swapped(PAGE, "web/counting-knots.html"),
    "the picture beside the credit is another": swapped(
        "web/images/what-the-lamp-says-01.jpg", "web/images/woerter-im-watt-01.jpg"
    ),
    "a page shows another article's picture": text(
        "web/what-the-lamp-says.html", "images/what-the-lamp-says-01.jpg", "images/woerter-im-watt-01.jpg"
    ),
    "our own copyright stands in somebody's credit": pattern(
        PAGE, CREDIT, r'<div class="credit" role="doc-credit">\1<p>© 2026 Estuary Reading Room.</p></div>'
    ),
    "a credit is denied behind itself": text(
        PAGE, "No changes.", "No changes. This is not true; we wrote this ourselves."
    ),
    "a change is told behind “No changes”": text(
        "web/what-the-lamp-says.html", "No changes.", "No changes. Shortened and edited by us.", times=1
    ),
    "a second author stands in the byline": text(
        PAGE, "By Ines Halloran", "By Ines Halloran and Hester Quaye", times=1
    ),
    "a denial stands in the mail's text": text("email.txt", "No changes.", "No changes. Not by them, really.", times=1),
    "a picture has lost its colours": pattern(
        PAGE, r'<img src="images/a-house', '<img style="filter:grayscale(1)" src="images/a-house'
    ),
    "a picture is cut by its style": pattern(
        PAGE, r'<img src="images/a-house', '<img style="object-fit:cover;height:80px" src="images/a-house'
    ),
    "a sheet mirrors the pictures": styled("figure img { transform: scaleX(-1) }"),
    "a sheet turns the pictures' colours": styled(".item figure { filter: hue-rotate(90deg) }"),
    "another picture is shown on fine screens": pattern(
        PAGE, r'<img src="images/a-house', '<img srcset="https://x.example/p.jpg 2x" src="images/a-house'
    ),
    "another picture is shown where there is room": pattern(
        PAGE, r'(<img src="images/a-house[^>]*>)', r'<picture><source srcset="https://x.example/p.avif">\1</picture>'
    ),
    "the credit's link cannot be followed": pattern(
        PAGE, r'<div class="credit"', '<div style="pointer-events:none" class="credit"'
    ),
    "a sheet makes the credit's links dead": styled(".credit a { pointer-events: none }"),
    "the credit is inert": pattern(PAGE, r'<div class="credit"', '<div inert class="credit"'),
    "the item lost its id": text(PAGE, 'id="a02"', 'id="b02"'),
    "the item's id stands on an empty element": both(
        text(PAGE, 'id="a02" ', ""), pattern(PAGE, "<main", '<div id="a02"></div><main')
    ),
    "the reservation of mining is off on one page": pattern(
        INDEX, r'name="tdm-reservation" content="1"', 'name="tdm-reservation" content="0"'
    ),
    "the reservation of mining is gone from the edition's page": pattern(
        INDEX, r'<meta name="tdm-reservation" content="1">', ""
    ),
}

MAILS: dict[str, Change] = {
    "the credit is gone from the mail's page": text(
        MAIL, "“A house in the mud”</a> by Ines Halloran, Wrackline,", "“A house in the mud”</a>,", times=1
    ),
    "the credit is gone from the mail's text": text(
        "email.txt", "by Ines Halloran, Wrackline", "by our own correspondent", times=1
    ),
    "a notice is altered in the mail's text": text(
        "email.txt", "All content of this website", "All content on this website"
    ),
    "a copyright line is altered in the mail's text": text("email.txt", "© 2025 Ines Halloran", "© 2025 Ines Haloran"),
    "a link is altered in the mail's text": text(
        "email.txt", "https://wrackline.example/31/a-house-in-the-mud", "https://mirror.example/a-house"
    ),
    "a link is altered in the mail's page": text(
        MAIL, 'href="https://wrackline.example/31/a-house-in-the-mud"', 'href="https://mirror.example/"'
    ),
    "a credit is hidden in the mail": text(
        MAIL,
        '<p style="margin:0 0 8px"><a href="https://wrackline',
        '<p style="display:none"><a href="https://wrackline',
    ),
    "a credit is white on white in the mail": text(
        MAIL,
        '<p style="margin:0 0 8px"><a href="https://wrackline',
        '<p style="color:#ffffff;background:#ffffff"><a style="color:#fff" href="https://wrackline',
    ),
    "a credit is in a comment for Word only": pattern(
        MAIL,
        r"(<p style=\"margin:0 0 8px\"><a href=\"https://wrackline.*?</p>)",
        r"<!--[if mso]>\1<![endif]-->",
        times=9,
    ),
    "the mail's style hides paragraphs": pattern(
        MAIL, "</head>", "<style>p { display: none !important }</style></head>"
    ),
    "the mail loads a counter": pattern(
        MAIL, "</body>", '<img src="https://x.example/p.gif" width="1" height="1" alt=""></body>'
    ),
    "the way out of the mail is gone": text(MAIL, "@@PK_UNSUB_URL@@", "https://estuary.example.org/"),
    "the way out of the text is gone": text("email.txt", "@@PK_UNSUB_URL@@", "https://estuary.example.org/"),
}

PAGES: dict[str, Change] = {**WORDS, **LINKS, **HIDDEN, **_style_changes(), **FILES, **MAILS}

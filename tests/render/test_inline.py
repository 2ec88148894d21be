"""Inlining: what is refused, what survives, and that both engines agree."""

import logging
from collections.abc import Mapping
from pathlib import Path

import cssutils
import premailer  # noqa: F401  here, or `make quick` takes a look for IPv6 that its import takes for a server
import pytest
import tinycss2
from lxml import html

from publishkit.errors import InputError
from publishkit.model.rights import Channel
from publishkit.render.base import context
from publishkit.render.email import inline as inlining
from publishkit.render.email.inline import TABLE_PARTS, Inliner, inline, squeeze_declarations, tidy, tokens_in
from publishkit.render.email.mail import render_email
from publishkit.render.email.plan import plan_mail
from publishkit.theme.load import load_theme
from tests.support.editions import make_edition

ENGINES: tuple[Inliner, ...] = ("premailer", "css-inline")


def mail(inlinable: str = "", kept: str = "", body: str = "<p class=a>Text…</p>") -> str:
    """A small mail with both style blocks."""
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>T</title><style>{inlinable}</style>"
        f'<style data-premailer="ignore" data-css-inline="keep">{kept}</style></head><body>{body}</body></html>'
    )


@pytest.mark.parametrize(
    ("css", "sentence"),
    [
        ("@import url(https://tracker.example/a.css);", "`@import`: nothing is fetched"),
        ("@media print { p { color: red } }", "`@media`: cannot be inlined"),
        ("@font-face { font-family: X; src: url(x) }", "`@font-face`: cannot be inlined"),
        ("p { color: var(--ink) }", "`p { color }`: var()"),
        ("p { color: rgb(0 0 0 / 50%) }", "`p { color }`: rgb() without commas"),
        ("p { color: oklch(40% 0.2 20) }", "`p { color }`: oklch() makes Gmail"),
        ("p { background-color: rgba(0, 0, 0, 0.5) }", "`p { background-color }`: a transparent background"),
        (":is(p, td) { color: red }", "`:is(p, td)`: only classes"),
        ("a:hover { color: red }", "`a:hover`: only classes"),
        ("td[align] { color: red }", "`td[align]`: only classes"),
        ("* { color: red }", "`*`: only classes"),
        ("p { color: red; & a { color: blue } }", "`p`: rules inside rules"),
        ("p { color: red !important }", "`p { color }`: !important"),
        ("p { padding: 0 } td { padding-top: 4px }", "`td { padding-top }`: `p` sets `padding`"),
        ("p { colr }", "`p`: "),
        ("p { color: red } }", "line 1: "),
        ("p::before { content: '→' }", "a style block is ASCII"),
    ],
)
def test_a_rule_that_would_be_lost_is_refused_by_name(css: str, sentence: str):
    with pytest.raises(InputError) as caught:
        inline(mail(css))
    assert sentence in str(caught.value)
    assert "theme: templates/email (inlinable styles)" in str(caught.value)


@pytest.mark.parametrize(
    ("css", "sentence"),
    [
        ("@import 'a.css';", "`@import`"),
        ("@media screen { @media (max-width: 9px) { p { color: red } } }", "`@media`: inside another"),
        ("@font-face { font-family: X }", "`@font-face`: wrap it in @media screen"),
        ("@media screen { p { color: rgb(1 2 3) } }", "rgb() without commas"),
    ],
)
def test_a_rule_that_makes_gmail_drop_the_kept_block_is_refused(css: str, sentence: str):
    with pytest.raises(InputError, match="kept styles") as caught:
        inline(mail(kept=css))
    assert sentence in str(caught.value)


KEPT_MARKS = 'a kept style block has both data-premailer="ignore" and data-css-inline="keep"'
REVEALED = "`<![if` does not survive parsing"
CLIPS = "control characters that make Gmail clip the mail: "
LOST = "a token for the reader's own data was lost or doubled by inlining"
TEMPLATE = "theme: templates/email"


@pytest.mark.parametrize(
    ("head", "body", "fault"),
    [
        ("", "<p>x</p>", None),
        ("<style></style>", "<p>x</p>", None),
        ('<style data-premailer="ignore" data-css-inline="keep">a:hover { color: red !important }</style>', "", None),
        ('<style data-premailer="ignore">.a { color: red }</style>', "", (TEMPLATE, KEPT_MARKS)),
        ('<style data-css-inline="keep">.a { color: red }</style>', "", (TEMPLATE, KEPT_MARKS)),
        ('<style data-premailer="ignore" data-css-inline="no">.a { color: red }</style>', "", (TEMPLATE, KEPT_MARKS)),
        ('<style data-css-inline="no">.a { color: red }</style>', "", None),
        ("", "<!--[if !mso]><!--><p>x</p><!--<![endif]-->", None),
        ("", "<![if !mso]><p>x</p><![endif]>", (TEMPLATE, REVEALED)),
        ("", "<![IF !mso]><p>x</p><![endif]>", (TEMPLATE, REVEALED)),
        ("", "<p>\x7f\xa0</p>", None),
        ("", "<p>\x80</p>", ("email.html", f"{CLIPS}U+0080")),
        ("", "<p>\x9f</p>", ("email.html", f"{CLIPS}U+009F")),
        ("", "<p>\x92 \x85 \x9f \x81 \x92</p>", ("email.html", f"{CLIPS}U+0081, U+0085, U+0092, U+009F")),
        ("", "<p align='@@PK_NAME@@'>x</p>", (TEMPLATE, LOST)),
        ("", "<p>@@PK_NAME@@</p><!-- @@PK_NAME@@ -->", (TEMPLATE, LOST)),
        ("", "<p>@@PK_NAME@@</p><!--[if mso]>@@PK_NAME@@<![endif]-->", None),
        ("", "<p>@@pk_name@@</p><!-- @@PK_@@ @@PK_a@@ -->", None),
    ],
)
def test_each_guard(head: str, body: str, fault: tuple[str, str] | None):
    source = f"<!DOCTYPE html><html><head><title>T</title>{head}</head><body>{body}</body></html>"
    if fault is None:
        assert inline(source).remarks == ()
        return
    with pytest.raises(InputError) as caught:
        inline(source)
    assert [(problem.place, problem.message) for problem in caught.value.problems] == [fault]


def test_how_to_write_a_condition_is_said():
    with pytest.raises(InputError) as caught:
        inline(mail(body="<![if !mso]>x<![endif]>"))
    assert caught.value.problems[0].hint == "write <!--[if !mso]><!--> ... <!--<![endif]-->"


def test_the_block_at_fault_is_named():
    with pytest.raises(InputError) as caught:
        inline(mail("p { color: var(--a) }", "@import 'x';"))
    assert [problem.place for problem in caught.value.problems] == [
        f"{TEMPLATE} (inlinable styles)",
        f"{TEMPLATE} (kept styles)",
    ]


def test_every_fault_is_named_at_once():
    with pytest.raises(InputError) as caught:
        inline(mail("p { color: var(--a) } a:hover { color: red }", "@import 'x';"))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_kept_rules_keep_their_important(engine: Inliner):
    """By default premailer strips !important, and dark mode would lose to the inlined colors."""
    kept = "@media (prefers-color-scheme: dark) { .a { color: #eeeeee !important } }"
    made = inline(mail(".a { color: #111111 }", kept), inliner=engine).html
    assert "@media (prefers-color-scheme: dark){.a{color: #eeeeee !important}}" in made
    assert "data-premailer" not in made
    assert "data-css-inline" not in made


@pytest.mark.parametrize("engine", ENGINES)
def test_a_picture_keeps_its_pixels(engine: Inliner):
    """Word reads the attributes; premailer would put width="100%" there."""
    body = '<p class="f"><img src="https://a.example/x.png" width="552" height="300" alt=""></p>'
    made = inline(mail(".f img { width: 100%; height: auto }", body=body), inliner=engine).html
    assert 'width="552" height="300"' in made
    assert "width:100%;height:auto" in made


def test_only_tables_get_presentational_attributes():
    body = '<table role="presentation"><tr><td class="a">x</td></tr></table><p class="a">y</p>'
    made = html.document_fromstring(
        inline(mail(".a { text-align: center; background-color: #ffffff }", body=body)).html
    )
    assert [(e.tag, e.get("align"), e.get("bgcolor")) for e in made.iter("td", "p")] == [
        ("td", "center", "#ffffff"),
        ("p", None, None),
    ]


def test_classes_stay_only_where_something_speaks_of_them():
    body = '<!--[if mso]><style>.w{font-family:Arial}</style><![endif]--><p class="a dead">x</p><p class="w dead">y</p>'
    made = html.document_fromstring(inline(mail(kept=".a { color: red }", body=body)).html)
    assert [p.get("class") for p in made.iter("p")] == ["a", "w"]


def test_comments_are_dropped_unless_word_reads_them():
    body = "<!-- secret --><p>a</p><!--[if mso]><table><![endif]--><!--[if !mso]><!--><p>b</p><!--<![endif]-->"
    made = inline(mail(body=body)).html
    assert "secret" not in made
    assert "<!--[if mso]><table><![endif]-->" in made
    assert "<!--[if !mso]><!--><p>b</p><!--<![endif]-->" in made


def test_the_revealed_form_of_a_condition_is_refused():
    with pytest.raises(InputError, match="does not survive parsing"):
        inline(mail(body="<![if !mso]><p>x</p><![endif]>"))


def test_latin_text_becomes_ascii_and_other_text_stays():
    """A Latin-1 part is clipped by Gmail whatever its size; beyond Latin-1 references only cost bytes."""
    assert inline(mail(body="<p>Größe © ±</p>")).html.isascii()
    assert "Größe – 潮" in inline(mail(body="<p>Größe – 潮</p>")).html
    assert "<p>&#255;</p>" in inline(mail(body="<p>\u00ff</p>")).html
    assert "<p>\u00e9\u0100</p>" in inline(mail(body="<p>\u00e9\u0100</p>")).html


def test_a_c1_control_stops_the_mail():
    with pytest.raises(InputError, match=r"U\+0092"):
        inline(mail(body="<p>don\u0092t</p>"))


@pytest.mark.parametrize("engine", ENGINES)
def test_tokens_survive(engine: Inliner):
    body = '<a href="@@PK_UNSUB_URL@@">Leave</a> @@PK_UNSUB_URL@@'
    assert inline(mail(body=body), inliner=engine).html.count("@@PK_UNSUB_URL@@") == 2


def test_tokens_are_counted():
    assert tokens_in("@@PK_A@@ <a href='@@PK_B_2@@'>@@PK_A@@ @PK_A@ @@PK_a@@") == {"@@PK_A@@": 2, "@@PK_B_2@@": 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_rules_go_into_attributes_and_the_block_goes(engine: Inliner):
    """The kept block stays word for word, and none of it is inlined."""
    made = inline(mail("p.a { color: #123456; margin: 0 }", ".a { color: #222222 }"), inliner=engine).html
    assert made.startswith("<!DOCTYPE html>\n<html")
    assert made.endswith("</html>\n")
    assert made.count("<style") == 1
    assert "<style>.a{color: #222222}</style>" in made
    (paragraph,) = html.document_fromstring(made).iter("p")
    assert dict(paragraph.attrib) == {"class": "a", "style": paragraph.get("style")}
    assert _declared(made)[-1][1] == {"color": "x:#123456", "margin": "x:0"}


@pytest.mark.parametrize("engine", ENGINES)
def test_several_kept_blocks_keep_their_places(engine: Inliner):
    block = '<style data-premailer="ignore" data-css-inline="keep">%s</style>'
    head = f"<style>p {{ margin: 0 }}</style>{block % 'i {color: red}'}{block % ''}{block % 'b {color: red}'}"
    source = f"<!DOCTYPE html><html><head><title>T</title>{head}</head><body><p>x <b>y</b></p></body></html>"
    made = html.document_fromstring(inline(source, inliner=engine).html)
    assert [style.text for style in made.iter("style")] == ["i{color: red}", None, "b{color: red}"]
    assert [(e.tag, e.get("style")) for e in made.iter("p", "b")] == [("p", "margin:0"), ("b", None)]


@pytest.mark.parametrize("engine", ENGINES)
def test_links_stay_as_they_are_written(engine: Inliner):
    body = '<a href="#top">a</a><a href="page.html">b</a><a href="https://example.org/?a=1&amp;b=2">c</a>'
    assert body in inline(mail("a { color: #111111 }", body="x"), inliner=engine).html.replace("x", body)
    made = html.document_fromstring(inline(mail(body=body), inliner=engine).html)
    assert [a.get("href") for a in made.iter("a")] == ["#top", "page.html", "https://example.org/?a=1&b=2"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("address", ["{folder}/a.css", "file://{folder}/a.css", "https://127.0.0.1:9/a.css"])
def test_nothing_is_read_or_fetched(engine: Inliner, address: str, tmp_path: Path):
    (tmp_path / "a.css").write_text("p { color: #123456 }")
    link = f'<link rel="stylesheet" href="{address.format(folder=tmp_path)}">'
    made = inline(f"<html><head><title>T</title>{link}</head><body><p>x</p></body></html>", inliner=engine).html
    assert "<p>x</p>" in made
    assert (link in made) is (engine == "premailer")


def test_what_is_said_once_is_remarked_once(caplog: pytest.LogCaptureFixture):
    """In one line each, and nobody else hears it."""
    made = inline(mail(".a { x-y: \n progid:DX.M(a=1) } .b { x-y: \n progid:DX.M(a=1) }"))
    assert len(made.remarks) == len(set(made.remarks)) > 0
    assert "PropertyValue: Unknown syntax or no value: progid:DX.M(a=1)" in made.remarks
    assert caplog.records == []


def test_declarations_that_only_word_knows_are_not_remarked_on():
    assert inline(mail(".a { mso-line-height-rule: exactly; color: #111111 }")).remarks == ()


@pytest.mark.parametrize("css", ["p { color: #111111 }", ".a { mso-x: progid:DX.M(a='#1', b=2) }"])
def test_the_engines_log_is_left_as_it_was(css: str):
    logger = logging.getLogger("CSSUTILS")
    before = (logger.handlers[:], logger.propagate, cssutils.log.raiseExceptions)
    inline(mail(css))
    assert (logger.handlers, logger.propagate, cssutils.log.raiseExceptions) == before
    cssutils.log.raiseExceptions = not before[2]
    logger.propagate = not before[1]
    try:
        inline(mail(css))
        assert (logger.propagate, cssutils.log.raiseExceptions) == (not before[1], not before[2])
    finally:
        logger.propagate, cssutils.log.raiseExceptions = before[1:]


def test_what_the_engine_says_becomes_a_remark(capfd: pytest.CaptureFixture[str]):
    """Left alone, cssutils writes to stderr."""
    made = inline(mail(".a { mso-x: progid:DX.M(a='#1', b=2); color: #111111 }"))
    assert made.remarks
    assert capfd.readouterr() == ("", "")


def test_words_and_their_blanks_are_not_touched():
    body = "<p>a  b <b>c</b> <i>d</i>\u00a0e</p><pre>x\n  y</pre>"
    assert body in inline(mail(body=body + "…")).html


# --- tidying, step by step --------------------------------------------------------------------------------------------


def tidied(body: str, head: str = "") -> tuple[str, str]:
    """Return head and body after tidying alone."""
    page = html.document_fromstring(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>")
    made = tidy(page)
    assert made.startswith("<!DOCTYPE html>\n<html><head>")
    assert made.endswith("</body></html>\n")
    before, _, after = made.partition("</head><body>")
    return before.removeprefix("<!DOCTYPE html>\n<html><head>"), after.removesuffix("</body></html>\n")


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("<p>a<!-- x -->b</p>", "<p>ab</p>"),
        ("<p><!-- x -->b</p>", "<p>b</p>"),
        ("<p><!-- x --><!-- y -->b</p>", "<p>b</p>"),
        ("<p><b>a</b><!-- x -->b</p>", "<p><b>a</b>b</p>"),
        ("<p>a<i>b</i>c<!-- x -->d<b>e</b></p>", "<p>a<i>b</i>cd<b>e</b></p>"),
        ("<p>a<!-- x --></p>", "<p>a</p>"),
        ("<p><i>a</i><!-- x --></p>", "<p><i>a</i></p>"),
        ("<!-- first --><p>a</p><!-- last -->", "<p>a</p>"),
        ("<p>a<!----></p>", "<p>a</p>"),
        ("<p>a<!--[if mso]>x<![endif]-->b</p>", None),
        ("<p>a<!--[if gte mso 9]>x<![endif]-->b</p>", None),
        ("<p>a<!--[IF (gte MSO 9)|(IE)]>x<![ENDIF]-->b</p>", None),
        ("<p>a<!--[if mso]>x-->b</p>", None),
        ("<p>a<!--[if !mso]><!-->b<!--<![endif]-->c</p>", None),
        ("<p>a<!--[if !mso]> -->b<!-- <![endif]-->c</p>", None),
        ("<p>a<!--[if mso-->b</p>", "<p>ab</p>"),
        ("<p>a<!--[if IE]>x-->b</p>", "<p>ab</p>"),
        ("<p>a<!--[ifmso]-->b</p>", "<p>ab</p>"),
        ("<p>a<!--<![endif] -->b</p>", "<p>ab</p>"),
    ],
)
def test_comments_go_and_the_words_after_them_stay(body: str, made: str | None):
    assert tidied(body) == ("", body if made is None else made)


def with_children(*children: html.HtmlElement) -> html.HtmlElement:
    """Return a page of elements that a parser would not leave in the body."""
    page = html.document_fromstring("<html><body></body></html>")
    page[0].extend(children)
    return page


@pytest.mark.parametrize("tag", sorted(TABLE_PARTS))
def test_tables_and_their_parts_keep_what_word_needs(tag: str):
    drawn = {"align": "left", "bgcolor": "#fff", "valign": "top", "background": "x", "width": "9"}
    part, paragraph, picture = (html.Element(name, drawn) for name in (tag, "p", "img"))
    tidy(with_children(part, paragraph, picture))
    assert dict(part.attrib) == {name: value for name, value in drawn.items() if (tag, name) != ("table", "align")}
    assert dict(paragraph.attrib) == dict(picture.attrib) == {"width": "9"}


def test_no_table_floats_but_one_in_the_middle_stays_there():
    """`align` at the left or right lets what follows flow around a table; Outlook on the Mac does not know it."""
    _head, body = tidied("", '<table align="left"></table><table align="center"></table><p>x</p>')
    assert body == '<table></table><table align="center"></table><p>x</p>'


def test_there_are_ten_parts_of_a_table():
    assert sorted(TABLE_PARTS) == "caption col colgroup table tbody td tfoot th thead tr".split()


def test_only_a_style_block_loses_the_marks_for_the_inliner():
    marked = 'data-premailer="ignore" data-css-inline="keep"'
    head, body = tidied(f"<div {marked}>x</div>", f'<style {marked} media="screen">.a{{}}</style>')
    assert (head, body) == ('<style media="screen">.a{}</style>', f"<div {marked}>x</div>")


@pytest.mark.parametrize(
    ("css", "comment", "before", "after"),
    [
        ("", "", "a", None),
        (".a {}", "", "a", "a"),
        (".a {}", "", "b  a c", "a"),
        (".b-2 .a, p.c_3 {}", "", "c_3 x b-2 a", "c_3 b-2 a"),
        (".ab {}", "", "a", None),
        (".a {}", "", "ab", None),
        ("a .\u00e4 {}", "", "a", None),
        ("", "[if mso]><style>.w{}</style><![endif]", "w a", "w"),
        (".a {}", "[if mso]><style>.w{}</style><![endif]", "w a x", "w a"),
        ("", "", " ", None),
    ],
)
def test_classes_that_nothing_speaks_of_go(css: str, comment: str, before: str, after: str | None):
    _, body = tidied(f'<p class="{before}">x</p>' + (f"<!--{comment}-->" if comment else ""), f"<style>{css}</style>")
    assert body.startswith("<p>x</p>" if after is None else f'<p class="{after}">x</p>')


@pytest.mark.parametrize(
    ("css", "made"),
    [
        ("", ""),
        ("/* x */ .a { color : red ; }", ".a{color : red}"),
        (".a{color:red}\n\n .b { font: a , b ; }\n", ".a{color:red}\n.b{font: a,b}"),
        ("@media screen { .a { color: red } /* x */ .b { margin: 0 } }", "@media screen{.a{color: red}.b{margin: 0}}"),
        (".a { color:\n\tred; /* a\nb */ margin: 0 }\n/* c */", ".a{color: red;margin: 0}"),
        (".a { margin: 0/**/auto }", ".a{margin: 0/**/auto}"),
        (".a .b > .c { color: red !important }", ".a .b > .c{color: red !important}"),
    ],
)
def test_a_kept_sheet_is_written_a_rule_a_line(css: str, made: str):
    assert tidied("<p>x</p>", f"<style>{css}</style>") == (f"<style>{made}</style>", "<p>x</p>")


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("<p>a</p>  <p>b</p>", "<p>a</p>\n<p>b</p>"),
        ("<p>a</p>\n\n\t<hr>\r\n <p>b</p>\n", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ("<p>a</p><p>b</p>", "<p>a</p><p>b</p>"),
        ("<p>a</p> <b>b</b> <p>c</p>", "<p>a</p>\n<b>b</b> <p>c</p>"),
        ("<p>a</p> b <p>c</p>", "<p>a</p> b <p>c</p>"),
        ("<p>a</p>X<p>b</p>", "<p>a</p>X<p>b</p>"),
        ("<p>a</p>\u00a0<p>b</p>", "<p>a</p>\u00a0<p>b</p>"),
        ("<div>\n  <p>a</p></div>", "<div>\n<p>a</p></div>"),
        ("<div>  <p>a</p></div>", "<div>  <p>a</p></div>"),
        ("<div> b\n <p>a</p></div>", "<div> b\n <p>a</p></div>"),
        ("<div>\n\n</div>", "<div>\n</div>"),
        ("<p>\n\n</p>", "<p>\n\n</p>"),
        ("<ul>\n  <li>\n\n</li>  </ul>", "<ul>\n<li>\n\n</li>\n</ul>"),
        ("<table>\n  <tr>\n  <td>\n\n</td>  <th>\n\n</th></tr></table>",
         "<table>\n<tr>\n<td>\n\n</td>\n<th>\n\n</th></tr></table>"),
        ("<p>a <b> b </b>  <i>c</i></p>", "<p>a <b> b </b>  <i>c</i></p>"),
        ("<span>\n\n</span>  <pre> x\n\n y</pre>  z", "<span>\n\n</span>  <pre> x\n\n y</pre>  z"),
    ],
)  # fmt: skip
def test_blanks_between_blocks_are_a_line_break(body: str, made: str):
    assert tidied(body) == ("", made)


def test_blanks_between_the_parts_of_the_head_are_a_line_break():
    head, _ = tidied("<p>x</p>", '<meta charset="utf-8">  <link rel="x">  <title>T</title>  <style>.a{}</style>  ')
    assert head == '<meta charset="utf-8">\n<link rel="x">\n<title>T</title>\n<style>.a{}</style>\n'
    page = with_children()
    page.text = " \n "
    assert "<html>\n<body>" in tidy(page)


@pytest.mark.parametrize(
    "tag", "table thead tbody tfoot tr div ul ol dl blockquote h1 h2 h3 h4 caption colgroup title head body".split()
)
def test_a_block_is_one_whatever_its_kind(tag: str):
    block = html.Element(tag)
    block.text = block.tail = "\n \n"
    tidy(with_children(block))
    assert (block.text, block.tail) == ("\n", "\n")


@pytest.mark.parametrize("tag", "p td th li".split())
def test_the_blanks_in_what_holds_words_stay(tag: str):
    block = html.Element(tag)
    block.text = block.tail = "\n \n"
    tidy(with_children(block))
    assert (block.text, block.tail) == ("\n \n", "\n")


@pytest.mark.parametrize(
    ("style", "made"),
    [
        ("", ""),
        ("color: red", "color:red"),
        (" color : red ; ", "color:red"),
        ("color: red; margin: 0  auto;", "color:red;margin:0 auto"),
        ("color: red !important", "color:red!important"),
        ("colr; color: red", "color:red"),
        ("color: /* x */ red; /* y */ margin: 0 /* z */ auto", "color:red;margin:0 auto"),
        ("font: 700 15px/1.4 'A B' , serif; content: \"it's\"", "font:700 15px/1.4 'A B',serif;content:\"it's\""),
        ('font-family: "A B", "C"', "font-family:'A B','C'"),
        ("content: 'a\\\\b'", 'content:"a\\\\b"'),
        ("a: x , y,z,  w", "a:x,y,z,w"),
        ("a: f(x, y) , z", "a:f(x, y),z"),
    ],
)
def test_declarations_lose_the_blanks_nobody_needs(style: str, made: str):
    assert squeeze_declarations(style) == made
    _, body = tidied(html.tostring(html.Element("p", style=style), encoding="unicode") + "<p style='a: b'>x</p>")
    assert html.fragment_fromstring(body, create_parent=True)[0].get("style") == made


def test_both_engines_say_the_same_about_our_template():
    """css-inline has the right cascade; premailer must come to the same declarations for every element."""
    edition = make_edition()
    theme = load_theme("almanac")
    values = {
        **context(edition, theme, Channel.EMAIL),
        "cover": edition.cover,
        "form": edition.mail_form,
        "named_by": lambda item: (),
        "beginning": lambda item: None,
        "lead_picture": lambda item: None,
        "preheader_pad": "",
        "notice_heading": lambda notice: notice.lang,
    }
    source = theme.render("email/email.html", values)
    one, other = (_declared(inline(source, inliner=engine).html) for engine in ENGINES)
    assert len(one) > 150
    assert one == other


def _declared(page: str) -> list[tuple[str, Mapping[str, str]]]:
    """Each element with its declarations; the last of a property counts. <tbody> is css-inline's parser."""
    root = html.document_fromstring(page)
    return [
        (element.tag, _computed(element.get("style", "")))
        for element in root.iter()
        if isinstance(element.tag, str) and element.tag != "tbody"
    ]


def _computed(style: str) -> Mapping[str, str]:
    nodes = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return {node.name: _long_colors(squeeze_declarations(f"x:{tinycss2.serialize(node.value)}")) for node in nodes}


def _long_colors(value: str) -> str:
    """#ffffff is #fff to cssutils."""
    words = value.split(" ")
    return " ".join(
        f"#{word[1] * 2}{word[2] * 2}{word[3] * 2}" if word.startswith("#") and len(word) == 4 else word
        for word in words
    )


def test_a_mail_made_to_be_planned_and_then_sent_is_inlined_once(monkeypatch: pytest.MonkeyPatch):
    """The planner looks at the very mail that `render_email` makes afterwards."""
    calls: list[str] = []

    def counting(page: html.HtmlElement) -> tuple[html.HtmlElement, list[str]]:
        calls.append("a mail")
        return engines["premailer"](page)

    engines = dict(inlining.ENGINES)
    monkeypatch.setattr(inlining, "ENGINES", {**engines, "premailer": counting})
    inlining.remembered.cache_clear()
    edition, theme = make_edition(), load_theme("almanac")
    planned = plan_mail(edition, theme)
    (made,) = render_email(planned, theme)
    assert render_email(planned, theme) == (made,)
    assert len(calls) == 1
    inlining.remembered.cache_clear()

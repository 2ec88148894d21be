"""Inlining: what is refused, what survives, and that both engines agree."""

from collections.abc import Mapping

import pytest
import tinycss2
from lxml import html

from publishkit.errors import InputError
from publishkit.model.rights import Channel
from publishkit.render.base import context
from publishkit.render.email.inline import Inliner, inline, squeeze_declarations
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


def test_a_c1_control_stops_the_mail():
    with pytest.raises(InputError, match=r"U\+0092"):
        inline(mail(body="<p>don\u0092t</p>"))


@pytest.mark.parametrize("engine", ENGINES)
def test_tokens_survive(engine: Inliner):
    body = '<a href="@@PK_UNSUB_URL@@">Leave</a> @@PK_UNSUB_URL@@'
    assert inline(mail(body=body), inliner=engine).html.count("@@PK_UNSUB_URL@@") == 2


def test_what_the_engine_says_becomes_a_remark(capfd: pytest.CaptureFixture[str]):
    """Left alone, cssutils writes to stderr."""
    made = inline(mail(".a { mso-x: progid:DX.M(a='#1', b=2); color: #111111 }"))
    assert made.remarks
    assert capfd.readouterr() == ("", "")


def test_words_and_their_blanks_are_not_touched():
    body = "<p>a  b <b>c</b> <i>d</i>\u00a0e</p><pre>x\n  y</pre>"
    assert body in inline(mail(body=body + "…")).html


def test_declarations_keep_strings_and_lists():
    assert squeeze_declarations("font: 700 15px/1.4 'A B' , serif; content: \"it's\"") == (
        "font:700 15px/1.4 'A B',serif;content:\"it's\""
    )


def test_both_engines_say_the_same_about_our_template():
    """css-inline has the right cascade; premailer must come to the same declarations for every element."""
    edition = make_edition()
    theme = load_theme("almanac")
    values = {
        **context(edition, theme, Channel.EMAIL),
        "cover": edition.cover,
        "teasers": ("a05",),
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

"""What mail programs do not know: for each rule a mail that it finds, and one that is nearly the same and passes."""

import json
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest
from lxml import html

from publishkit.edition.records.announced import announce
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.config import MAIL_FAMILIES, MailFamily
from publishkit.model.edition import Change
from publishkit.proof.clients import weigh
from publishkit.proof.clients.caniemail.renew import renew
from publishkit.proof.clients.notes import HELD, NOTES
from publishkit.proof.clients.uses import properties, uses
from publishkit.proof.clients.weigh import client_findings, features, programs
from publishkit.proof.formats.email import check_email
from publishkit.render.correction_mail import render_correction
from publishkit.render.email.mail import make_mail
from publishkit.theme.load import load_theme
from tests.support.editions import make_edition

GHOST = '<!--[if mso]><table role="presentation" width="600" style="width:600px"><tr><td><![endif]-->{}<!--[if mso]></td></tr></table><![endif]-->'
FOR_WORD = "<!--[if mso]><style>blockquote{{margin-left:20px}}</style><![endif]-->{}"
LONG = "Wattwanderungsführervereinigungsvorsitz"


def found(body: str, *families: MailFamily) -> list[Finding]:
    root = html.document_fromstring(body if "<html" in body else f"<html><head></head><body>{body}</body></html>")
    return list(client_findings(root, families or MAIL_FAMILIES, lambda element: f"email.html#{element.tag!s}"))


def styled(style: str, tag: str = "td") -> str:
    return (
        f'<table role="presentation"><tr><td style="{style}">x</td></tr></table>'
        if tag == "td"
        else f'<{tag} style="{style}">x</{tag}>'
    )


def sheet(css: str) -> str:
    return f"<html><head><style>{css}</style></head><body>x</body></html>"


CASES: dict[str, tuple[str, str, str, str]] = {
    # what is wrong: the mail, what is found, and a mail that is nearly the same
    "css that cannot be read": (styled("color"), "E040", "error", styled("color:#123456")),
    "css that cannot be read, in a block": (sheet(".a{color}"), "E040", "error", sheet(".a{color:red}")),
    "a color without commas": (styled("color:rgb(0 0 0 / 50%)"), "E040", "error", styled("color:rgb(0, 0, 0)")),
    "a see-through color without commas": (sheet(".a{color:rgba(0 0 0 / .5)}"), "E040", "error", sheet(".a{color:rgba(0,0,0,.5)}")),
    "a modern color": (styled("color:oklch(40% 0.1 20)"), "E040", "error", styled("color:hsl(20, 10%, 40%)")),
    "a rule within a rule": (sheet(".a{color:red;.b{color:blue}}"), "E040", "error", sheet(".a{color:red}.a .b{color:blue}")),
    "a media query within one": (sheet("@media screen{@media print{.a{color:red}}}"), "E040", "error", sheet("@media screen{.a{color:red}}")),
    "a variable": (styled("color:var(--ink)"), "E040", "error", styled("color:#101010")),
    "an image in a list's shorthand": (styled("list-style:url(a.png)", "ul"), "E040", "error", styled("list-style:square", "ul")),
    "a sheet that is fetched": (sheet("@import url(a.css);"), "E040", "error", sheet("@media screen{.a{color:red}}")),
    "columns by flex": (styled("display:flex", "div"), "E041", "error", styled("display:block", "div")),
    "columns by grid": (styled("display:grid;grid-template-columns:1fr 1fr", "div"), "E041", "error", styled("vertical-align:top")),
    "a float": (styled("float:left", "table"), "E041", "error", '<table style="float:left" align="left"></table>'),
    "a place of its own": (styled("position:absolute", "div"), "E041", "error", styled("padding:4px")),
    "a width by style alone": ('<img src="a.png" alt="" style="width:300px">', "E041", "warning", '<img src="a.png" alt="" width="300" style="width:100%">'),
    "a largest width": (styled("max-width:600px", "div"), "E041", "warning", GHOST.format(styled("max-width:600px", "div"))),
    "a margin in the middle": (styled("margin:0 auto", "div"), "E041", "warning", GHOST.format(styled("margin:0 auto", "div"))),
    "a margin that is less than none": (styled("margin:-4px 0 0", "p"), "E041", "warning", styled("margin:4px 0 0", "p")),
    "a fixed height": (styled("height:40px", "div"), "E041", "error", '<img src="a.png" alt="" width="9" style="height:auto">'),
    "a padding that Word drops": (styled("padding:0 0 0 18px", "blockquote"), "E041", "warning", FOR_WORD.format(styled("padding:0 0 0 18px", "blockquote"))),
    "a padding at the side": (styled("padding:0 8px", "p"), "E041", "warning", styled("padding:8px 0", "p")),
    "a box that scrolls": (styled("overflow-x:auto", "div"), "E041", "error", styled("overflow:visible", "div")),
    "a long word broken by style": (f'<div style="word-break:break-word">{LONG}</div>', "E041", "error",
        f'<div style="word-break:break-word">{LONG[:20]}<wbr>{LONG[20:]}</div>'),
    "lines by style": ('<p style="white-space:pre-wrap">one\ntwo</p>', "E041", "error", '<p style="white-space:pre-wrap">one<br>two</p>'),
    "a hidden table": (styled("display:none", "div").replace("x</", "<table><tr><td>x</td></tr></table></"), "E041", "warning",
        styled("display:none", "div")),
    "half there": (styled("opacity:0.5"), "E041", "error", styled("opacity:0.5;display:none")),
    "a picture behind words": (styled("background-image:url('a.png')"), "E041", "error", styled("background-image:url('a.png');background-color:#fff")),
    "a film": ("<video src='a.mp4'></video>", "E041", "error", "<img src='a.gif' alt='' width='9'>"),
    "a picture for each screen": ('<img src="a.png" alt="" width="9" srcset="b.png 2x">', "E041", "error", '<img src="a.png" alt="" width="9">'),
    "a drawing in the text": ("<svg></svg>", "E041", "error", "<img src='a.png' alt='' width='9'>"),
    "an element of HTML 5": ("<section>x</section>", "E041", "error", "<div>x</div>"),
    "a new kind of picture": ('<img src="a.avif" alt="" width="9">', "E041", "error", '<img src="a.jpg?x=b.avif" alt="" width="9">'),
    "a picture in the mail itself": ('<img src="data:image/png;base64,AA" alt="" width="9">', "E041", "error", '<img src="https://a.example/data.png" alt="" width="9">'),
    "a table that floats": ('<table align="right"></table>', "E041", "warning", '<table align="center"></table>'),
    "a direction on a link": ('<a dir="rtl" href="x">x</a>', "E041", "warning", '<a href="x"><span dir="rtl">x</span></a>'),
    "a side that has no name": (styled("text-align:start"), "E041", "warning", styled("text-align:left")),
    "a list that counts down": ("<ol reversed><li>x</li></ol>", "E041", "warning", "<ol><li>x</li></ol>"),
    "a width in root units": (styled("width:20rem"), "E041", "error", styled("width:320px;width:20rem")),
    "a table for Word that grows no letters": ('<table width="600"></table>', "E041", "warning", '<table width="600" style="width:600px"></table>'),
    "a percentage of a picture": ('<img src="a.png" alt="" width="50%">', "E041", "warning", '<img src="a.png" alt="" width="50">'),
    "a shadow": (styled("box-shadow:0 0 4px #000"), "E042", "info", styled("border-bottom:1px solid #000")),
    "round corners": (styled("border-radius:4px"), "E042", "info", styled("border-top:4px solid #000")),
    "what only a block improves": (sheet(".a{display:grid}"), "E042", "info", sheet("@media screen{.a:hover{color:red}}")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds_what_is_wrong_and_lets_pass_what_is_nearly_so(case: str):
    wrong, code, severity, right = CASES[case]
    assert (code, severity) in {(one.code, one.severity) for one in found(wrong)}
    assert {one.code for one in found(right)} <= ({"E042"} if code != "E042" else set())


def test_a_finding_says_what_where_who_how_often_and_what_is_lost():
    (one,) = found(styled("display:flex", "div") * 2)
    assert one.where == "email.html#div"
    assert one.message == (
        "`display: flex` (2 places) is unknown to Outlook (Windows); known in part to Gmail (Android, iOS): "
        "what should stand side by side comes one under the other, or the other way round"
    )
    assert one.hint == 'lay it out with a table (role="presentation")'


def test_only_the_programs_asked_for_count():
    body = styled("display:flex", "div")
    assert found(body, "apple-mail") == []
    assert found(f'<div style="word-break:break-word">{LONG[:20]}<wbr>{LONG[20:]}</div>') == []
    assert {
        one.code for one in found(f'<div style="word-break:break-word">{LONG[:20]}<wbr>{LONG[20:]}</div>', "gmx")
    } == {"E041"}


@pytest.mark.parametrize("theme", ["almanac", "digest"])
@pytest.mark.parametrize("inliner", ["premailer", "css-inline"])
def test_our_own_themes_are_clean_in_the_programs_most_readers_have(theme: str, inliner: str):
    edition = make_edition()
    email = edition.config.email.model_copy(update={"inliner": inliner})
    made = make_mail(make_edition(config=edition.config.model_copy(update={"email": email})), load_theme(theme)).html
    assert found(made) == []


@pytest.mark.parametrize("theme", ["almanac", "digest"])
def test_the_mail_of_a_correction_is_clean_too(theme: str):
    edition = make_edition()
    change = Change(
        revision=2, kind="correction", item="a01", slug="tide-clocks", title="The clock was the river",
        date=date(2026, 11, 24), head="Corrected on 24 November 2026", note=f"It was the other river, {LONG}.",
    )  # fmt: skip
    page, _ = render_correction(replace(edition, revision=2, revised=change.date, changes=(change,)), load_theme(theme))
    assert found(page.data.decode()) == []


def test_a_build_asks_for_the_programs_of_the_settings_and_a_finished_edition_for_none():
    made = make_edition()
    page = make_mail(made, load_theme("almanac")).html.replace("<h2", '<div style="display:flex">x</div><h2', 1)
    files = {
        "email.html": Artifact(name="email.html", media_type="text/html", data=page.encode()),
        "email.txt": Artifact(name="email.txt", media_type="text/plain", data=b"x"),
    }
    email = made.config.email.model_copy(update={"clients": ("apple-mail",)})
    content = made.config.model_copy(update={"email": email})
    of_clients = {
        name: [one.where for one in check_email(edition, files) if one.code == "E041"]
        for name, edition in (("all", made), ("one", make_edition(config=content)), ("finished", announce(made)))
    }
    assert of_clients == {"all": ["email.html#a01"], "one": [], "finished": []}


# --- the data -----------------------------------------------------------------------------------------------------------


def test_the_settings_know_the_families_of_the_data():
    known = json.loads((Path(weigh.__file__).parent / "caniemail/features.json").read_text("utf-8"))
    assert list(get_args(MailFamily)) == list(known["families"])
    assert programs(["gmail"]) == ("gmail.android", "gmail.desktop-webmail", "gmail.ios")


def test_every_row_and_every_note_is_about_something_in_the_data():
    """A name that the data does not have any more would be a rule that never speaks."""
    adds, rows = weigh._rows()
    for name in chain(adds, *(names for names, _ in rows), (name for name, _ in HELD), (name for name, _, _ in NOTES)):
        assert name == "error" or any(fnmatchcase(feature, name) for feature in features()), name
    data = weigh._data()["features"]
    for name, words, _ in NOTES:
        assert any(
            words in note for slug in data if fnmatchcase(slug, name) for note in data[slug]["notes"].values()
        ), (name, words)


def test_every_property_of_the_data_is_seen_in_a_style():
    for name, feature in properties(features()).items():
        root = html.document_fromstring(styled(f"{name}:inherit"))
        assert feature in {use.feature for use in uses(root, features())}, name


def test_the_data_is_made_anew_from_a_clone(tmp_path: Path):
    """The newest version counts; a feature that a page has for all is kept without programs; tabs and doubled keys are borne."""
    for name in ("_features", "_data"):
        (tmp_path / name).mkdir()
    (tmp_path / "_data/nicenames.yml").write_text(
        "family:\n  gmail: Gmail\nplatform:\n  ios: iOS\n  android: Android\n"
    )
    page = (
        '---\ntitle: "word-break"\nlast_test_date: "2022-02-15"\nstats: {\n\tgmail: {\n\t\tios: {"2019-01": "y", "2022-02": "n"},\n'
        '\t\tandroid: {"2022-02": "a #2", "2022-02": "a #2"}\n\t}\n}\nnotes_by_num: {"1": "Old.", "2": "Buggy."}\n---\n'
    )
    (tmp_path / "_features/css-word-break.md").write_text(page)
    (tmp_path / "_features/amp.md").write_text(page)
    made = renew(tmp_path, "abc", "2026-06-29")
    assert (made["revision"], made["date"], made["families"], made["programs"]) == (
        "abc",
        "2026-06-29",
        {"gmail": "Gmail"},
        ["gmail.android", "gmail.ios"],
    )
    assert made["features"] == {
        "css-word-break": {
            "title": "word-break",
            "tested": "2022-02-15",
            "no": "gmail.ios",
            "partly": {"gmail.android": "2"},
            "notes": {"2": "Buggy."},
        }
    }

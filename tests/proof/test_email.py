"""Every rule of the mail, broken once: the finding says where and what."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from publishkit.model.artifact import Artifact, Finding
from publishkit.model.edition import Edition
from publishkit.proof.formats.email import CHECKS, check_email
from publishkit.render.email.mail import render_email
from publishkit.render.text.plain_text import render_text
from publishkit.send.letter.message import sample_message
from publishkit.theme.load import load_theme
from tests.support.editions import make_config, make_edition

Files = Mapping[str, Artifact]


@pytest.fixture(scope="module")
def files() -> Files:
    edition, theme = make_edition(), load_theme("almanac")
    (page,), (text,) = render_email(edition, theme), render_text(edition, theme)
    return {made.name: made for made in (page, text, sample_message(edition, page, text))}


def found(files: Files, edition: Edition | None = None) -> list[Finding]:
    return list(check_email(edition or make_edition(), files))


def broken(files: Files, name: str, change: Callable[[str], str]) -> list[Finding]:
    """What is said when *change* is made to one file; the message, which then differs, is left out."""
    changed = {key: made for key, made in files.items() if key != "email.eml"}
    changed[name] = replace(files[name], data=change(files[name].data.decode()).encode())
    assert changed[name].data != files[name].data
    return found(changed)


def test_the_finished_mail_is_clean(files: Files):
    assert found(files) == []


def test_no_mail_is_no_finding():
    assert found({}) == []


def test_every_rule_has_a_code_of_its_own():
    codes = [code for check in CHECKS for code in (check.__doc__ or "").split() if code.startswith("E0")]
    assert len(codes) == len(set(codes)) == len(CHECKS) + 3  # check_remarks has two, check_clients three


PIXEL = '<img src="https://lantern.example/x.png" width="1" height="1" alt="">'
PAGE_FAULTS: Mapping[str, tuple[Callable[[str], str], str, str]] = {
    "tells the size": (lambda s: s.replace("</h1>", "x" * 50_000 + "</h1>"), "E002", "info"),
    "warns of the size": (lambda s: s.replace("</h1>", "x" * 62_000 + "</h1>"), "E002", "warning"),
    "too long": (lambda s: s.replace("</h1>", "x" * 70_000 + "</h1>"), "E002", "error"),
    "much style": (lambda s: s.replace("</style>", ".x{color:red}" * 700 + "</style>"), "E003", "warning"),
    "too much style": (lambda s: s.replace("</style>", ".x{color:red}" * 1300 + "</style>"), "E003", "error"),
    "no alt": (lambda s: s.replace("<h2", PIXEL.replace(' alt=""', "") + "<h2", 1), "E004", "error"),
    "alt is a file": (lambda s: s.replace("<h2", PIXEL.replace('alt=""', 'alt="a-1.JPG"') + "<h2", 1), "E004", "error"),
    "a height kept": (lambda s: s.replace('width="552"', 'width="552" height="310"', 1), "E005", "error"),
    "no pixels": (lambda s: s.replace('width="552"', 'width="100%"', 1), "E005", "error"),
    "one way out": (lambda s: s.replace('href="@@PK_UNSUB_URL@@"', 'href="https://lantern.example/letter/2026-w47/"', 1), "E006", "warning"),
    "no way out": (lambda s: s.replace("@@PK_UNSUB_URL@@", "https://lantern.example/letter/2026-w47/"), "E006", "error"),
    "other links": (lambda s: s.replace("<h2", '<a href="https://new.example/">n</a><h2', 1), "E007", "warning"),
    "http picture": (lambda s: s.replace('src="https:', 'src="http:', 1), "E008", "error"),
    "embedded picture": (lambda s: s.replace("<h2", '<img src="data:x" width="1" height="1" alt=""><h2', 1), "E008", "error"),
    "relative link": (lambda s: s.replace("<h2", '<a href="page.html">x</a><h2', 1), "E008", "error"),
    "script link": (lambda s: s.replace("<h2", '<a href="javascript:x()">x</a><h2', 1), "E008", "error"),
    "script": (lambda s: s.replace("<h2", "<script>x()</script><h2", 1), "E009", "error"),
    "form": (lambda s: s.replace("<h2", "<form></form><h2", 1), "E009", "error"),
    "event": (lambda s: s.replace("<h2", '<h2 onclick="x()"', 1), "E009", "error"),
    "bare table": (lambda s: s.replace("<h2", "<table><tr><td>x</td></tr></table><h2", 1), "E010", "error"),
    "bare table for Word": (lambda s: s.replace('<!--[if mso]><table role="presentation"', "<!--[if mso]><table"), "E010", "error"),
    "unknown token": (lambda s: s.replace("<h2", "@@PK_NAME@@<h2", 1), "E011", "error"),
    "broken token": (lambda s: s.replace("<h2", "@@PK_UNSUB_URL@<h2", 1), "E011", "error"),
    "no language": (lambda s: s.replace('<html lang="en"', "<html"), "E012", "error"),
    "no wrapper": (lambda s: s.replace('role="article"', 'role="main"'), "E012", "error"),
    "two firsts": (lambda s: s.replace("<h2", "<h1>x</h1><h2", 1), "E013", "warning"),
    "skipped level": (lambda s: s.replace("</h1>", "</h1><h4>x</h4>"), "E013", "warning"),
    "open condition": (lambda s: s.replace("<h2", "<!--[if mso]>x--><h2", 1), "E017", "error"),
    "open table for Word": (lambda s: s.replace("<!--[if mso]></td></tr></table>", "<!--[if mso]></td></tr>"), "E017", "error"),
    "wrong letters": (lambda s: s.replace("schläft", "schlÃ¤ft"), "E018", "warning"),
}  # fmt: skip


@pytest.mark.parametrize("fault", PAGE_FAULTS)
def test_a_fault_of_the_page_is_found(files: Files, fault: str):
    change, code, severity = PAGE_FAULTS[fault]
    said = broken(files, "email.html", change)
    assert [(finding.code, finding.severity) for finding in said if finding.code == code] == [(code, severity)]
    assert all(finding.message and finding.where.startswith("email.") for finding in said)


def test_a_text_without_a_way_out_is_found(files: Files):
    assert [f.code for f in broken(files, "email.txt", lambda s: s.replace("@@PK_UNSUB_URL@@", ""))] == ["E006"]


def test_an_empty_part_is_found(files: Files):
    assert [(f.code, f.where) for f in broken(files, "email.txt", lambda _: " \n")] == [("E001", "email.txt")]


def test_a_missing_part_is_found(files: Files):
    assert [(f.code, f.where) for f in found({"email.txt": files["email.txt"]})] == [("E001", "email.html")]


def test_the_place_names_the_item(files: Files):
    (finding,) = broken(files, "email.html", lambda s: s.replace('width="552"', 'width="552" height="310"', 1))
    assert (finding.code, finding.where) == ("E005", "email.html#a01")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda s: s.replace(b"List-Unsubscribe: <https", b"List-Unsubscribe: <mailto"), "List-Unsubscribe"),
        (lambda s: s.replace(b"<https://lantern.example/u/sample>", b"=?utf-8?q?=3Chttps?="), "List-Unsubscribe"),
        (lambda s: s.replace(b"text/html", b"text/xml", 1), "text and HTML"),
        (lambda s: s.replace(b"Port Ellery", b"Fort Ellery"), "is not email."),
        (lambda s: s.replace(b"Subject: ", b"X-Long: " + b"x" * 1000 + b"\r\nSubject: "), "998"),
    ],
)
def test_a_fault_of_the_message_is_found(files: Files, change: Callable[[bytes], bytes], word: str):
    changed = {**files, "email.eml": replace(files["email.eml"], data=change(files["email.eml"].data))}
    said = found(changed)
    assert {finding.code for finding in said} == {"E020"}
    assert word in said[0].message


def test_a_token_left_in_the_message_is_found(files: Files):
    data = files["email.eml"].data.replace(b"https://lantern.example/u/sample", b"@@PK_UNSUB_URL@@")
    assert "E011" in {finding.code for finding in found({**files, "email.eml": replace(files["email.eml"], data=data)})}


def test_remarks_become_findings(files: Files):
    page = replace(files["email.html"], remarks=("shortened a01: “T” stands …", "CSS Property: x"))
    said = [(f.code, f.severity, f.where, f.message) for f in found({**files, "email.html": page})]
    assert said == [
        ("E014", "info", "email.html#a01", "“T” stands …"),
        ("E015", "warning", "email.html", "CSS Property: x"),
    ]


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        ({"subject": " "}, "error"),
        ({"subject": "x" * 91}, "error"),
        ({"subject": "x" * 61}, "info"),
        ({"subject": "Re: your mail"}, "warning"),
        ({"preheader": ""}, "warning"),
        ({"preheader": "The Lantern 47: Low water"}, "warning"),
        ({"preheader": "Short"}, "info"),
    ],
)
def test_subject_and_preheader(files: Files, fields: dict[str, str], severity: str):
    told = found(files, make_edition(**fields))
    assert [(f.code, f.severity) for f in told if f.code != "E020"] == [("E016", severity)]


def test_a_house_without_address_is_told(files: Files):
    config = make_config()
    bare = config.model_copy(
        update={
            "publication": config.publication.model_copy(update={"address": ""}),
            "email": type(config.email)(),
        }
    )
    said = found(files, make_edition(config=bare))
    assert [(f.code, f.severity) for f in said] == [("E019", "info"), ("E019", "info"), ("E019", "warning")]

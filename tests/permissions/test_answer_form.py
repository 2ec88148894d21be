"""The answer form read back: ticked in every way people and mail programs tick, in seven languages; never guessed."""

from dataclasses import replace
from datetime import date

import pytest

from publishkit.model.rights import Channel
from publishkit.model.statement import AskedTerms, Treatment
from publishkit.permissions.answer.letter import read_letter
from publishkit.permissions.answer.phrases import read_countries
from publishkit.permissions.answer.reading import Reading, read_answer
from publishkit.permissions.answer.terms import Asked
from publishkit.permissions.request_letter import letter_languages, letter_words, write_letter
from tests.permissions.test_request import ASKED, PICTURE

WORDS = letter_words("en") or {}
TOKEN = "PK-7F3K-Q2MD"
FORM = (
    write_letter(replace(ASKED, pictures=(PICTURE,)), WORDS).text.partition("Answer form")[2].partition("Thank you.")[0]
)
WE = Asked(
    addresses=frozenset({"rights@quay.example"}),
    terms=AskedTerms(channels=(Channel.EMAIL, Channel.PDF), treatments=(Treatment.FULL_VERBATIM,), max_issues=1),
    known=True,
)
ALL = "[ ] yes, all of it, as this letter describes it"
SOME = "[ ] yes, but only what is marked below"
MOST = {
    SOME: "[x] yes, but only what is marked below",
    "[ ] an email to": "[x] an email to",
    "[ ] print it in": "[x] print it in",
    "[ ] none": "[x] none",
    "[ ] everywhere": "[x] everywhere",
    "[ ] without an end": "[x] without an end",
}


def changed(changes: dict[str, str], form: str = FORM) -> str:
    for old, new in changes.items():
        assert old in form, old
        form = form.replace(old, new, 1)
    return form


def read(text: str, kind: str = "text/plain", before: str = "", asked: Asked = WE) -> Reading:
    head = f"From: Ruth Vale <ruth@press.example>\nSubject: Re: {TOKEN}\nContent-Type: {kind}; charset=utf-8\n\n"
    return read_answer(read_letter("a.eml", f"{head}{before}{text}".encode()), asked)


def codes(reading: Reading) -> list[str]:
    return [obstacle.code for obstacle in reading.obstacles]


TICKED = [
    *("[x] ", "[X] ", "[ x ] ", "[✓] ", "[✔] ", "[v] ", "[*] ", "[+] ", "[yes] ", "[YES] ", "[ok] ", "[_x_] ", "[xx] "),
    *("(x) ", "( X ) ", "☑ ", "☒ ", "✔ ", "✅ ", "x [ ] ", "X ", "✓ ", "-> ", "[]x ", "[ ] x ", "[1] "),
]


WITHOUT_BOX = ("X ", "✓ ", "-> ")
"""These count on the writer's own line only."""


@pytest.mark.parametrize(
    ("quote", "mark"),
    [(quote, mark) for quote in ("", "> ", ">> ", "| ") for mark in TICKED if not (quote and mark in WITHOUT_BOX)],
)
def test_a_box_is_ticked_in_many_ways(mark: str, quote: str) -> None:
    """In the form as it came back, and in one that is quoted."""
    form = changed({ALL: f"{mark}yes, all of it, as this letter describes it"})
    reading = read("".join(f"{quote}{line}\n" for line in form.splitlines()))
    assert (reading.answer, codes(reading)) == ("yes", [])
    assert reading.terms["channels"].value == (Channel.EMAIL, Channel.PDF)


@pytest.mark.parametrize("tail", [" x", " X", " ✔", " <- x", "  yes"])
def test_a_mark_may_stand_behind_the_words(tail: str) -> None:
    reading = read(changed({ALL: f"{ALL}{tail}"}))
    assert reading.answer == ("yes" if "<-" not in tail else reading.answer)
    assert codes(reading) in ([], ["form_open"], ["silent"])


@pytest.mark.parametrize("mark", ["[ ] ", "[] ", "[_] ", "[  ] ", "( ) ", "☐ ", "□ ", "[-] ", "[no] "])
def test_an_open_or_crossed_box_is_no_yes(mark: str) -> None:
    reading = read(changed({ALL: f"{mark}yes, all of it, as this letter describes it"}))
    assert reading.answer == "doubt"


@pytest.mark.parametrize("mark", ["[?] ", "[maybe] ", "[ab] "])
def test_a_mark_that_cannot_be_told_is_asked_about(mark: str) -> None:
    assert codes(read(changed({ALL: f"{mark}yes, all of it, as this letter describes it"})))[0] == "form_unclear"


def test_an_untouched_form_says_nothing() -> None:
    for text in (FORM, "".join(f"> {line}\n" for line in FORM.splitlines())):
        reading = read(text)
        assert (codes(reading), reading.yes) == (["silent"], ())


def test_no_is_no() -> None:
    reading = read(changed({"[ ] no\n": "[x] no\n"}))
    assert (reading.answer, codes(reading), reading.firm) == ("no", ["form_no"], True)
    assert codes(read(changed({ALL: ALL.replace("[ ]", "[x]"), "[ ] no\n": "[x] no\n"}))) == ["form_twice"]
    assert codes(read(changed({ALL: ALL.replace("[ ]", "[x]")}), before="Sorry, no. We do not allow it.\n\n")) == [
        "mixed"
    ]


def test_only_what_is_marked_is_permitted() -> None:
    reading = read(changed(MOST))
    assert (reading.answer, codes(reading)) == ("yes", [])
    found = {key: term.value for key, term in reading.terms.items()}
    assert found == {
        "permission": True,
        "channels": (Channel.EMAIL,),
        "treatments": (Treatment.FULL_VERBATIM,),
        "pictures": (),
        "territories": ("WORLD",),
    }


@pytest.mark.parametrize("left", ["[ ] an email to", "[ ] print it in", "[ ] everywhere", "[ ] without an end"])
def test_what_is_left_open_counts_as_no(left: str) -> None:
    """And the editor is told which question it is."""
    reading = read(changed({old: new for old, new in MOST.items() if old != left}))
    assert set(codes(reading)) == {"form_nothing"}


def test_everything_that_can_be_marked_is_read() -> None:
    more = {
        **MOST,
        "[ ] everywhere": "[ ] everywhere",
        "[ ] only in: ____________________": "[x] only in: Polen, Deutschland",
        "[ ] without an end": "[ ] without an end",
        "year): ____________________": "year): 31. Dezember 2027",
        "[ ] beside adv": "[x] beside adv",
        "[ ] picture 1": "[x] picture 1",
        "[x] none": "[ ] none",
        "words: ____________________": "words: © Harbour Press",
        "conditions: ____________________": "conditions: none",
        "decide about them?\n   [ ] yes": "decide about them?\n   [x] yes",
        "date: ____________________": "date: Ruth Vale, editor, 17 November 2026",
    }
    del more["[x] none"], more["[ ] none"]
    reading = read(changed(more))
    assert (reading.answer, codes(reading)) == ("yes", [])
    found = {key: term.value for key, term in reading.terms.items()}
    assert found["territories"] == ("PL", "DE")
    assert found["valid_until"] == date(2027, 12, 31)
    assert (found["ads"], found["credit"], found["holder"], found["grantor"], found["pictures"]) == (
        *(True, "© Harbour Press", True, "Ruth Vale", (1,)),
    )
    assert "commercial" not in found and "sponsors" not in found
    assert reading.terms["valid_until"].words == "[ ] until (day, month, year): 31. Dezember 2027"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"conditions: ____________________": "conditions: only after our own issue"}, "form_conditions"),
        ({"lie with: ____________________": "lie with: Dan Reed"}, "refer"),
        ({"[ ] no; the": "[x] no; the"}, "refer"),
        ({"year): ____________________": "year): next summer"}, "form_unclear"),
        ({"only in: ____________________": "only in: the Baltic"}, "form_unclear"),
    ],
)
def test_what_must_be_judged_is_asked_about(change: dict[str, str], code: str) -> None:
    reading = read(changed({ALL: ALL.replace("[ ]", "[x]"), **change}))
    assert code in codes(reading)


def test_lines_may_be_deleted_instead() -> None:
    """“Delete what does not apply”: the one that is left holds, if the form came back whole and unquoted."""
    form = changed({f"   {SOME}\n": "", "   [ ] no\n": "", "   [ ] a PDF\n": ""})
    reading = read(form)
    assert (reading.answer, reading.terms["channels"].value) == ("yes", (Channel.EMAIL,))
    assert read(form.partition("3. What")[0]).answer == "doubt", "cut off by a mail program"
    assert read("".join(f"> {line}\n" for line in form.splitlines())).answer == "doubt", "a quotation may be shortened"


def test_a_wrapped_and_numbered_form_is_read() -> None:
    """Lines broken at forty characters, bullets and numbers put before them."""
    form = changed({ALL: "[x] yes, all of it, as this letter\n>    describes it"})
    text = "".join(f"> * {line}\n" if line else ">\n" for line in form.splitlines())
    assert read(text).answer == "yes"


def test_two_copies_that_differ_are_asked_about() -> None:
    first = changed({ALL: ALL.replace("[ ]", "[x]")})
    assert codes(read(f"{first}\n\n{changed(MOST)}")) == ["form_twice"]
    quoted = "".join(f"> {line}\n" for line in FORM.splitlines())
    assert read(f"{first}\n\n{quoted}").answer == "yes", "an untouched copy below says nothing"


@pytest.mark.parametrize("language", letter_languages())
def test_the_form_is_read_in_every_language(language: str) -> None:
    words = letter_words(language) or {}
    form = write_letter(replace(ASKED, pictures=(PICTURE,)), words).text.partition(words["form_title"])[2]
    marked = changed(
        {
            f"[ ] {words['form_all']}": f"[x] {words['form_all']}",
            f"{words['form_until_day']} ____________________": f"{words['form_until_day']} 31.12.2027",
            f"{words['form_credit_own']} ____________________": f"{words['form_credit_own']} © Vale",
        },
        form,
    )
    reading = read(marked)
    assert (reading.answer, codes(reading)) == ("yes", [])
    assert (reading.terms["valid_until"].value, reading.terms["credit"].value) == (date(2027, 12, 31), "© Vale")
    no = changed({f"   [ ] {words['form_no']}\n\n": f"   [x] {words['form_no']}\n\n"}, form)
    assert read(no).answer == "no"


PAGES = {
    "boxes of a page": '<p>1. Do you permit it?</p><p><input type="checkbox" checked> yes, all of it, as this letter describes it</p>',
    "a table": "<table><tr><td>1. Do you permit it?</td></tr><tr><td>[x]</td><td>yes, all of it, as this letter describes it</td></tr></table>",
    "a quotation": "<p>See below.</p><blockquote>1. Do you permit it?<br>[x] yes, all of it, as this letter describes it<br>[ ] no</blockquote>",
    "a list": "<ol><li>Do you permit it?<ul><li>[X]&nbsp;yes, all of it, as this letter describes it</li><li>[ ]&nbsp;no</li></ul></li></ol>",
    "an emoji": '<div>Do you permit it?</div><div><img alt="✔" src="cid:1"> yes, all of it, as this letter describes it</div>',
    "lines struck out": (
        "<div>1. Do you permit it?</div><div>[x] yes, all of it, as this letter describes it</div><div>2. In which formats?</div>"
        "<div>[ ] an email to subscribers</div><div><s>[x] a PDF</s></div><div>11. Name, position, date: Ruth</div>"
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_form_in_html_is_read(name: str) -> None:
    reading = read(PAGES[name], "text/html")
    assert (reading.answer, codes(reading)) == ("yes", [])
    wanted = (Channel.EMAIL,) if name == "lines struck out" else (Channel.EMAIL, Channel.PDF)
    assert reading.terms["channels"].value == wanted


def test_answers_behind_the_questions_are_read() -> None:
    assert read("1. Do you permit it? Yes\n2. In which formats?\n").answer == "yes"
    assert read("1. Do you permit it?\nNo\n").answer == "no"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("PL, DE", ("PL", "DE")),
        ("Polen und Österreich", ("PL", "AT")),
        ("la France", ("FR",)),
        ("España y Portugal", ("ES", "PT")),
        ("UK", ("GB",)),
        ("worldwide", ("WORLD",)),
        ("Atlantis", ()),
    ],
)
def test_countries_are_known_by_their_names(words: str, found: tuple[str, ...]) -> None:
    assert read_countries(words) == found

"""The letter that asks says everything the holder must know, in every language, and is fit to be sent."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.errors import InputError
from publishkit.model.decision import PublisherType
from publishkit.model.rights import Channel
from publishkit.permissions.request_letter import (
    AskedPicture,
    LetterFacts,
    Terms,
    Work,
    letter_languages,
    letter_words,
    write_letter,
)
from publishkit.rights.credit import END, ISOLATE, RIGHT_TO_LEFT
from publishkit.send.letter.headers import Draft, draft_message

ASKED = LetterFacts(
    name="The Quay",
    house="Quay Readers",
    url="https://quay.example/letter/",
    contact="rights@quay.example",
    address="1 Quay Street",
    editors="Ines Falk",
    number="47",
    date="20 November 2026",
    channels=(Channel.EMAIL, Channel.PDF),
    terms=Terms(publisher_type=PublisherType.NONPROFIT, copies="1,200"),
    holder="Harbour Press Ltd",
    work=Work(
        title="“Harbour dues to double”",
        authors="Carl Stone",
        publisher="Harbour Press",
        published="18 November 2026",
        url="https://press.example/dues",
    ),
    use="full",
    credit=("“Harbour dues to double” by Carl Stone. Reproduced with permission of Harbour Press Ltd.", "© Harbour"),
    answer_by="18 November 2026",
    token="PK-7F3K-Q2MD",
)
PICTURE = AskedPicture(
    caption="The vote.", credit="© Dan Reed", url="https://press.example/vote.jpg", printed="© Dan Reed | Coast"
)
LETTER = """\
Dear Sir or Madam,

we publish The Quay (https://quay.example/letter/). We would like to use the
work named below in the issue of 20 November 2026, and we ask for your
permission. This letter says exactly what we would do.

This letter is addressed to Harbour Press Ltd. If somebody else holds the
rights, please tell us whom to ask.

What we would use

- The whole text, without changes: “Harbour dues to double” by Carl Stone,
  Harbour Press, 18 November 2026
- Address: https://press.example/dues
- No pictures: this letter asks for the text alone.

Where it would appear

- In The Quay, No. 47, 20 November 2026, published by Quay Readers
- Quay Readers is a non-profit publisher.
- As an email to subscribers, a PDF
- For readers anywhere in the world
- About 1,200 readers
- Readers pay nothing. It does not stand behind a paywall. It carries no
  advertising. It has no sponsors.

For how long

From 20 November 2026 on, without an end date: the issue stays in our
archive.

How it would be credited

With the text, word for word and with a link to the original:

    “Harbour dues to double” by Carl Stone. Reproduced with permission of Harbour Press Ltd.
    © Harbour

If you want other words, write them into your answer and we print exactly
those.

Your answer

We would be grateful for an answer by 18 November 2026. Without your written
permission we will not publish it. An email to rights@quay.example is
enough, in your own words or with the form below. Please leave PK-7F3K-Q2MD
in its subject.

Answer form PK-7F3K-Q2MD

This answer is about “Harbour dues to double” in The Quay, No. 47.
Put an x between the brackets, or delete what does not apply. What you leave
open after the first question counts as no, unless you mark its first line.

1. Do you permit it?
   [ ] yes, all of it, as this letter describes it
   [ ] yes, but only what is marked below
   [ ] no

2. In which formats?
   [ ] an email to subscribers
   [ ] a PDF

3. What may we do with the text?
   [ ] print it in full, unchanged
   [ ] edit it lightly
   [ ] shorten it
   [ ] translate it

4. In which countries?
   [ ] everywhere
   [ ] only in: ____________________

5. Until when?
   [ ] without an end date
   [ ] until (day, month, year): ____________________

6. May it also appear where money is earned?
   [ ] yes, also with a price or in a commercial edition
   [ ] beside advertising
   [ ] in an edition with sponsors
   [ ] behind a paywall
   [ ] no, only where no money is earned

7. Which credit?
   [ ] as proposed above
   [ ] exactly these words: ____________________

8. Other conditions: ____________________

9. Do you hold the rights, or may you decide about them?
   [ ] yes
   [ ] no; the rights lie with: ____________________

10. Name, position, date: ____________________

Thank you. If you have questions, write to rights@quay.example.

Kind regards

Ines Falk
Quay Readers
1 Quay Street
rights@quay.example
"""


def words(language: str):
    found = letter_words(language)
    assert found is not None
    return found


def gaps(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_the_whole_letter_as_the_holder_reads_it() -> None:
    letter = write_letter(ASKED, words("en"))
    assert letter.subject == "May we publish “Harbour dues to double” in The Quay? (PK-7F3K-Q2MD)"
    assert letter.text == LETTER


def test_all_languages_have_the_same_keys_and_gaps() -> None:
    """At least the seven of the edition's own words."""
    assert {"de", "en", "es", "fr", "it", "nl", "pl", "pt"} <= set(letter_languages())
    english = words("en")
    for language in letter_languages():
        file = resources.files("publishkit.permissions") / "letters" / f"{language}.toml"
        found = tomllib.loads(file.read_text("utf-8"))
        assert list(found) == list(english), language
        assert {key: gaps(text) for key, text in found.items()} == {key: gaps(text) for key, text in english.items()}
        assert all(text.strip() for text in found.values()), language


@pytest.mark.parametrize("language", letter_languages())
@pytest.mark.parametrize("use", ["full", "abridged", "translated", ""])
def test_every_fact_stands_in_every_letter(language: str, use: str) -> None:
    """Whatever the language: what, whose, where, for whom, at what price, until when, how credited, by when."""
    asked = replace(
        ASKED,
        use=use,
        pictures=(PICTURE,),
        until="31 December 2027",
        changes="Cut by a third",
        language="Dutch",
        translator="Bo Marl",
        terms=Terms(
            publisher_type=PublisherType.FORPROFIT,
            countries="Poland",
            copies="1,200",
            price="3 EUR",
            paywall=True,
            registration=True,
            ads=True,
            sponsors=True,
            drm=True,
        ),
    )
    letter = write_letter(asked, words(language))
    said = " ".join(letter.text.split())
    facts = [
        *("The Quay", "Quay Readers", "https://quay.example/letter/", "rights@quay.example", "1 Quay Street"),
        *("Ines Falk", "47", "20 November 2026", "PDF", "Harbour Press Ltd", "“Harbour dues to double”"),
        *("Carl Stone", "18 November 2026", "https://press.example/dues", "The vote", "© Dan Reed"),
        *("https://press.example/vote.jpg", "Poland", "1,200", "3 EUR", "31 December 2027"),
        *(["Cut by a third"] if use == "abridged" else []),
        *(["Dutch", "Bo Marl"] if use == "translated" else []),
    ]
    assert [fact for fact in facts if fact not in said] == []
    lines = letter.text.splitlines()
    assert ("    © Harbour" in lines) is bool(use)
    assert "    © Dan Reed | Coast" in lines
    assert not re.search(r"[{}\[\]]", letter.text.replace("[ ] ", "") + letter.subject)
    for key in ("ads", "paywall", "sponsors", "drm", "registration"):
        assert words(language)[key] in said, key
        assert words(language).get(f"{key}_none", "never") not in said


@pytest.mark.parametrize("language", letter_languages())
def test_what_is_unknown_leaves_no_gap(language: str) -> None:
    """No author, no holder, no address, no day: shorter sentences, no stray commas."""
    bare = LetterFacts(
        name="Q",
        house="H",
        url="",
        contact="c@h.example",
        number="1",
        date="1.1.",
        channels=(Channel.WEB,),
        work=Work(title="T"),
        use="full",
        credit=("“T”.",),
        token="PK-7F3K-Q2MD",
    )
    text = write_letter(bare, words(language)).text.replace("[ ] ", "")
    assert not re.search(r"\(\)|,\s*[,.;]|\S {2}|\s,|[{}\[\]]|None", text)


ODD = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)


@given(ODD, ODD)
def test_a_strangers_words_stay_words(title: str, holder: str) -> None:
    """Braces and brackets in a title are no gaps of ours; one that runs from right to left is kept together."""
    asked = replace(ASKED, work=Work(title=title), holder=holder)
    letter = write_letter(asked, words("en"))
    turned = RIGHT_TO_LEFT.search(title) and not title.startswith(ISOLATE)
    shown = f"{ISOLATE}{title}{END}" if turned else title
    assert letter.subject == f"May we publish {shown} in The Quay? (PK-7F3K-Q2MD)"


def opened(draft: Draft) -> EmailMessage:
    message = message_from_bytes(draft_message(draft), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


DRAFT = Draft(
    subject="Dürfen wir „Ebbe“ veröffentlichen? " + "Sehr lang " * 12,
    text=LETTER,
    to="rights@press.example",
    from_address="letter@quay.example",
    from_name="The Quay",
    reply_to="rights@quay.example",
    moment=datetime(2026, 11, 20, 6, tzinfo=UTC),
    id="2026-w47.dues-1",
)


def test_the_draft_opens_as_a_mail_to_be_sent() -> None:
    """X-Unsent makes it a draft; the text comes out as it went in, within 76 characters a line."""
    message = opened(DRAFT)
    assert message["X-Unsent"] == "1"
    assert (message["To"], message["From"], message["Reply-To"]) == (
        *("rights@press.example", "The Quay <letter@quay.example>"),
        "rights@quay.example",
    )
    assert message["Subject"].strip() == DRAFT.subject.strip()
    assert message["Date"] == "Fri, 20 Nov 2026 06:00:00 +0000"
    assert message.get_content().replace("\r\n", "\n") == LETTER
    data = draft_message(DRAFT)
    assert data == draft_message(DRAFT)
    assert max(map(len, data.split(b"\r\n"))) <= 76
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_no_line_of_a_title_becomes_a_header() -> None:
    with pytest.raises(InputError, match="control character"):
        draft_message(replace(DRAFT, subject="Dues\r\nBcc: all@example.org"))
    with pytest.raises(InputError, match="not a mail address"):
        draft_message(replace(DRAFT, to="a@example.org, b@example.org"))


def test_an_address_that_is_not_known_is_left_to_the_editor() -> None:
    message = opened(replace(DRAFT, to="", from_address="", reply_to=""))
    assert message["To"] is None and message["From"] is None
    assert message["Message-ID"].endswith("@localhost>")

"""Letters as they really come: quoted, forwarded, robotic, in HTML and odd encodings; only their writer's yes counts."""

import base64
import io
import quopri
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishkit.model.rights import Channel
from publishkit.model.statement import AskedTerms, Treatment
from publishkit.permissions.answer.letter import read_letter
from publishkit.permissions.answer.passages import part_passages
from publishkit.permissions.answer.reading import Reading, confirmed, read_answer, tokens_of
from publishkit.permissions.answer.terms import Asked
from publishkit.permissions.request_letter import letter_languages, letter_words, write_letter
from tests.permissions.test_request import ASKED
from tests.support.outlook import message_folder, outlook_message

TOKEN = "PK-7F3K-Q2MD"
REQUEST = write_letter(ASKED, letter_words("en") or {}).text
WE = Asked(
    addresses=frozenset({"rights@quay.example", "letter@quay.example"}),
    names=("Harbour dues to double", "harbour-dues"),
    terms=AskedTerms(channels=(Channel.EMAIL, Channel.PDF), treatments=(Treatment.FULL_VERBATIM,), max_issues=1),
    text=REQUEST,
    known=True,
)
STRANGE = replace(WE, known=False, terms=None, text="")
"""The same house, to which a letter comes that answers none of its requests."""
SUBJECT = f"Re: May we publish “Harbour dues to double” in The Quay? ({TOKEN})"
QUOTED = "\n".join(f"> {line}" for line in REQUEST.splitlines())


def mail(
    body: str | bytes = "Yes, please do.\n",
    *,
    kind: str = "text/plain; charset=utf-8",
    sender: str = "Ruth Vale <ruth@press.example>",
    subject: str = SUBJECT,
    more: str = "",
) -> bytes:
    """Return a mail to us."""
    head = f"From: {sender}\nTo: rights@quay.example\nDate: Tue, 17 Nov 2026 09:12:00 +0000\nMessage-ID: <1@press.example>\n"
    head += f"Subject: {subject}\nMIME-Version: 1.0\nContent-Type: {kind}\n{more}"
    return f"{head}\n".encode() + (body.encode() if isinstance(body, str) else body)


def several(kind: str, *parts: str, **options: str) -> bytes:
    """Return a mail of several *parts*, each with its own head."""
    body = "".join(f"--=_b\n{part}\n" for part in parts) + "--=_b--\n"
    return mail(body, kind=f'{kind}; boundary="=_b"', **options)


def part(text: str, kind: str = "text/plain; charset=utf-8", more: str = "") -> str:
    return f"Content-Type: {kind}\n{more}\n{text}"


def read(data: bytes, name: str = "answer.eml", asked: Asked = WE) -> Reading:
    return read_answer(read_letter(name, data), asked)


def codes(reading: Reading) -> list[str]:
    return [obstacle.code for obstacle in reading.obstacles]


# --- whose words ------------------------------------------------------------------------------------------------------

ATTRIBUTIONS = {
    "en": "On Mon, Nov 16, 2026 at 9:12 AM The Quay <letter@quay.example> wrote:",
    "en, broken": "On Mon, Nov 16, 2026 at 9:12 AM The Quay\n<letter@quay.example>\nwrote:",
    "de": "Am 16.11.2026 um 09:12 schrieb The Quay <letter@quay.example>:",
    "fr": "Le lun. 16 nov. 2026 à 09:12, The Quay <letter@quay.example> a écrit :",
    "es": "El lun, 16 nov 2026 a las 9:12, The Quay (<letter@quay.example>) escribió:",
    "it": "Il giorno lun 16 nov 2026 alle ore 09:12 The Quay <letter@quay.example> ha scritto:",
    "pl": "W dniu 16.11.2026 o 09:12, The Quay pisze:",
    "pl, gmail": "pon., 16 lis 2026 o 09:12 The Quay <letter@quay.example> napisał(a):",
    "pt": "Em seg., 16 de nov. de 2026 às 09:12, The Quay <letter@quay.example> escreveu:",
}
HEADS = {
    "en": ("From: The Quay", "Sent: Monday, November 16, 2026 9:12 AM", "To: Ruth Vale", "Subject: May we publish"),
    "de": ("Von: The Quay", "Gesendet: Montag, 16. November 2026 09:12", "An: Ruth Vale", "Betreff: May we publish"),
    "fr": ("De : The Quay", "Envoyé : lundi 16 novembre 2026 09:12", "À : Ruth Vale", "Objet : May we publish"),
    "es": ("De: The Quay", "Enviado: lunes, 16 de noviembre de 2026", "Para: Ruth Vale", "Asunto: May we publish"),
    "it": ("Da: The Quay", "Inviato: lunedì 16 novembre 2026", "A: Ruth Vale", "Oggetto: May we publish"),
    "pl": ("Od: The Quay", "Wysłano: 16 listopada 2026", "Do: Ruth Vale", "Temat: May we publish"),
    "pt": ("De: The Quay", "Enviado: 16 de novembro de 2026", "Para: Ruth Vale", "Assunto: May we publish"),
}
ANSWERS = {
    "en": ("Yes, please do.", "Sorry, no."),
    "de": ("Ja, gerne.", "Leider nicht."),
    "fr": ("Oui, avec plaisir.", "Nous refusons."),
    "es": ("Sí, por supuesto.", "Lo siento, no podemos autorizarlo."),
    "it": ("Sì, volentieri.", "Purtroppo no."),
    "pl": ("Tak, oczywiście.", "Niestety nie."),
    "pt": ("Sim, claro.", "Infelizmente não."),
}


def our_letter(language: str) -> str:
    return write_letter(ASKED, letter_words(language) or {}).text


@pytest.mark.parametrize("key", ATTRIBUTIONS)
@pytest.mark.parametrize("place", ["above", "below", "unmarked", "none"])
def test_our_quoted_question_is_never_their_yes(key: str, place: str) -> None:
    """Above or below the quotation their own words count; where there are none, nothing does."""
    language = key[:2]
    yes, no = ANSWERS[language]
    ours = our_letter(language)
    quoted = f"{ATTRIBUTIONS[key]}\n" + "\n".join(f"> {line}" for line in ours.splitlines())
    for words, answer in ((yes, "yes"), (no, "no"), ("", "doubt")):
        told = words if place != "none" else ""
        text = {
            "above": f"{told}\n\nRuth\n\n{quoted}\n" if told else f"{quoted}\n",
            "below": f"{quoted}\n\n{told}\n",
            "unmarked": f"{told}\n\n{ATTRIBUTIONS[key]}\n\n{ours}",
            "none": quoted,
        }[place]
        asked = replace(WE, text="" if place == "unmarked" else ours)
        reading = read(mail(text), asked=asked)
        assert reading.answer == (answer if told else "doubt"), (codes(reading), reading.own)
        if not told:
            assert codes(reading) == ["silent"] and reading.firm


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("mark", ["", "________________________________\n", "-----Original Message-----\n"])
def test_under_the_head_of_an_earlier_mail_nothing_is_theirs(language: str, mark: str) -> None:
    """Outlook quotes without any sign at the lines."""
    head = "\n".join(HEADS[language])
    yes, no = ANSWERS[language]
    for words, answer in ((yes, "yes"), (no, "no")):
        reading = read(
            mail(f"{words}\n\nRuth Vale\n\n{mark}{head}\n\n{our_letter(language)}\n{ANSWERS[language][0]}\n")
        )
        assert (reading.answer, ANSWERS[language][0] in reading.own) == (answer, answer == "yes")


@pytest.mark.parametrize("language", letter_languages())
def test_our_letter_sent_back_without_a_mark_is_known(language: str) -> None:
    """Some mail programs quote nothing: the whole letter comes back as if it were theirs."""
    for text in (our_letter(language), ""):
        reading = read(mail(our_letter(language)), asked=replace(WE, text=text))
        assert reading.answer != "yes", reading.own
        assert reading.yes == ()
        assert not text or codes(reading) == ["silent"], reading.own


def test_answers_between_the_lines_are_theirs() -> None:
    text = f"{ATTRIBUTIONS['en']}\n> May we publish it?\nYes, please do.\n> And the pictures?\nNo pictures, sorry.\n"
    reading = read(mail(text))
    assert reading.own == "Yes, please do.\nNo pictures, sorry."
    assert codes(reading) == ["limit"]


@given(st.text(max_size=600))
def test_no_text_breaks_the_parting(text: str) -> None:
    """Every line is somebody's."""
    assert all(line.role in {"own", "quoted", "aside"} for line in part_passages(text).lines)


# --- forms of mail ----------------------------------------------------------------------------------------------------

PAGE = '<html><body><p>Yes,&nbsp;please do.</p><blockquote type="cite"><p>No.</p></blockquote></body></html>'
ENCODED = base64.encodebytes("Tak, zgadzam się. Proszę bardzo.".encode("iso-8859-2")).decode()
RIGHT: dict[str, Callable[[], bytes]] = {
    "plain": mail,
    "HTML alone": lambda: mail(PAGE, kind="text/html; charset=utf-8"),
    "HTML and plain": lambda: several("multipart/alternative", part("Yes, please do."), part(PAGE, "text/html")),
    "plain says look at the HTML": lambda: several(
        "multipart/alternative", part("This message is in HTML."), part(PAGE, "text/html")
    ),
    "quoted-printable": lambda: mail(
        quopri.encodestring("Ja, selbstverständlich dürfen Sie den Text veröffentlichen.\n".encode()),
        more="Content-Transfer-Encoding: quoted-printable\n",
    ),
    "base64, Latin 2": lambda: mail(
        ENCODED, kind="text/plain; charset=iso-8859-2", more="Content-Transfer-Encoding: base64\n"
    ),
    "Windows 1252": lambda: mail(
        "Oui, bien sûr. Avec plaisir…".encode("cp1252"), kind="text/plain; charset=windows-1252"
    ),
    "wrong name of the charset": lambda: mail("Tak, zgadzam się.", kind="text/plain; charset=iso-8859-1"),
    "unknown charset": lambda: mail("Yes, please do.", kind="text/plain; charset=x-none"),
    "UTF-16": lambda: mail("Yes, please do.".encode("utf-16"), kind="text/plain; charset=utf-16"),
    "flowed": lambda: mail(
        "You may \npublish the \narticle.\n\n-- \nRuth\n", kind="text/plain; charset=utf-8; format=flowed"
    ),
    "nested": lambda: several(
        "multipart/mixed",
        'Content-Type: multipart/related; boundary="=_c"\n\n--=_c\n' + part(PAGE, "text/html") + "\n--=_c--",
        part("AAAA", "image/png; name=logo.png", "Content-Disposition: inline\n"),
    ),
    "thirty megabytes attached": lambda: several(
        "multipart/mixed",
        part("Yes, please do."),
        part(
            "QUFB\n" * 6_000_000,
            "application/zip; name=a.zip",
            "Content-Transfer-Encoding: base64\nContent-Disposition: attachment\n",
        ),
    ),
    "no end of the parts": lambda: mail(f"--=_b\n{part('Yes, please do.')}\n", kind='multipart/mixed; boundary="=_b"'),
    "line ends of an old Mac": lambda: mail(b"Yes, please do.\r\rRuth\r"),
    "signed": lambda: several(
        "multipart/signed", part("Yes, please do."), part("AAAA", "application/pkcs7-signature; name=smime.p7s")
    ),
    "sent by hand with an odd header": lambda: mail(more="Precedence: first-class\nAuto-Submitted: no\n"),
    "with a disclaimer": lambda: mail(
        "Yes, please do.\n\nRuth\n\n-- \nThis e-mail is confidential and may not be copied. "
        "If you are not the intended recipient, please delete it.\n"
    ),
    "typed on a telephone": lambda: mail("Yes please\n\nSent from my iPhone\n"),
    "passed on by a colleague as a file": lambda: several(
        "multipart/mixed",
        part("Here it is."),
        "Content-Type: message/rfc822\n\n" + mail().decode(),
        sender="Ines Falk <ines@quay.example>",
        subject="Fwd: the permission",
    ),
    "our letter attached to the answer": lambda: several(
        "multipart/mixed",
        part("Yes, please do."),
        "Content-Type: message/rfc822\n\n" + mail(REQUEST, sender="The Quay <letter@quay.example>").decode(),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_yes_is_found_in_every_form_of_mail(name: str) -> None:
    reading = read(RIGHT[name]())
    assert (reading.answer, codes(reading)) == ("yes", []), reading.own
    assert reading.head.address == "ruth@press.example"
    assert reading.terms["channels"].value == (Channel.EMAIL, Channel.PDF), "what was asked, and no more"


REPORT = "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ruth@press.example\nAction: failed"
FORWARD = "---------- Forwarded message ---------\nFrom: Ruth Vale <ruth@press.example>\nDate: 17 Nov 2026\nSubject: Re\nTo: Bo\n\nYes, please do.\n"
WRONG: dict[str, tuple[bytes, str]] = {
    "refusal": (mail("Sorry, no. We do not allow republication of this piece."), "no"),
    "auto-reply by header": (mail(more="Auto-Submitted: auto-replied\n"), "automatic"),
    "auto-generated": (mail(more="auto-submitted: Auto-Generated (rejected)\n"), "automatic"),
    "auto-reply of an old program": (mail(more="X-Autoreply: yes\n"), "automatic"),
    "auto-reply by Precedence": (mail(more="Precedence: auto_reply\n"), "automatic"),
    "auto-reply by subject": (mail(subject="Automatic reply: May we publish"), "automatic"),
    "auto-reply by subject, de": (mail(subject="Automatische Antwort: Anfrage"), "automatic"),
    "auto-reply by subject, fr": (mail(subject="=?utf-8?q?R=C3=A9ponse_automatique_:_demande?="), "automatic"),
    "auto-reply by subject, pl": (mail(subject="=?utf-8?q?Automatyczna_odpowied=C5=BA?="), "automatic"),
    "auto-reply by words": (mail("I am out of the office until 1 December."), "away"),
    "suppressed": (mail(more="X-Auto-Response-Suppress: All\n"), "robot"),
    "read receipt": (
        mail("Your message was read.", kind='multipart/report; report-type=disposition-notification; boundary="x"'),
        "automatic",
    ),
    "bounce": (several("multipart/report; report-type=delivery-status", part("Yes"), REPORT), "bounce"),
    "bounce by sender": (mail(sender="Mail Delivery System <MAILER-DAEMON@mx.example>"), "bounce"),
    "bounce by return path": (mail(more="Return-Path: <>\n"), "bounce"),
    "bounce by subject": (mail(subject="Undelivered Mail Returned to Sender"), "bounce"),
    "from ourselves": (mail(sender="The Quay <letter@quay.example>"), "own"),
    "from our house": (mail(sender="Ines Falk <ines@Quay.example>"), "own"),
    "from below our house": (mail(sender="Ines Falk <ines@mail.quay.example>"), "own"),
    "newsletter": (mail("Our best stories.", more="List-Unsubscribe: <https://press.example/u>\n"), "robot"),
    "newsletter by words": (mail("Our best stories. Unsubscribe here."), "newsletter"),
    "passed on, marked": (mail(f"FYI\n\n{FORWARD}", sender="Bo Marl <bo@else.example>", subject="Fwd: Re"), "forward"),
    "passed on, with nothing said": (mail(FORWARD, sender="Bo Marl <bo@else.example>"), "forward"),
    "passed on as a file": (
        several(
            "multipart/mixed",
            part("FYI"),
            "Content-Type: message/rfc822\n\n" + mail().decode(),
            sender="Bo Marl <bo@else.example>",
            subject="Fwd: Re",
        ),
        "forward",
    ),
    "empty": (mail(""), "unreadable"),
    "only a picture": (several("multipart/mixed", part("AAAA", "image/png; name=a.png")), "unreadable"),
    "encrypted": (mail("MIAG", kind="application/pkcs7-mime; name=smime.p7m"), "locked"),
    "question back": (mail("Which article do you mean?"), "defer"),
    "condition": (mail("Yes, but not the pictures."), "limit"),
    "only online": (mail("Only online."), "limit"),
    "somebody else": (mail("Please ask the photographer."), "refer"),
    "HTML hides the no": (
        mail('<p>You may <span style="display:none">not</span> publish it.</p>', kind="text/html"),
        "hidden",
    ),
    "HTML hides the no in white": (
        mail('<p>Yes, please do.</p><p style="color:#fff">But not the pictures.</p>', kind="text/html"),
        "hidden",
    ),
    "a style sheet says no": (
        mail("<style>p::before { content: 'Not true: ' }</style><p>Yes, please do.</p>", kind="text/html"),
        "hidden",
    ),
    "the yes is hidden": (mail("<p>Hello.</p><p hidden>Yes, please do.</p>", kind="text/html"), "unknown"),
    "the yes is struck out": (mail("<p><s>Yes, please do.</s></p><p>Hello.</p>", kind="text/html"), "unknown"),
    "plain and HTML differ": (
        several("multipart/alternative", part("Sorry, no."), part("<p>Yes, please do.</p>", "text/html")),
        "versions",
    ),
    "words turned round": (mail("Yes, you may \u202etonn\u202c publish it."), "hidden"),
    "another encoding of no": (mail("+AG4-o. Sorry.", kind="text/plain; charset=utf-7"), "no"),
    "yes in the signature": (mail("Hello.\n\n-- \nYes, please do.\n"), "unknown"),
    "yes in an attached text": (
        several(
            "multipart/mixed",
            part("See the file."),
            part("Yes.", "text/plain; name=a.txt", "Content-Disposition: attachment; filename=a.txt\n"),
        ),
        "unknown",
    ),
}
"""Letters that permit nothing, and what the editor is told first."""


@pytest.mark.parametrize("name", WRONG)
def test_no_other_mail_permits(name: str) -> None:
    data, code = WRONG[name]
    reading = read(data)
    assert reading.answer != "yes"
    assert code in codes(reading), reading.own
    assert all(one.sentence and one.hint for one in reading.obstacles)


@pytest.mark.parametrize(
    "name", ["refusal", "auto-reply by header", "bounce", "from ourselves", "passed on, marked", "newsletter by words"]
)
def test_what_never_permits_is_not_lifted_by_an_editors_word(name: str) -> None:
    """Whatever words are named."""
    reading = read(WRONG[name][0])
    for says in ("Yes, please do.", "republication of this piece", "FYI"):
        assert confirmed(reading, says).answer != "yes"


def test_a_list_is_a_newsletter_unless_it_answers_our_request() -> None:
    data = mail(more="List-Id: <list.press.example>\n")
    assert read(data, asked=STRANGE).firm
    assert codes(read(data)) == ["robot"]


def test_a_bare_yes_must_answer_something() -> None:
    """“Yes” to a lunch permits no article; “you may publish it” says what it means."""
    lunch = mail("Yes.", subject="Re: Lunch on Friday?")
    assert codes(read(lunch, asked=STRANGE)) == ["unlinked"]
    assert read(mail("Yes.", subject="Re: harbour dues"), asked=STRANGE).answer == "yes"
    assert read(mail("You may publish the article.", subject="Hello"), asked=STRANGE).answer == "yes"


PICTURES = "You may use the picture.|Wir genehmigen den Abdruck des Fotos.|Nous autorisons la reproduction de la photo."
PICTURES += (
    "|Autorizamos la foto.|Autorizziamo l’uso dell’immagine.|Zgadzamy się na publikację zdjęcia.|Autorizamos a foto."
)


@pytest.mark.parametrize("words", PICTURES.split("|"))
def test_a_permission_for_a_picture_is_none_for_the_text(words: str) -> None:
    """And the other way round; “yes, you may publish it” is for what was asked."""
    only_pictures = replace(WE, text_wanted=False, pictures_wanted=True)
    assert codes(read(mail(words))) == ["limit"]
    assert read(mail(words), asked=only_pictures).answer == "yes"
    assert codes(read(mail("You may publish the article."), asked=only_pictures)) == ["limit"]
    assert read(mail("Yes, you may publish it."), asked=only_pictures).answer == "yes"


def test_without_a_request_a_yes_says_no_format() -> None:
    reading = read(mail("Yes, please do.", subject="Re: harbour dues"), asked=STRANGE)
    assert set(reading.terms) == {"permission"}


def test_the_token_is_found_wherever_it_stands() -> None:
    """In the subject, in what the mail answers, in the quotation, in a mail attached; small or large."""
    for data in (
        mail(subject=f"AW: ({TOKEN.lower()})"),
        mail(subject="Re: yes", more=f"In-Reply-To: <pk.request.{TOKEN}.0123@quay.example>\n"),
        mail(f"Yes.\n\n{QUOTED}", subject="Re: yes"),
        several("multipart/mixed", part("x"), "Content-Type: message/rfc822\n\n" + mail().decode(), subject="Fwd"),
    ):
        assert tokens_of(read_letter("a.eml", data)) == (TOKEN,)
    assert tokens_of(read_letter("a.eml", mail("Yes.", subject="Re: PK-1"))) == ()


# --- an editor's word -------------------------------------------------------------------------------------------------


def test_an_editor_names_the_words_that_permit() -> None:
    reading = read(mail("Yes, but only online."))
    assert confirmed(reading, "yes, but  only ONLINE").answer == "yes"
    assert codes(confirmed(reading, "You may print it.")) == ["says_missing"]
    assert codes(confirmed(reading, "  ")) == ["says_empty"]
    assert confirmed(reading, "es, bu").answer == "doubt", "words, not pieces of words"


def test_words_of_a_no_are_no_yes() -> None:
    """Part of “please do not print it” is not a permission."""
    reading = read(mail("You may publish the title of it. Please do not print it."))
    for says in ("print it", "do not print it", "Please do not print it."):
        assert codes(confirmed(reading, says)) == ["says_no"]
    assert codes(confirmed(reading, "the title of it")) == ["says_too_little"]


def test_words_of_our_own_question_are_no_yes() -> None:
    reading = read(mail(f"Let us talk about it.\n\n{QUOTED}"))
    assert codes(confirmed(reading, "yes, all of it, as this letter describes it")) == ["says_missing"]


def test_what_no_program_reads_an_editor_does() -> None:
    """A scan: the words are noted as the editor's."""
    reading = read(b"\xff\xd8\xff\xe0 scan", "letter.jpg")
    found = confirmed(reading, "You may print the article.")
    assert (found.answer, found.terms["permission"].source) == ("yes", "editor")
    assert codes(confirmed(reading, "You may not print it.")) == ["says_no"]


# --- other documents --------------------------------------------------------------------------------------------------


def pdf(*lines: str) -> bytes:
    """Return a PDF of one page with these lines."""
    text = "".join(f"({line.replace('(', '[').replace(')', ']')}) Tj T* " for line in lines)
    stream = f"BT /F1 11 Tf 60 740 Td 14 TL {text} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def office(name: str, xml: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, xml)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORD = (
    f"<w:document {W}><w:body><w:p><w:r><w:t>You may </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
    "<w:r><w:t>publish the article.</w:t></w:r></w:p></w:body></w:document>"
)


def test_a_pdf_letter_is_read() -> None:
    reading = read(
        pdf("Dear Ines Falk,", "", "we hereby grant you permission to", "publish the article."), "letter.pdf"
    )
    assert reading.answer == "yes"
    assert reading.yes == ("Dear Ines Falk, we hereby grant you permission to publish the article.",)
    assert codes(read(pdf("Sorry, no."), "letter.pdf")) == ["no"]
    assert codes(read(b"%PDF-1.7 broken", "letter.pdf")) == ["unreadable"]


@pytest.mark.parametrize(
    ("name", "data", "answer"),
    [
        ("letter.txt", b"Yes, please do.", "yes"),
        ("letter.txt", "Nein, leider nicht.".encode("utf-16"), "no"),
        ("letter.html", PAGE.encode(), "yes"),
        ("letter.docx", office("word/document.xml", WORD), "yes"),
        ("letter.docx", b"PK\x03\x04 broken", "doubt"),
        ("letter.docx", office("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;"), "doubt"),
        ("letter.odt", office("content.xml", "<a xmlns:t='urn:t'><t:p>Sorry, no.</t:p></a>"), "no"),
    ],
)
def test_letters_of_other_kinds_are_read(name: str, data: bytes, answer: str) -> None:
    assert read(data, name).answer == answer


def test_an_outlook_message_is_read() -> None:
    """Sender, day and words, plain and in HTML; a mail in it; what Outlook itself calls automatic."""
    head = "\r\n".join(HEADS["en"])
    reading = read(outlook_message(f"Yes, please do.\r\n\r\n{head}\r\n\r\nNo."), "answer.msg")
    assert (reading.answer, reading.own.strip()) == ("yes", "Yes, please do.")
    assert (reading.head.name, reading.head.address, reading.head.sent_on) == (
        *("Ruth Vale", "ruth@press.example"),
        date(2026, 11, 17),
    )
    assert read(outlook_message(page=PAGE * 60), "answer.msg").answer == "yes"
    away = outlook_message("Yes.", kind="IPM.Note.Rules.OofTemplate.Microsoft")
    assert codes(read(away, "answer.msg")) == ["automatic"]
    assert codes(read(outlook_message("x", kind="REPORT.IPM.Note.NDR"), "a.msg"))[0] == "bounce"
    assert (
        codes(read(outlook_message(headers="Auto-Submitted: auto-replied\r\nFrom: a@b.example"), "a.msg"))[0]
        == "automatic"
    )
    inner = message_folder("Yes, please do.", subject=SUBJECT, name="Ruth Vale", address="ruth@press.example")
    passed_on = outlook_message("Here it is.", address="ines@quay.example", subject="Fwd", attached=inner)
    assert read(passed_on, "answer.msg").answer == "yes"
    assert codes(read(outlook_message("Yes.", address="ines@quay.example"), "a.msg")) == ["own"]


@pytest.mark.parametrize("cut", [0, 600, 1500, 2600])
def test_a_damaged_outlook_message_permits_nothing(cut: int) -> None:
    data = outlook_message("Yes, please do.")
    broken = data[:512] + b"\xff" * 700 + data[1212:] if cut == 0 else data[:cut]
    assert read(broken, "answer.msg").answer != "yes"


JUNK = st.one_of(
    st.binary(max_size=3000),
    st.binary(max_size=600).map(lambda data: b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + data),
    st.binary(max_size=600).map(lambda data: b"Content-Type: text/html; charset=utf-7\n\n<p>" + data),
    st.text(max_size=400).map(mail),
)


@given(JUNK, st.sampled_from(["a.eml", "a.txt", "a.html", "a.docx", "a.jpg"]))
@settings(deadline=None)
def test_no_bytes_break_the_reading(data: bytes, name: str) -> None:
    """Whatever comes, something is said of it."""
    reading = read(data or b"x", name)
    assert reading.answer in {"yes", "no", "doubt"}
    assert reading.answer == "yes" or reading.obstacles


def test_a_thousand_parts_within_parts_are_no_mail() -> None:
    deep = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))
    assert codes(read(f"From: Ruth <r@press.example>\n{deep}Content-Type: text/plain\n\nYes.".encode())) == [
        "unreadable"
    ]

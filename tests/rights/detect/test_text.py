"""Detection: what is proposed, and what is not."""

import pytest

from publishkit.model.rights import Confidence, LicenseScope, Status, TdmState
from publishkit.model.statement import Signal
from publishkit.rights.detect.found import Found
from publishkit.rights.detect.license_words import licenses_in
from publishkit.rights.detect.picture import detect_picture
from publishkit.rights.detect.text import detect_text
from publishkit.rights.notices.copyright_line import copyright_lines, copyright_name
from publishkit.rights.notices.notice import find_notices
from publishkit.rights.pictures.credit_line import agencies_in, clean_credit, read_credit, split_credit

STORY = "The bridge was closed on Monday, and the town went to work by boat instead.\n" * 12


def sign(kind: str, value: str, where: str = "head") -> Signal:
    return Signal(kind=kind, value=value, where=where)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("All rights reserved. No part of this website may be reproduced.", "en"),
        ("Wszelkie prawa zastrzeżone.", "pl"),
        ("Alle Rechte vorbehalten.", "de"),
        ("Tous droits réservés.", "fr"),
        ("Todos los derechos reservados.", "es"),
        ("© RIPRODUZIONE RISERVATA", "it"),
        ("Todos os direitos reservados.", "pt"),
        ("Alle rechten voorbehouden.", "nl"),
        ("Všechna práva vyhrazena.", "cs"),
        ("Усі права захищені.", "uk"),
        ("Nachdruck und Vervielfältigung nur mit schriftlicher Genehmigung des Verlags.", "de"),
        ("Reproduction interdite sans autorisation.", "fr"),
    ],
)
def test_notices_of_many_languages(text: str, language: str) -> None:
    (notice,) = find_notices(f"{STORY}\n{text}\n")
    assert (notice.text, notice.lang) == (text, language)


@pytest.mark.parametrize(
    "line",
    [
        "Reuters recently reported that the bridge is closed.",
        "The court ruled that machine learning or artificial intelligence is here to stay.",
        "The minister said that use of the road is prohibited in winter.",
        "A book about copyright ends with the words all rights reserved, as books do.",
    ],
)
def test_what_an_article_talks_about_is_no_notice(line: str) -> None:
    """In the middle of the text, without a copyright line beside it."""
    assert find_notices(f"{STORY}{line}\n{STORY}") == ()


def test_a_notice_keeps_its_odd_characters_and_its_place() -> None:
    text = f"{STORY}©\u00a0Harbour Gazette\n·\n\nAll rights\u00a0reserved.Detailed  terms \u00a0here.\n"
    (notice,) = find_notices(text)
    assert notice.text == "All rights\u00a0reserved.Detailed  terms \u00a0here."
    assert text[notice.start : notice.end] == notice.text
    assert copyright_lines(text) == ("©\u00a0Harbour Gazette",)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2024 Harbour Gazette", "Harbour Gazette"),
        ("Copyright © Harbour Gazette, a.s.", "Harbour Gazette, a.s."),
        ("© 2000-2026, Harbour Gazette. All rights reserved.", "Harbour Gazette"),
        ("© 2024", None),
        ("2026 Harbour Gazette ©", "Harbour Gazette"),
        ("Harbour Gazette © 2026. Alle Rechte vorbehalten. Powered by WordPress.", "Harbour Gazette"),
        ("Harbour Observer, 2026 © All Rights Reserved", "Harbour Observer"),
        ("© 1996-2026, Harbour, Inc. or its affiliates", "Harbour, Inc."),
        ("Copyright © 1997 - , Harbour Publishing Co. Limited • P.O. Box 1", "Harbour Publishing Co. Limited"),
        (
            "© 2026 Ministerium für Familie, Senioren, Frauen und Jugend",
            "Ministerium für Familie, Senioren, Frauen und Jugend",
        ),
        ("© 2026 a Harbour plc subsidiary", "Harbour plc"),
        ("© 2026 Harbour ist ein Teil der Hafen GmbH & Co. KG", "Harbour"),
        ("Всі матеріали. «Гавань». Усі права захищені. © 2026", "Гавань"),
        ("©2026 版权所有 港新闻社", "港新闻社"),
        ("<저작권자ⓒ항구일보. 무단전재 금지>", "항구일보"),
        ("جميع الحقوق محفوظة © 2026 مؤسسة الميناء", "مؤسسة الميناء"),
        ("© 2026 Harbour Theme by Somebody", None),
        ("Community platform by XenForum® © 2010-2026 XenForum Ltd.", None),
        ("© 2026 Creative Commons BY", None),
        ("© 2026 All rights reserved. HG is the registered trade mark of Harbour.", None),
        ("Copyright Policy", None),
    ],
)
def test_copyright_lines_name_somebody(line: str, name: str | None) -> None:
    assert copyright_name(line) == name


def test_a_picture_caption_with_a_sign_is_no_copyright_line_of_the_page() -> None:
    assert copyright_lines("A ship at the pier © Port Office") == ()


def test_a_reservation_without_a_holder_takes_the_copyright_line() -> None:
    text = f"{STORY}© 2024 Harbour Gazette\nAll rights reserved. Text and data mining is prohibited.\n"
    found = detect_text(Found(notices=find_notices(text), copyright_line="© 2024 Harbour Gazette")).statement
    assert (found.status, found.confidence) == (Status.ALL_RIGHTS_RESERVED, Confidence.HIGH)
    assert [holder.name for holder in found.holders] == ["Harbour Gazette"]
    assert (found.copyright_year, found.tdm.state) == (2024, TdmState.RESERVED)


def test_nothing_found_is_unknown() -> None:
    found = detect_text(Found()).statement
    assert (found.status, found.tdm.state, found.holders) == (Status.UNKNOWN, TdmState.UNSET, ())


def test_a_license_of_the_article_counts_and_a_link_in_the_head_waits_for_an_editor() -> None:
    uri = "https://creativecommons.org/licenses/by-nd/4.0/"
    own = detect_text(Found(signals=[sign("license", uri, "json-ld")])).statement
    site = detect_text(Found(signals=[sign("license-link", uri, "head")])).statement
    assert (own.status, own.license_id, own.license_applies_to) == (
        Status.LICENSED_OPEN,
        "CC-BY-ND-4.0",
        LicenseScope.THIS,
    )
    assert (site.license_applies_to, site.confidence) == (LicenseScope.SITE, Confidence.LOW)


def test_a_license_beside_a_reservation_is_a_conflict() -> None:
    notices = find_notices(f"{STORY}\nAll rights reserved.\n")
    found = detect_text(
        Found(notices=notices, signals=[sign("license", "https://creativecommons.org/licenses/by/4.0/")])
    ).statement
    assert found.conflict and found.status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("value", "state"), [("1", TdmState.RESERVED), ("0", TdmState.NOT_RESERVED), ("yes", TdmState.UNSET)]
)
def test_tdm_meta_values(value: str, state: TdmState) -> None:
    assert detect_text(Found(signals=[sign("tdm-reservation", value)])).statement.tdm.state is state


def test_tdm_zero_clears_nothing() -> None:
    """That mining is free says nothing about printing the text again."""
    assert detect_text(Found(signals=[sign("tdm-reservation", "0")])).statement.status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("http://creativecommons.org/licenses/by-nc-nd/3.0/us/", "CC-BY-NC-ND-3.0-US"),
        ("//creativecommons.org/licenses/by-sa/4.0/deed.pl", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("https://creativecommons.org/", None),
        ("https://creativecommons.org.evil.example/licenses/by/4.0/", None),
    ],
)
def test_license_addresses(uri: str, code: str | None) -> None:
    assert [one.id for one in licenses_in(uri) if one.kind != "incomplete"] == ([code] if code else [])


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Photo: Ida Example", "Ida Example"),
        ("Foto: © Ida Example/dpa", "Ida Example/dpa"),
        ("fot. Ida Przykład / PAP", "Ida Przykład / PAP"),
        ("Crédit photo : Ida Exemple", "Ida Exemple"),
        ("Images source: ©\u00a0East News | KCNA via KNS", "East News | KCNA via KNS"),
        ("© Ida Example", "Ida Example"),
        ("picture alliance / dpa | Ida Beispiel", "picture alliance / dpa | Ida Beispiel"),
        ("Getty Images", "Getty Images"),
        ("写真：共同", "共同"),
    ],
)
def test_credit_lines(line: str, credit: str) -> None:
    found = read_credit(line)
    assert found is not None and (found.credit, found.raw) == (credit, line)


@pytest.mark.parametrize(
    "line",
    [
        "Reuters recently reported that it rained.",
        "Source: the river that runs through the town was dry by then.",
        "© 2024 Harbour Gazette",
        "A ticket for a song",
    ],
)
def test_what_is_no_credit_line(line: str) -> None:
    assert read_credit(line) is None


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("The pier at noon. Photo: Ida Example", "The pier at noon.", "Ida Example"),
        ("The pier at noon (Picture: Getty)", "The pier at noon", "Getty"),
        ("The pier at noon. Ida Example/AFP", "The pier at noon.", "Ida Example/AFP"),
        ("The pier © Port Office", "The pier", "Port Office"),
        ("Der Kai Foto: Beispiel/Nord", "Der Kai", "Beispiel/Nord"),
        (
            "The bed of an eel, to scale. Drawing: Ines Example, CC BY 4.0",
            "The bed of an eel, to scale.",
            "Ines Example",
        ),
        ("El muelle. Ilustración: Ada Ejemplo / CC BY-NC 4.0", "El muelle.", "Ada Ejemplo"),
        ("The pier. Ada Example via Getty Images", "The pier.", "Ada Example via Getty Images"),
    ],
)
def test_captions_that_end_in_their_credit(caption: str, text: str, credit: str) -> None:
    found = split_credit(caption)
    assert found is not None and (found.caption, found.credit) == (text, credit)


def test_brackets_of_a_credit_stay_whole() -> None:
    assert clean_credit("Foto: Ida Example (Keystone)") == "Ida Example (Keystone)"


def test_a_picture_by_an_agency_is_reserved_and_an_unknown_one_is_unknown() -> None:
    assert detect_picture("East News | KCNA via KNS").statement.status is Status.ALL_RIGHTS_RESERVED
    assert detect_picture("Ida Example").statement.status is Status.UNKNOWN
    assert [party.name for party in agencies_in("Ida Example/AFP via Getty Images")] == ["AFP", "Getty Images"]


def test_hostile_lines_take_no_time() -> None:
    """The patterns are bounded: a megabyte on one line is searched in its first characters only."""
    line = "reproduction " * 80_000
    assert find_notices(line) == ()
    assert read_credit("Photo: " + "a " * 500_000) is None
    assert split_credit("(" * 200_000) is None


@pytest.mark.parametrize(
    ("raw", "name", "role"),
    [
        ("Drawing: Ines Example, CC BY 4.0", "Ines Example", "illustrator"),
        ("Foto: Ada Beispiel | flickr | CC BY 2.0", "Ada Beispiel", "photographer"),
        ("Photo: Bo [CC-BY-3.0 (http://creativecommons.org/licenses/by/3.0)], via Wikimedia Commons", "Bo", "photographer"),
    ],
)  # fmt: skip
def test_who_made_a_licensed_picture_is_read_from_its_credit(raw: str, name: str, role: str) -> None:
    """A license in a caption is that picture's; it is no part of a name, and no credit begins with a comma."""
    found = split_credit(raw)
    assert found is not None and "CC" not in found.credit
    statement = detect_picture(found.credit, found.caption, raw=found.raw).statement
    assert [(party.name, party.role) for party in statement.creators] == [(name, role)]
    assert statement.license_id is not None and (statement.credit_line or "")[:1].isalpha()

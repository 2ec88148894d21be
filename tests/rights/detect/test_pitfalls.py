"""Twenty pitfalls of reading rights off a page, each by its number; the number only tells them apart."""

import pytest

from publishkit.model.rights import Confidence, LicenseScope, Status, TdmState
from publishkit.model.statement import RightsStatement
from publishkit.rights.detect.license_words import licenses_in
from publishkit.rights.detect.picture import detect_picture
from publishkit.rights.license import contradicts
from tests.rights.detect.reading import PARAGRAPHS, STORY, TEXT, Reader, questions

BY = "https://creativecommons.org/licenses/by/4.0/"
BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"
THIS = f'<p>This article is licensed under <a href="{BY}">CC BY 4.0</a>.</p>'
FIGURE = (
    '<figure><img src="/pier-at-noon.jpg" alt="The pier"><figcaption>The pier at noon. Photo: {}</figcaption></figure>'
)


def picture(credit: str, caption: str = "") -> RightsStatement:
    return detect_picture(credit, caption, raw=credit).statement


def test_pitfall_1_a_copyright_line_in_the_footer_does_not_cancel_the_articles_license(reader: Reader) -> None:
    found = reader.page(end=THIS, footer="<p>© 2024 Harbour Gazette</p>").rights.text
    assert (found.status, found.license_id, found.conflict) == (Status.LICENSED_OPEN, "CC-BY-4.0", ())
    assert (found.license_applies_to, found.confidence) == (LicenseScope.THIS, Confidence.HIGH)
    assert found.copyright_line == "© 2024 Harbour Gazette"


def test_pitfall_1_a_phrase_that_reserves_beside_the_articles_license_is_a_conflict(reader: Reader) -> None:
    taken = reader.page(end=f"{THIS}<p>All rights reserved.</p>")
    assert taken.rights.text.status is Status.UNKNOWN
    assert taken.rights.text.conflict == ("CC BY 4.0 and a notice that reserves all rights",)
    assert "CC BY 4.0 and a notice" in questions(taken)


def test_pitfall_2_a_pictures_license_is_not_the_texts(reader: Reader) -> None:
    caption = FIGURE.format(f'Ida Example, <a rel="license" href="{BY_SA}">CC BY-SA 4.0</a>')
    taken = reader.page(top=caption)
    assert (taken.rights.text.status, taken.rights.text.license_id) == (Status.UNKNOWN, None)
    (image,) = taken.rights.picture
    assert (image.rights.status, image.rights.license_id) == (Status.LICENSED_OPEN, "CC-BY-SA-4.0")


def test_pitfall_2_the_texts_license_is_not_the_pictures(reader: Reader) -> None:
    taken = reader.page(top=FIGURE.format("Ida Example"), end=THIS)
    (image,) = taken.rights.picture
    assert (image.rights.status, image.rights.license_id) == (Status.UNKNOWN, None)
    assert taken.rights.text.license_id == "CC-BY-4.0"


@pytest.mark.parametrize(
    "footer",
    [
        f'This work is licensed under a <a rel="license" href="{BY_SA}">Creative Commons Attribution-ShareAlike 4.0 License</a>.',
        f'<a href="{BY_SA}">CC BY-SA 4.0</a>',
    ],
)
def test_pitfall_3_a_license_in_the_footer_may_mean_the_site_and_clears_nothing(reader: Reader, footer: str) -> None:
    taken = reader.page(footer=footer)
    assert (taken.rights.text.status, taken.rights.text.license_applies_to) == (Status.UNKNOWN, LicenseScope.SITE)
    assert "may be meant for the site" in questions(taken)


def test_pitfall_3_a_license_of_the_metadata_is_nobodys_but_the_metadatas(reader: Reader) -> None:
    taken = reader.page(footer=f'<p>Our metadata is licensed under <a href="{BY_SA}">CC BY-SA 4.0</a>.</p>')
    assert (taken.rights.text.status, taken.rights.text.license_id) == (Status.UNKNOWN, None)


@pytest.mark.parametrize(
    "words",
    [
        f'This article is licensed under <a href="{BY}">CC BY</a>, which does not permit commercial exploitation.',
        f'This text is published under <a href="{BY}">Creative Commons Attribution-NonCommercial 4.0</a>.',
        f'Dieser Artikel steht unter der Lizenz <a href="{BY}">CC BY 4.0</a>, nur für nicht kommerzielle Zwecke.',
    ],
)
def test_pitfall_4_words_that_ask_for_more_than_the_address_are_a_conflict(reader: Reader, words: str) -> None:
    found = reader.page(end=f"<p>{words}</p>").rights.text
    assert found.conflict and found.status is Status.UNKNOWN


def test_pitfall_4_the_strictest_license_stands_in_the_record(reader: Reader) -> None:
    found = reader.page(end=f'<p>This text is published under <a href="{BY}">CC BY-NC-ND 4.0</a>.</p>').rights.text
    assert found.license_id == "CC-BY-NC-ND-4.0" and "several licenses" in found.conflict[0]
    assert contradicts("CC-BY-NC-ND-4.0", BY)


@pytest.mark.parametrize("elements", ["BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND"])
def test_pitfall_5_the_whole_element_list_is_read_never_a_prefix(elements: str) -> None:
    for written in (
        f"CC {elements} 4.0",
        f"CC-{elements}-4.0",
        f"(CC {elements.replace('-', ' ')}) 4.0",
        f"cc-{elements.lower()} 4.0",
    ):
        assert [one.elements for one in licenses_in(f"under {written}.")] == [tuple(elements.split("-"))], written


def test_pitfall_6_a_creative_commons_license_that_does_not_say_which_is_incomplete(reader: Reader) -> None:
    found = reader.page(end="<p>This story is published under a Creative Commons license.</p>").rights.text
    assert (found.status, found.license_id, found.license_uri) == (Status.LICENSED_OPEN, "CC-UNSPECIFIED", None)


def test_pitfall_7_an_agency_in_running_text_is_no_credit(reader: Reader) -> None:
    story = STORY.replace("the port office said", "Reuters recently reported, and AP and dpa with it")
    found = reader.page(story=story).rights.text
    assert (found.agencies, found.status) == ((), Status.UNKNOWN)


@pytest.mark.parametrize(
    ("top", "story"),
    [
        ('<p class="byline">By Reuters</p>', STORY),
        ('<p class="byline">By Ada Example, Associated Press</p>', STORY),
        ("", STORY.replace("<p>The ferry", "<p>HARBOUR TOWN (AP) — The ferry", 1)),
        ("", STORY.replace("<p>The ferry", "<p>Hamburg (dpa) - The ferry", 1)),
        ("", STORY.replace("<p>The ferry", "<p>(AFP) - The ferry", 1)),
    ],
)
def test_pitfall_7_an_agency_in_byline_or_dateline_reserves_the_text(reader: Reader, top: str, story: str) -> None:
    found = reader.page(top=top, story=story).rights.text
    assert len(found.agencies) == 1 and found.status is Status.ALL_RIGHTS_RESERVED
    assert found.signals[0].kind == "agency"


def test_pitfall_8_abbreviations_do_not_end_a_notice(reader: Reader) -> None:
    notice = "Any reproduction of this text, e.g. literary, journalistic, etc., requires the prior written consent of Harbour Press Ltd."
    found = reader.pasted(end=notice).rights.text
    assert [one.text for one in found.notices] == [notice]
    assert [party.name for party in found.holders] == ["Harbour Press Ltd"]


def test_pitfall_9_no_break_spaces_are_normalised_for_matching_only(reader: Reader) -> None:
    found = reader.pasted(end="©\u00a0Daily Example\n\nAll\u00a0rights re\u00adserved.").rights.text
    assert found.copyright_line == "©\u00a0Daily Example"
    assert [one.text for one in found.notices] == ["All\u00a0rights re\u00adserved."]


def test_pitfall_10_a_label_that_sticks_to_the_title_is_not_in_the_credit(reader: Reader) -> None:
    taken = reader.read(
        "glued.txt",
        f"NewsThe ferry returns\n\nThe ferry returns\n\nBy Ada Example\n\nThe pier at noon\nPhoto: Ida Example/AFP\n\n{TEXT}\n",
    )
    (image,) = taken.rights.picture
    assert image.rights.credit_line == "Ida Example/AFP"


def test_pitfall_11_a_quoted_notice_is_the_articles_subject(reader: Reader) -> None:
    story = "".join(
        f"<p>{paragraph}</p>"
        for paragraph in (
            *PARAGRAPHS,
            "Every book ends with the words “all rights reserved”, the printer said.",
            *PARAGRAPHS[::-1],
            *PARAGRAPHS[1:],
        )
    )
    found = reader.page(story=story).rights.text
    assert (found.notices, found.status) == ((), Status.UNKNOWN)


@pytest.mark.parametrize(
    ("credit", "caption", "status"),
    [
        ("Facebook", "", Status.ALL_RIGHTS_RESERVED),
        ("Internet", "", Status.ALL_RIGHTS_RESERVED),
        ("Courtesy of the Port Office", "", Status.UNKNOWN),
        ("", "Illustrative photo", Status.UNKNOWN),
        ("Ida Example", "A stock photo of a pier", Status.UNKNOWN),
    ],
)
def test_pitfall_12_what_is_no_license(credit: str, caption: str, status: Status) -> None:
    assert picture(credit, caption).status is status


def test_pitfall_12_the_public_domain_in_prose_and_a_government_address_are_questions_only(reader: Reader) -> None:
    taken = reader.page(end="<p>The old map of the harbour is in the public domain.</p>")
    assert taken.rights.text.status is Status.UNKNOWN and "public domain" in questions(taken)
    html = f'<html><head><title>The ferry returns</title><link rel="canonical" href="https://www.nasa.gov/ferry"></head><body><article><h1>The ferry returns</h1>{STORY}</article></body></html>'
    taken = reader.read("nasa.html", html)
    assert taken.rights.text.status is Status.UNKNOWN and "a work of the United States government" in questions(taken)


def test_pitfall_13_a_stock_credit_stays_reserved_whatever_is_free_about_it() -> None:
    assert picture("Getty Images (free embed)", "Royalty-free picture").status is Status.ALL_RIGHTS_RESERVED
    assert picture("", "Royalty-free picture of a pier").status is Status.UNKNOWN


def test_pitfall_14_an_invitation_waits_for_the_publishers_terms(reader: Reader) -> None:
    """The license depends on edition and date: a page's "republish" is a candidate for a profile, no license."""
    taken = reader.page(
        end="<p>Republish this article</p><p>You are free to republish this article online or in print.</p>"
    )
    assert taken.rights.text.status is Status.UNKNOWN and "profile" in questions(taken)


def test_pitfall_15_one_reserved_item_of_an_open_site_stays_reserved(reader: Reader) -> None:
    taken = reader.page(
        head=f'<link rel="license" href="{BY}">',
        end="<p>© Ida Example. All Rights Reserved. This report may not be reproduced.</p>",
    )
    assert taken.rights.text.status is Status.UNKNOWN and taken.rights.text.conflict


GIVEN = f'<a rel="license" href="{BY}">CC BY 4.0</a>'


@pytest.mark.parametrize(
    "line", [f"Video by A. B. Hall, used under {GIVEN}.", f"Music by C. D. Low is licensed under {GIVEN}."]
)
def test_the_dot_of_an_initial_ends_no_sentence(reader: Reader, line: str) -> None:
    """What is licensed stands before it."""
    assert reader.page(end=f"<p>{line}</p>").rights.text.license_id is None


@pytest.mark.parametrize(
    ("line", "partner"),
    [
        (f"This story is republished under {GIVEN}.", False),
        (f"This story is republished from Port Review under {GIVEN}.", True),
        (f"This story is republished from the Harbour Gazette under {GIVEN}.", False),
    ],
)
def test_a_text_is_taken_over_where_somebody_else_is_named(reader: Reader, line: str, partner: bool) -> None:
    text = reader.page(end=f"<p>{line}</p>").rights.text
    assert (text.partner_content, text.license_id) == (partner, "CC-BY-4.0")


@pytest.mark.parametrize(
    ("name", "license"), [("Ida Example", "CC-BY-4.0"), ("Dan Reed", None)], ids=["the author", "a photographer"]
)
def test_an_authors_license_beside_a_footers_copyright(reader: Reader, name: str, license: str | None) -> None:
    text = reader.page(
        top='<p class="byline">By Ida Example</p>',
        end=f"<p>© 2026 {name}, CC BY 4.0</p>",
        footer="<p>© 2026 Gazette Press plc</p>",
    ).rights.text
    assert text.license_id == license
    assert ("Ida Example" in [party.name for party in text.holders]) is (license is not None)


def test_pitfall_16_a_translation_keeps_its_origin(reader: Reader) -> None:
    taken = reader.page(end="<p>This article was originally published by Port Review and translated by Bo Example.</p>")
    assert taken.rights.text.partner_content
    assert [party.name for party in taken.rights.text.holders] == ["Port Review"]


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies; the storage of cookies is subject to your prior consent.",
        "By posting you agree that your comments may not be reproduced elsewhere.",
        "Copy link",
    ],
)
def test_pitfall_17_banners_and_comment_rules_are_no_notices(reader: Reader, line: str) -> None:
    assert reader.page(footer=f"<p>{line}</p>").rights.text.notices == ()


def test_pitfall_18_mining_that_is_free_and_noai_say_nothing_about_republication(reader: Reader) -> None:
    free = reader.page(head='<meta name="tdm-reservation" content="0">').rights.text
    assert (free.tdm.state, free.status) == (TdmState.NOT_RESERVED, Status.UNKNOWN)
    shut = reader.page(head='<meta name="robots" content="noai, noimageai">').rights.text
    assert (shut.tdm.state, shut.tdm.ai_training, shut.status) == (TdmState.RESERVED, "deny", Status.UNKNOWN)


def test_pitfall_19_a_license_somebody_writes_about_is_not_the_articles(reader: Reader) -> None:
    story = (
        STORY
        + '<p>The article on Wikipedia, whose words anybody may copy under <a href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA 4.0</a>, calls the old ferry the finest that ever sailed on this coast, though it was slow, wet and late, as everybody who used it remembers.</p>'
    )
    found = reader.page(story=story).rights.text
    assert (found.status, found.license_id) == (Status.UNKNOWN, None)


def test_pitfall_20_a_license_does_not_reach_an_agencys_work(reader: Reader) -> None:
    found = reader.page(top='<p class="byline">By Reuters</p>', end=THIS).rights.text
    assert found.conflict and found.status is Status.UNKNOWN
    assert detect_picture("Ida Example/AFP, CC BY 4.0", raw="Ida Example/AFP, CC BY 4.0").statement.conflict

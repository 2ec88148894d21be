"""Pasted text in the shapes browsers give it."""

from datetime import date, datetime
from time import process_time

import pytest

from publishkit.capture.commonmark import write_blocks
from publishkit.capture.extracted import Extracted
from publishkit.capture.paste.pasted import read_pasted
from publishkit.press.adding.propose_rights import readers

ENGLISH = """\
HarbourOld ferry returns to the northern pier after nine years

Old ferry returns to the northern pier after nine years

The ferry that linked both banks of the harbour sails again from Monday, the port office said.

The ferry at the northern pier. The port office paid for the paint
The ferry at the northern pier. The port office paid for the paint
Photo: Ida Example / Port Office
By Ada Example and Bo Nobody

3 May 2024, 5:47 pm

The ferry was built in 1961 and carried up to four hundred people an hour across the harbour, the port office said.

A ticket for a song

Tickets cost as much as on the bus, and the northern pier has a new roof against the weather from the west.

Read more
Ten harbours to see before the ferry sinks
© 2024 Harbour Gazette
All rights reserved. No part of this article may be reproduced without written permission of Gazette Holdings Ltd.
"""

GERMAN = """\
Hafen
Alte Fähre kehrt nach neun Jahren an den Nordkai zurück
Die Fähre, die beide Ufer des Hafens verband, fährt ab Montag wieder. Das sagte das Hafenamt am Freitag.
Von Ida Beispiel
Stand: 3. Mai 2024, 17:47 Uhr
Die Fähre wurde 1961 gebaut und brachte in der Stunde bis zu vierhundert Menschen über den Hafen, sagte das Hafenamt.
Eine Karte für ein Lied
Die Karten kosten so viel wie im Bus, und der Nordkai hat ein neues Dach gegen das Wetter aus dem Westen bekommen.
Mehr zum Thema
Zehn Häfen, die man sehen sollte
© Hafenblatt
Alle Rechte vorbehalten.
"""

POLISH = """\
Stary prom wraca po dziewięciu latach na północne nabrzeże

Prom, który łączył oba brzegi portu, popłynie znowu od poniedziałku, jak podał urząd portowy w piątek.

Fot. Ida Przykład / PAP
Autor: Jan Nikt
18 listopada 2024, 8:56

Prom zbudowano w 1961 roku i woził do czterystu osób na godzinę przez port, jak podał urząd portowy.

Bilet za piosenkę

Bilety kosztują tyle co w autobusie, a północne nabrzeże ma nowy dach, który chroni przed wiatrem z zachodu.

Czytaj także
Dziesięć portów
© Gazeta Portowa. Wszelkie prawa zastrzeżone.
"""

FRENCH = """\
Le vieux bac revient au quai nord après neuf ans d'absence

Le bac qui reliait les deux rives du port reprend la mer lundi, a annoncé la capitainerie vendredi.

Par Ida Exemple
Publié le 3 mai 2024 à 17h47

Le bac a été construit en 1961 et transportait jusqu'à quatre cents personnes par heure, selon la capitainerie du port.

Les billets coûtent autant que dans le bus, et le quai nord a un toit neuf contre le vent qui vient de l'ouest.

Lire aussi
Dix ports à voir
© Gazette du Port. Tous droits réservés.
"""


def pasted(text: str) -> Extracted:
    return read_pasted(text, readers())


def test_a_glued_label_is_the_kicker_and_the_title_stands_once() -> None:
    found = pasted(ENGLISH)
    assert (found.kicker, found.title) == ("Harbour", "Old ferry returns to the northern pier after nine years")
    assert "Old ferry returns" not in found.text


def test_head_of_an_english_page() -> None:
    found = pasted(ENGLISH)
    assert found.deck.startswith("The ferry that linked")
    assert [byline.name for byline in found.bylines] == ["Ada Example", "Bo Nobody"]
    assert found.published == datetime(2024, 5, 3, 17, 47)  # noqa: DTZ001
    assert (found.publisher, found.language) == ("Harbour Gazette", "en")
    assert [(p.caption, p.credit, p.credit_raw) for p in found.pictures] == [
        (
            "The ferry at the northern pier. The port office paid for the paint",
            "Ida Example / Port Office",
            "Photo: Ida Example / Port Office",
        )
    ]


def test_body_ends_at_the_cue_and_keeps_subheads() -> None:
    found = pasted(ENGLISH)
    assert [(block.kind, block.text[:18]) for block in found.blocks] == [
        ("paragraph", "The ferry was buil"),
        ("subhead", "A ticket for a son"),
        ("paragraph", "Tickets cost as mu"),
    ]
    assert "Ten harbours to see before the ferry sinks" in {dropped.text for dropped in found.dropped}


@pytest.mark.parametrize(
    ("text", "language", "byline", "published"),
    [
        (GERMAN, "de", "Ida Beispiel", "2024-05-03T17:47:00"),
        (POLISH, "pl", "Jan Nikt", "2024-11-18T08:56:00"),
        (FRENCH, "fr", "Ida Exemple", "2024-05-03T17:47:00"),
    ],
)
def test_other_languages(text: str, language: str, byline: str, published: str) -> None:
    found = pasted(text)
    assert (found.language, [name.name for name in found.bylines]) == (language, [byline])
    assert found.published is not None and found.published.isoformat() == published
    assert found.title in text and found.deck
    assert len([block for block in found.blocks if block.kind == "paragraph"]) == 2


def test_nothing_is_guessed() -> None:
    """No date, no author, no publisher: empty, and a question each."""
    found = pasted(
        "The bridge stays closed\n\n"
        + "It was closed for the winter, and nobody knows when it will be open again for cars. " * 2
    )
    assert (found.bylines, found.published, found.publisher, found.kicker, found.deck) == ((), None, None, "", "")
    assert {line.split(":")[0] for line in found.review} >= {"bylines", "published", "publisher", "source_url"}


def test_an_agency_in_running_text_is_no_credit() -> None:
    """A story that names an agency was not written by it."""
    found = pasted(
        "Bridge closed after the storm of the century\n\nReuters recently reported that the bridge will stay closed until the river falls again."
    )
    assert found.pictures == ()


def test_a_day_stays_a_day() -> None:
    text = ENGLISH.replace("3 May 2024, 5:47 pm", "3 May 2024")
    assert pasted(text).published == date(2024, 5, 3)


def test_a_date_that_reads_two_ways_is_asked_about() -> None:
    found = pasted(ENGLISH.replace("3 May 2024, 5:47 pm", "03/05/2024"))
    assert any(line.startswith("published") for line in found.review)


@pytest.mark.parametrize("text", ["", "\n\n \n", "\u00a0", "x", "·\n·\n", "©", "a\n" * 5_000, "word " * 50_000])
def test_odd_pastes_do_no_harm(text: str) -> None:
    assert isinstance(pasted(text), Extracted)


STORY = """
The ferry will carry up to four hundred people an hour across the harbour, the port office said on Friday.

It will sail from next year, and the northern pier gets a new roof against the weather from the west, he added.
"""


MORE = """
Tickets cost as much as on the bus, and whoever rides with a bicycle pays for one ride only, said the harbour master.

The old ferry was built in 1961; its bell hangs in the port office, where it is rung on the first day of the year.
"""


TITLE = "Old ferry returns to the northern pier"


def headed(*lines: str) -> Extracted:
    """A page with these lines between its title and its story."""
    return pasted("\n".join((TITLE, "", *lines, STORY)))


def test_a_short_text_is_read_like_a_long_one() -> None:
    """Under 250 characters: title, author, day and the one paragraph, each in its place."""
    found = pasted(
        "Bridge closed until Friday\n\nBy Ada Example\n3 March 2026\n\nThe northern bridge stays closed until Friday, the port office said."
    )
    assert (found.title, [byline.name for byline in found.bylines]) == ("Bridge closed until Friday", ["Ada Example"])
    assert found.published == date(2026, 3, 3)
    assert found.text == "The northern bridge stays closed until Friday, the port office said."
    assert found.dropped == ()


def test_translator_and_photographer_have_their_roles() -> None:
    found = headed("By Ada Example", "Translated by Bo Nobody", "Photos by Cy Third", "3 May 2024")
    assert [(byline.name, byline.role) for byline in found.bylines] == [
        ("Ada Example", "author"),
        ("Bo Nobody", "translator"),
        ("Cy Third", "photographer"),
    ]


def test_a_translator_named_below_the_text() -> None:
    found = pasted(
        "Old ferry returns to the northern pier\n\nBy Ada Example\n3 May 2024\n"
        + STORY
        + "\nTranslated from the Spanish by Bo Nobody\n"
    )
    assert [(byline.name, byline.role) for byline in found.bylines] == [
        ("Ada Example", "author"),
        ("Bo Nobody", "translator"),
    ]


def test_a_menu_above_the_title_is_no_kicker() -> None:
    found = pasted("Home News Sport\nOld ferry returns to the northern pier\nBy Ada Example\n3 May 2024\n" + STORY)
    assert (found.kicker, found.title) == ("", "Old ferry returns to the northern pier")


def test_a_paragraph_below_an_agencys_name_is_text() -> None:
    """A picture with nothing but its credit: the paragraph after it is not its caption."""
    found = headed("By Ada Example", "3 May 2024", MORE.strip(), "", "Getty Images")
    assert [(picture.caption, picture.credit) for picture in found.pictures] == [("", "Getty Images")]
    assert len(found.blocks) == 4


def test_several_lines_of_names_above_a_date_are_all_authors() -> None:
    found = headed("Ada Example", "Bo Nobody", "3 May 2024")
    assert [byline.name for byline in found.bylines] == ["Ada Example", "Bo Nobody"]


def test_a_portraits_caption_is_nobodys_byline() -> None:
    """The one pictured is named right above a credit, and in the story: no author is guessed."""
    found = pasted(
        "Chancellor promises a new ferry for the harbour\n\n"
        "The chancellor promised a new ferry for both banks of the harbour on Friday.\n\n"
        "Friedrich Beispiel\nPhoto: Ida Example/dpa\n\n3 May 2024\n" + STORY.replace("he added", "Beispiel added")
    )
    assert found.bylines == ()
    assert [(picture.caption, picture.credit) for picture in found.pictures] == [
        ("Friedrich Beispiel", "Ida Example/dpa")
    ]
    assert "bylines: no author was found" in found.review


def test_buttons_and_the_house_are_no_authors() -> None:
    found = pasted(
        "Old ferry returns to the northern pier\n\nBy Harbour Gazette\nTwitter Facebook\nDive Deeper\n3 May 2024\n"
        + STORY
        + "\n© 2024 Harbour Gazette"
    )
    assert (found.bylines, found.publisher) == ((), "Harbour Gazette")
    assert {"Twitter Facebook", "Dive Deeper", "By Harbour Gazette"} <= {dropped.text for dropped in found.dropped}


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("By Ada Example@adaexample Dec 10, 2016, 10:20am EST",), "Ada Example"),
        (("By Ada Example(Brussels, European office)", "", "3 May 2024"), "Ada Example"),
        (("Wednesday January 18, 2017 10:44 am PST by June Example",), "June Example"),
        (("North Quay", "by Ada Example January 18, 2017 11:00 PM PST"), "Ada Example"),
        (("Social Sharing", "Ada Example · Harbour News · Posted: Oct 14, 2022 9:27 AM ET"), "Ada Example"),
        (("Harbour Nation•October 3, 2016",), "Harbour Nation"),
    ],
)
def test_the_line_that_says_who_wrote_it_is_believed(lines: tuple[str, ...], name: str) -> None:
    found = headed(*lines)
    assert [one.name for one in found.bylines] == [name]
    assert found.published is not None


def test_what_stands_between_two_titles_is_read() -> None:
    """A page sets its title over the picture once more, or as its caption."""
    found = headed("By Ada Example, 3 May 2024", "Share", TITLE)
    assert ([one.name for one in found.bylines], found.published) == (["Ada Example"], date(2024, 5, 3))
    assert TITLE not in found.text


def test_buttons_that_share_a_page_are_no_title() -> None:
    button = "Click to email this old ferry story to a friend (Opens in new window)"
    found = pasted(f"{button}\n{button}\n{TITLE}\n\nBy Ada Example\n\n3 May 2024\n{STORY}")
    assert found.title == TITLE


def test_a_numbered_list_does_not_end_a_text() -> None:
    items = [f"{number}. {name}" for number, name in enumerate("North South East West Old New Long Upper".split(), 1)]
    found = headed(
        "By Ada Example",
        "3 May 2024",
        "",
        STORY.strip(),
        "The quays, from the largest to the smallest:",
        *items,
        "",
        MORE,
    )
    assert MORE.strip().split("\n\n")[-1] in found.text
    assert "Upper" in found.text


def test_an_update_is_no_publication() -> None:
    found = headed("By Ada Example", "Published 3 May 2026, 5:47 pm CEST", "Updated: 4 May 2026, 9:00 am")
    assert found.published is not None and found.published.isoformat() == "2026-05-03T17:47:00+02:00"
    assert found.modified is not None and found.modified.isoformat() == "2026-05-04T09:00:00"


def test_where_only_an_update_is_dated_the_editor_is_told() -> None:
    found = headed("By Ada Example", "Updated 4 May 2026")
    assert (found.published, found.modified) == (date(2026, 5, 4), date(2026, 5, 4))
    assert any(line.startswith("published: only the time of an update") for line in found.review)


def test_day_or_month_stays_open_unless_another_date_tells() -> None:
    found = headed("By Ada Example", "04/05/2026")
    assert found.published is None
    assert any("could be day/month or month/day" in line for line in found.review)
    found = headed("By Ada Example", "04/05/2026", "Updated 25/05/2026")
    assert (found.published, found.modified) == (date(2026, 5, 4), date(2026, 5, 25))


def test_a_day_without_year_and_a_time_ago_are_asked_about() -> None:
    for line in ("Ada Example | Published 4 months ago", "Ada Example, 3 May, 17:46"):
        found = headed(line)
        assert found.published is None and [byline.name for byline in found.bylines] == ["Ada Example"], line
        assert any(review.startswith("published:") for review in found.review)


def test_a_label_a_page_sets_apart_with_a_colon_belongs_to_the_title() -> None:
    found = pasted("Harbour\n:\nOld ferry returns to the northern pier\n\nBy Ada Example\n3 May 2024\n" + STORY)
    assert found.title == "Harbour: Old ferry returns to the northern pier"


def test_teasers_above_the_title_are_not_the_article() -> None:
    """The title is the line its page says again, and the one byline and date stand below."""
    found = pasted(
        "Ten harbours to see before the ferry sinks\n"
        "Ten harbours, ten ferries, and a kettle that never cools: our list of what to see on the northern coast.\n\n"
        "Bo Nobody\n\n"
        "Culture : Old ferry returns to the northern pier\n\nBy Ada Example\n3 May 2024\n"
        + STORY * 3
        + "\nHome\nCulture\nOld ferry returns to the northern pier"
    )
    assert (found.title, [byline.name for byline in found.bylines]) == (
        "Old ferry returns to the northern pier",
        ["Ada Example"],
    )


@pytest.mark.parametrize(
    ("lines", "caption", "credit"),
    [
        (["The ferry at noon.", "", "Image: Ida Example"], "The ferry at noon.", "Ida Example"),
        (["The ferry at noon (", "Image:", "Getty Images)"], "The ferry at noon", "Getty Images"),
        (["The ferry at the northern pierCredit: PA"], "The ferry at the northern pier", "PA"),
        (["The ferry is back at the pier.Ida/Harbour Images"], "The ferry is back at the pier.", "Ida/Harbour Images"),
        (["The ferry at the northern pier at noon / Ida Example"], "The ferry at the northern pier at noon", "Ida Example"),
        (["Photo: Ida Example", "The ferry at noon, seen from the west."], "The ferry at noon, seen from the west.", "Ida Example"),
    ],
)  # fmt: skip
def test_captions_and_credits_as_browsers_copy_them(lines: list[str], caption: str, credit: str) -> None:
    found = headed("By Ada Example", "3 May 2024", "", *lines)
    assert [(picture.caption, picture.credit) for picture in found.pictures] == [(caption, credit)]
    assert len([block for block in found.blocks if block.kind == "paragraph"]) == 2


def test_a_pointer_inside_of_a_text_does_not_end_it() -> None:
    """“Read more” with a headline between paragraphs: both are dropped, the text goes on."""
    found = headed("By Ada Example", "3 May 2024", MORE, "Read more", "Ten harbours to see before the ferry sinks")
    paragraphs = [block.text for block in found.blocks if block.kind == "paragraph"]
    assert "Ten harbours" not in found.text
    assert paragraphs[-1].startswith("It will sail") and len(paragraphs) == 4


def test_a_consent_box_is_not_the_article() -> None:
    box = "We and our partners store cookies on your device; with your consent we process personal data for advertisements. "
    found = pasted(
        "Privacy settings\n"
        + (box * 3 + "\n") * 6
        + "\nOld ferry returns to the northern pier\n\nBy Ada Example\n3 May 2024\n"
        + STORY * 2
    )
    assert found.title == "Old ferry returns to the northern pier" and "consent" not in found.text


def test_numbered_subheads_keep_their_numbers() -> None:
    first, second = MORE.strip().split("\n\n")
    found = headed("By Ada Example", "3 May 2024", "", first, "1. The new roof", second, "2. The old pier")
    assert [block.text for block in found.blocks if block.kind == "subhead"] == ["1. The new roof", "2. The old pier"]


@pytest.mark.parametrize(
    "text",
    [
        "Title of a story\n\n" + "word " * 200_000,
        "Title of a story\n\n" + "a" * 1_000_000,
        "Title of a story\n\n" + "フェリーは港を出た。" * 100_000,
        "By Ada Example, 3 May 2024\n" * 40_000,
        "Photo: Ada Example/dpa\n" * 40_000,
        "a (\n" * 100_000,
        "A headline that tells of the ferry\n" * 30_000,
        STORY * 5_000,
    ],
    ids=["words", "letters", "dense", "bylines", "credits", "brackets", "headlines", "stories"],
)
def test_a_megabyte_takes_seconds(text: str) -> None:
    started = process_time()
    pasted(text)
    assert process_time() - started < 15


VERSE = "Grey the water, grey the wall,\ngrey the gulls above it all,\nand the berth that no one needs\nslowly filling up with weeds."
PROSE = ("The harbour council met on Tuesday evening to settle a quarrel that had lasted for most of the winter.", "Fishermen had asked for two more berths, while the sailing club wanted to keep the same water free.")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (f"Two berths\n\nBy Ada Example\n\n{PROSE[0]}\n\n{VERSE}\n\n{PROSE[1]}\n", [PROSE[0], VERSE, PROSE[1]]),
        (f"Two berths\nBy Ada Example\n{PROSE[0]}\n{VERSE}\n{PROSE[1]}\n", [PROSE[0], VERSE, PROSE[1]]),
        (f"Two berths\n\nBy Ada Example\n\n{PROSE[0]}\n\n{PROSE[1]}\n\n{VERSE}\n", [*PROSE, VERSE]),
        (
            f"Two berths\n\nAda Example\n\n{VERSE}\n\n{VERSE.replace('Grey', 'Blue')}\n",
            [VERSE, VERSE.replace("Grey", "Blue")],
        ),
    ],
    ids=["between", "without empty lines", "at the end", "alone"],
)
def test_verse_keeps_its_lines(text: str, pieces: list[str]) -> None:
    found = pasted(text)
    assert [block.text for block in found.blocks] == pieces
    assert write_blocks(found.blocks).count("\\\n") == 3 * sum(piece.count("\n") > 0 for piece in pieces)


def test_a_menu_is_no_verse() -> None:
    text = f"Two berths\n\nBy Ada Example\n\n{PROSE[0]}\n\nThe ferry stops again\nThe crane turns\nWhat it costs\n\n{PROSE[1]}\n"
    assert not any("The ferry stops" in block.text for block in pasted(text).blocks)


HEAD = "The clerk\nBy Ada Example\n20 November 2026\n\n"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param(
            f"{HEAD}{PROSE[0]}\n\n“No.”\n\n“Yes.”\n\nIt rained.\n\n{PROSE[1]}\n\nThe end came.\n",
            [PROSE[0], "“No.”", "“Yes.”", "It rained.", PROSE[1], "The end came."],
            id="speech",
        ),
        pytest.param(
            f"{HEAD}{PROSE[0]}\n\n– Well?\n\n– Nothing.\n\n{PROSE[1]}\n\nMost read\nTen goats\n",
            [PROSE[0], "– Well?", "– Nothing.", PROSE[1]],
            id="dashes, in a page",
        ),
        pytest.param(
            f"{HEAD}{PROSE[0]}\n\nWhat the goat took:\n\n• a hat\n• the minutes\n\n{PROSE[1]}\n\nMost read\n",
            [PROSE[0], "What the goat took:", "a hat\nthe minutes", PROSE[1]],
            id="what leads to a list",
        ),
        pytest.param(
            f"{HEAD}{PROSE[0]}\n\nPier\tBoats\nEast\t4\nWest\t12\n\n{PROSE[1]}\n",
            [PROSE[0], "Pier | Boats\nEast | 4\nWest | 12", PROSE[1]],
            id="table",
        ),
        pytest.param(
            f"{HEAD}Pier\tDepth\tBoats\nEast\t4 m\n\n{PROSE[1]}\n\nMost read\n",
            ["Pier | Depth | Boats\nEast | 4 m | ", PROSE[1]],
            id="table that opens the text",
        ),
        pytest.param(
            f"{HEAD}{PROSE[0]}\n\n{PROSE[1]}\n\n1. Ask.\n2. Listen.\n\nAda Example keeps goats. She lives by the quay.\n",
            [PROSE[0], PROSE[1], "Ask.\nListen.", "Ada Example keeps goats. She lives by the quay."],
            id="behind the last long paragraph",
        ),
    ],
)
def test_short_lines_of_a_text_are_its_paragraphs(text: str, pieces: list[str]) -> None:
    found = pasted(text)
    assert (found.title, [one.name for one in found.bylines]) == ("The clerk", ["Ada Example"])
    assert [block.text for block in found.blocks] == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param(
            "Ballast\n\nAda Example\n\nWe carried stones because the sea was light,\n    and light because\nwe had not learned to carry one another.\n\n— Malmö, 2026\n",
            ["We carried stones because the sea was light,\nand light because\nwe had not learned to carry one another.", "— Malmö, 2026"],
            id="a stanza and where it was written",
        ),
        pytest.param(
            "Herbst\nVon Ada Example\n\nDie Fähre liegt,\nder Kai ist leer.\n\nEs fragt der Wind:\nWoher, woher?\n",
            ["Die Fähre liegt,\nder Kai ist leer.", "Es fragt der Wind:\nWoher, woher?"],
            id="couplets",
        ),
        pytest.param(
            "Low tide\nBy Ada Example\n\nthe quay\nthe rope\nthe goat\n\nnobody\n",
            ["the quay\nthe rope\nthe goat", "nobody"],
            id="without a mark",
        ),
    ],
)  # fmt: skip
def test_a_pasted_poem_is_whole(text: str, pieces: list[str]) -> None:
    found = pasted(text)
    assert (found.title, [one.name for one in found.bylines]) == (text.partition("\n")[0], ["Ada Example"])
    assert [block.text for block in found.blocks] == pieces
    assert not found.dropped


def test_welsh_is_told_from_its_neighbours() -> None:
    text = "Mae naw o'r deg ffynnon yn y plwyf yn sych ers mis Gorffennaf, ac nid oes neb yn barod i ddweud ble mae'r ddegfed."
    assert (
        pasted(f"Y ffynnon\n\n{text}\n\nMae'r cyngor wedi gofyn ddwywaith am y map, ac mae te yn y neuadd.\n").language
        == "cy"
    )


def test_a_reading_time_behind_a_date_is_no_sentence() -> None:
    found = pasted(f"The clerk\n\nStand: 20.11.2026, 18:03 Uhr | Lesezeit: 4 Min.\n\n{PROSE[0]}\n\n{PROSE[1]}\n")
    assert (str(found.published), [block.text for block in found.blocks]) == ("2026-11-20 18:03:00", list(PROSE[:2]))


def test_a_note_behind_the_text_is_kept_and_a_ranked_list_is_not() -> None:
    """A note whose mark stands in the text is text; the second of a list of “Most read” is none, though prose follows it."""
    text = f"The clerk\nBy Ada Example\n\n{PROSE[0]}[1]\n\nMost read\n1\nThe kettle in court\n2\nA hat is found\n\n{PROSE[1]}\n\n[1] In the ledger it is a sheep.\n"
    found = pasted(text)
    assert [block.text for block in found.blocks] == [f"{PROSE[0]}[1]", PROSE[1], "[1] In the ledger it is a sheep."]
    assert "A hat is found" in {one.text for one in found.dropped}


def test_a_welsh_date_is_read() -> None:
    assert (
        str(pasted(f"Y ffynnon\n\n28 Tachwedd 2026, 07:15\n\n{PROSE[0]}\n\n{PROSE[1]}\n").published)
        == "2026-11-28 07:15:00"
    )


SHORT_ES = """La Gaceta del Ebro
Suscríbete
Opinión

Contra el ruido
Una defensa del silencio en las plazas

Begoña Urrutia Sanz
Zaragoza - 09 ABR 2026 - 05:30 CEST

Una vecina lee en la plaza del Pilar, en abril. ÁNGEL COLL (EFE)
El ruido no es alegría. Lo aprendí en la casa de mi abuela, que apagaba la radio para oír hervir la sopa.

La ordenanza

¿Qué dice la norma? Que después de las once nadie puede gritar. ¿Y antes?

—Antes, paciencia —me dijo el alcalde.

    No hay voz más alta
    que la que calla a tiempo.

1. Bajar la música
2. Cerrar las ventanas
   a. las del patio
   b. las de la calle
3. Escuchar

Compartir en Facebook
Más información
"""
SHORT_JA = """水辺通信

特集
川の音を聞く人
三十年、毎朝の録音
2026年7月1日 06:00
文：佐伯みどり

毎朝五時、千曲川のほとりに一人の男が立つ。耳に手を当て、川の音を録音している。もう三十年になるという。

「川は毎日ちがうことを言うからです」

水の言葉

石に当たる音、砂を運ぶ音、魚の跳ねる音。それぞれに名前をつけて帳面に書いている。

関連記事
山の音を聞く人
"""
SHORT_EN = """The Marsh Courier
Subscribe

The lock that nobody opens

By Ada Example
3 May 2026

The keeper of the lock has not opened it since the spring of last year, and he will tell anybody why for the price of a tea.

"It opens itself," he says.

He means the frost.

Share
Read more
"""


def test_a_short_text_with_dialogue_verse_and_lists_comes_whole() -> None:
    """Rubric, title and deck stand above the byline; what somebody says, two lines of verse and an inner list are text."""
    found = pasted(SHORT_ES)
    assert (found.kicker, found.title, found.deck) == ("Opinión", "Contra el ruido", "Una defensa del silencio en las plazas")  # fmt: skip
    assert ([one.name for one in found.bylines], found.language) == (["Begoña Urrutia Sanz"], "es")
    assert [(one.caption, one.credit) for one in found.pictures] == [
        ("Una vecina lee en la plaza del Pilar, en abril.", "ÁNGEL COLL (EFE)")
    ]
    assert found.text.split("\n\n")[2:] == [
        "¿Qué dice la norma? Que después de las once nadie puede gritar. ¿Y antes?",
        "—Antes, paciencia —me dijo el alcalde.",
        "No hay voz más alta\nque la que calla a tiempo.",
        "Bajar la música\nCerrar las ventanas\nlas del patio\nlas de la calle\nEscuchar",
    ]
    lists = [block.markdown for block in found.blocks if block.kind == "list"]
    assert lists == ["1. Bajar la música\n2. Cerrar las ventanas\n   1. las del patio\n   2. las de la calle\n3. Escuchar"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "last", "deck"),
    [(SHORT_JA, "石に当たる音、砂を運ぶ音、魚の跳ねる音。それぞれに名前をつけて帳面に書いている。", "三十年、毎朝の録音"), (SHORT_EN, "He means the frost.", "")],
    ids=["Japanese", "English"],
)  # fmt: skip
def test_a_short_text_goes_on_below_what_somebody_says(text: str, last: str, deck: str) -> None:
    """Up to a cue word, or a button."""
    found = pasted(text)
    assert found.text.split("\n\n")[-1] == last
    assert found.deck == deck


def test_points_with_tabs_are_a_list_and_a_raised_number_has_its_note() -> None:
    """An office program copies a tab behind each point; a line over them is a subhead; the agency is named beside the author."""
    text = (
        "Council votes to keep the swans\nBy LOTTE HARGREAVE and Press Association\n3 November 2026\n\nSwans on the town moat last winter. (Peter Quist for The Oor Examiner)\n\n"
        "Seven councillors voted for them, five against, and one was asleep in the back row of the old hall until the count was over.\n\n"
        "What happens next\n\n•\tA swan warden will be hired\n•\tBread will be banned\n\nThe vote ends a dispute that began in a very wet spring.1 Nobody remembers who won the first round of it, or who lost.\n\n"
        "1 Minutes of 3 May 1994.\n© 2026 The Oor Examiner\n"
    )
    found = pasted(text)
    assert [(one.name, one.role) for one in found.bylines] == [
        ("LOTTE HARGREAVE", "author"),
        ("Press Association", "agency"),
    ]
    assert [(one.caption, one.credit) for one in found.pictures] == [
        ("Swans on the town moat last winter.", "Peter Quist for The Oor Examiner")
    ]
    assert [(block.kind, block.text) for block in found.blocks][1:3] == [
        ("subhead", "What happens next"),
        ("list", "A swan warden will be hired\nBread will be banned"),
    ]
    assert found.text.endswith("1 Minutes of 3 May 1994.")

"""Pasted text in the shapes browsers give it."""

from datetime import date, datetime

import pytest

from publishkit.capture.extracted import Extracted
from publishkit.capture.paste.pasted import read_pasted
from publishkit.press.propose_rights import readers

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

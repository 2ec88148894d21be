"""Bylines in the languages of the press: who did what, and what only looks like a name."""

import pytest

from publishkit.capture.bylines import is_name, parse_byline, split_names


def people(line: str) -> list[tuple[str, str]]:
    return [(byline.name, byline.role) for byline in parse_byline(line)]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ada Example", "Ada Example"),
        ("BY ADA EXAMPLE", "ADA EXAMPLE"),
        ("byAda Example", "Ada Example"),
        ("Byby ADA EXAMPLE", "ADA EXAMPLE"),
        ("Von: Ada Beispiel, Redakteurin für Finanzen", "Ada Beispiel"),
        ("Kolumne von Ada Beispiel", "Ada Beispiel"),
        ("Author of the article: Ada Example", "Ada Example"),
        ("بقلم أحمد علي", "أحمد علي"),
        ("מאת דנה כהן", "דנה כהן"),
        ("文・田中太郎", "田中太郎"),
        ("记者 张三", "张三"),
        ("文/张三", "张三"),
        ("김철수 기자", "김철수"),
        ("โดย สมชาย ใจดี", "สมชาย ใจดี"),
        ("राम कुमार द्वारा", "राम कुमार"),
        ("Oleh Ada Contoh", "Ada Contoh"),
        ("Deur Ada Voorbeeld", "Ada Voorbeeld"),
        ("Piše: Jerneja Žagar", "Jerneja Žagar"),
        ("Autorius: Jonas Pavyzdys", "Jonas Pavyzdys"),
        ("ავტორი: ნათია ქავთარაძე", "ნათია ქავთარაძე"),
        ("نویسنده: نرگس رضایی\u200cنژاد", "نرگس رضایی\u200cنژاد"),
        ("เรื่อง : ปวีณา ศรีสงคราม", "ปวีณา ศรีสงคราม"),
        ("எழுத்து: கயல்விழி சுப்பிரமணியன்", "கயல்விழி சுப்பிரமணியன்"),
        ("글 = 한가람 기자", "한가람"),
        ("By Philippa Ó Duinn, goat desk", "Philippa Ó Duinn"),
        ("By Bo Nobody Jr.", "Bo Nobody Jr."),
        ("By Dr. Ida van der Wren-O’Hara III", "Dr. Ida van der Wren-O’Hara III"),
    ],
)
def test_who_wrote_it(line: str, name: str) -> None:
    assert people(line) == [(name, "author")]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Translated by Bo Nobody", "translator"),
        ("Translated from German by Bo Nobody", "translator"),
        ("Translated from the Spanish by Bo Nobody", "translator"),
        ("Übersetzung: Bo Nobody", "translator"),
        ("Aus dem Englischen übersetzt von Bo Nobody", "translator"),
        ("Traduction : Bo Nobody", "translator"),
        ("Traduit de l'anglais par Bo Nobody", "translator"),
        ("Traducción de Bo Nobody", "translator"),
        ("Tłumaczenie: Bo Nobody", "translator"),
        ("Перевод: Бо Никто", "translator"),
        ("Photos by Bo Nobody", "photographer"),
        ("Fotos: Bo Nobody", "photographer"),
        ("Illustrations by Bo Nobody", "illustrator"),
    ],
)
def test_others_have_their_role(line: str, role: str) -> None:
    assert [found for _, found in people(line)] == [role]


def test_one_line_of_several_roles() -> None:
    assert people("By Ada Example, translated by Bo Nobody") == [
        ("Ada Example", "author"),
        ("Bo Nobody", "translator"),
    ]
    assert people("文・田中太郎 写真・鈴木花子") == [("田中太郎", "author"), ("鈴木花子", "photographer")]


@pytest.mark.parametrize(
    ("line", "author", "other", "role"),
    [
        ("Words by Mikkel Sørbø. Pictures by Inga Gaup.", "Mikkel Sørbø", "Inga Gaup", "photographer"),
        ("Text: Bohdana Křížová / Foto: Leoš Vávra", "Bohdana Křížová", "Leoš Vávra", "photographer"),
        ("Interview: Flurina Cadisch · Foto: Reto Camenisch", "Flurina Cadisch", "Reto Camenisch", "photographer"),
        ("By Ida Wren (text) and Bo Grén (photos)", "Ida Wren", "Bo Grén", "photographer"),
        ("Ida Wren (Text) und Bo Grén (Fotos)", "Ida Wren", "Bo Grén", "photographer"),
        ("Peadar Ó Fearghail, translated by Sorcha Nic Aodha", "Peadar Ó Fearghail", "Sorcha Nic Aodha", "translator"),
        ("글 = 한가람 기자 / 사진 = 윤도영 기자", "한가람", "윤도영", "photographer"),
        ("嶋田健志　著、木下哲也　訳", "嶋田健志", "木下哲也", "translator"),
        ("文● オカモト／岬文藝編集部", "オカモト", "岬文藝編集部", "agency"),
        ("文・真鍋千鶴　写真・大倉ケンジ", "真鍋千鶴", "大倉ケンジ", "photographer"),
    ],
)
def test_a_line_says_who_did_what(line: str, author: str, other: str, role: str) -> None:
    """Full stops, brackets and signs of any script part the people of one line."""
    assert people(line) == [(author, "author"), (other, role)]


@pytest.mark.parametrize(
    "line",
    ["Dear Dam", "FOR IMMEDIATE RELEASE", "Interview: The Long Way", "From Vals to Chur", "Photo: Ada Example"],
)
def test_openings_of_other_lines_are_nobody(line: str) -> None:
    """A salutation, a notice, the title of a series and a credit name no author."""
    assert people(line) == []
    assert not is_name(line)


def test_a_swahili_and_stands_between_names() -> None:
    assert people("Na Juma Mwakasege na Neema Lyimo") == [("Juma Mwakasege", "author"), ("Neema Lyimo", "author")]


def test_a_single_photograph_is_a_credit() -> None:
    """“Photo by …” stands under a picture; “Photos by …” beside the author."""
    assert people("Photo by Ada Example") == []


@pytest.mark.parametrize(
    "line",
    [
        "Twitter Facebook",
        "View Full Profile",
        "Full Bio",
        "In This Article",
        "Dive Deeper",
        "Follow Us",
        "Teilen Twittern Senden",
        "좋아요",
        "ポスト",
        "Friday March",
    ],
)
def test_words_of_the_interface_are_nobody(line: str) -> None:
    assert not is_name(line) and split_names(line) == ()


def test_names_in_capitals_are_names_and_no_houses() -> None:
    assert [one.name for one in split_names("JOSH EXAMPLE, DAVID NOBODY and ADA LOUD")] == [
        "JOSH EXAMPLE",
        "DAVID NOBODY",
        "ADA LOUD",
    ]
    assert [one.name for one in split_names("Ada Example, MDR SOMEWHERE")] == ["Ada Example"]


def test_a_team_signs_as_a_house_does() -> None:
    assert [(one.name, one.role) for one in parse_byline("By The Harbour Gazette Team")] == [
        ("The Harbour Gazette Team", "agency")
    ]


def test_a_note_at_a_name_is_no_part_of_it() -> None:
    assert [one.name for one in split_names("Ada Example¹, Bo Nobody*")] == ["Ada Example", "Bo Nobody"]


def test_a_house_beside_a_person_is_left_out() -> None:
    """A town, a house, an office or a button behind a name is no second author; an agency is."""
    for line in (
        "Ada Example, Warsaw",
        "Ada Example / HARBOURTIMES.COM",
        "Ada Example, HBT NORTH",
        "Ada ExampleTwitter",
        "Ada Example12",
        "Ada Example Parliamentary editor",
    ):
        assert [byline.name for byline in split_names(line)] == ["Ada Example"], line
    assert [(one.name, one.role) for one in split_names("Ada Example and AP")] == [
        ("Ada Example", "author"),
        ("AP", "agency"),
    ]


def test_names_parted_by_wide_spaces() -> None:
    assert [byline.name for byline in split_names("Анна Первая  Борис Второй")] == ["Анна Первая", "Борис Второй"]


@pytest.mark.parametrize("line", ["Von unserem Redakteur Ada Example, Vals", "Von unserer Korrespondentin Ada Example"])
def test_an_office_of_ours_stands_before_the_name(line: str) -> None:
    assert [one.name for one in parse_byline(line)] == ["Ada Example"]
    assert not parse_byline("Von unserem Dorf ist nichts übrig")

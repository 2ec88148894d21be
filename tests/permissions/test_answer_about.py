"""A permission for another article clears nothing: what a letter names is compared with what was asked for."""

from dataclasses import replace

import pytest

from publishkit.permissions.answer.about import other_work
from publishkit.permissions.answer.letter import read_letter
from publishkit.permissions.answer.reading import Reading, confirmed, read_answer
from publishkit.permissions.answer.terms import Asked

TITLE = "Keeper's logbooks reveal early geese"
ASKED = Asked(
    names=(TITLE, "keepers-logbooks-reveal-early-geese"),
    works=("https://courier.example/2026/11/a",),
    others=("The Harbour Letter", "Harbour Press", "The Northern Courier", "Northern Courier Media Ltd", "Fiona Baird"),
    sites=("https://harbourletter.example/letter/",),
    known=True,
)

ANOTHER = """You may publish our article 'Ferry timetable changes' on your website.
You may publish our article Ferry timetable changes on your website.
You may publish “Keeper's logbooks reveal early geese, part 2” on your website.
You may publish https://courier.example/2026/11/b on your website.
Re: https://courier.example/2026/11/b Yes, you may publish https://courier.example/2026/11/b.
Thank you for asking about our article “Ferry timetable changes”. Yes, please do.
Thank you for asking about “Keeper's logbooks reveal early geese”. You may publish “Ferry timetable changes”.
Sie dürfen den Artikel „Neuer Fahrplan der Fähre“ gerne abdrucken.
Sie dürfen den Artikel mit dem Titel Neuer Fahrplan der Fähre abdrucken.
Vous pouvez publier l’article « Les horaires du ferry ».
We grant you permission to reprint the piece entitled The ferry timetable on the web.
記事「フェリーの時刻表」を掲載していただいて結構です。
You may publish *Ferry timetable changes*.
You may publish ‘Ferry timetable changes’ by Fiona Baird in The Harbour Letter.
You may publish "Ferry timetable changes" in "The Harbour Letter".
"""
OURS = """You may publish our article “Keeper's logbooks reveal early geese” and “Ferry timetable changes”.
You may publish the article in full on your website. Please credit it as: "Northern Courier / Fiona Baird".
You may publish “Keepers logbooks reveal early geese” in “The Harbour Letter”.
You may publish “Keeper’s Logbooks” in your newsletter.
You may publish it with the line "Reproduced by kind permission of the Northern Courier".
You may publish the article Keeper's logbooks reveal early geese on the web.
You may publish the article. We also liked "Harbour Days".
Yes, please go ahead: https://www.courier.example/2026/11/a/?utm_source=x
You may publish the article on https://harbourletter.example/letter/12.
You may publish the text Monday.
You may publish the article Harbour Press asked for.
Yes, you may publish it. Helen Moore, https://courier.example/staff/helen-moore
Sie dürfen den Artikel Ende November online veröffentlichen.
Sie dürfen den Artikel gerne auf Ihrer Website veröffentlichen.
Yes, you may publish it. See also https://courier.example.
You may use our text "as is"
You may publish the article "free of charge".
We don't mind if you "borrow" the article.
You may publish our 'geese' article.
"""


def answer(words: str, asked: Asked = ASKED) -> Reading:
    mail = f"From: Helen Moore <helen@courier.example>\nTo: us@quay.example\nSubject: Re: your request\n\n{words}\n"
    return read_answer(read_letter("letter.eml", mail.encode()), asked)


@pytest.mark.parametrize("words", ANOTHER.strip().splitlines())
def test_a_letter_that_names_another_work_is_a_doubt(words: str) -> None:
    assert other_work(words, "", ASKED)
    assert answer(words).answer == "doubt"


@pytest.mark.parametrize("words", OURS.strip().splitlines())
def test_a_letter_that_names_ours_or_none_is_about_ours(words: str) -> None:
    assert not other_work(words, "", ASKED)


NAMED = replace(ASKED, us=("Harbour Press", "The Harbour Letter"), holders=("Northern Courier Media Ltd.",))


@pytest.mark.parametrize(
    "words",
    [
        f"Northern Courier Media Ltd hereby grants Harbour Press permission to publish “{TITLE}”. We hold the rights.",
        "We hereby grant Harbour Press permission to publish the article.",
        "Northern Courier Media Ltd gladly permits the publication. Northern Courier Media Ltd holds all rights.",
        "Permission to publish the article is granted to Harbour Press. Permission granted.",
        "You may publish the article in full on your website, without time limit.",
        "You may publish it on your website with no time limit and without any restriction in time.",
        "Sie dürfen den Artikel ohne zeitliche Begrenzung auf Ihrer Website veröffentlichen.",
        "Vous pouvez publier l’article sans limite de temps.",
        "Pueden publicar el artículo sin límite de tiempo.",
        "Potete pubblicare l’articolo senza limiti di tempo.",
    ],
)
def test_a_house_that_names_itself_and_us_says_yes(words: str) -> None:
    reading = answer(words, NAMED)
    assert (reading.answer, reading.obstacles) == ("yes", ())
    assert all(one in " ".join(words.split()) for one in reading.yes), "quoted as it stands"


@pytest.mark.parametrize(
    "words",
    [
        "Northern Courier Media Ltd hereby grants Coast Pictures permission to publish the article.",
        "We hereby grant Coast Pictures permission to publish the article.",
        "Coast Pictures hereby grants Harbour Press permission. Coast Pictures holds the rights.",
        "Northern Courier Media Ltd does not grant Harbour Press permission to publish the article.",
        "You may publish the article on your website, with a limit of one month.",
    ],
)
def test_a_permission_between_others_is_none(words: str) -> None:
    assert answer(words, NAMED).answer != "yes"


def test_the_doubt_names_both_works() -> None:
    reading = answer("You may publish our article “Ferry timetable changes” on your website.")
    assert [one.sentence for one in reading.obstacles] == [
        f"it names “Ferry timetable changes”; this article is “{TITLE}”"
    ]


def test_a_subject_alone_may_name_it() -> None:
    assert other_work("Yes, please go ahead.", "Re: “Ferry timetable changes”", ASKED) == "Ferry timetable changes"
    assert not other_work("Yes, please go ahead.", f"Re: May we publish “{TITLE}”?", ASKED)


def test_an_editor_who_knows_better_copies_the_words() -> None:
    words = "You may publish our article “Geese before their time” on your website."
    assert confirmed(answer(words), "You may publish our article “Geese before their time”").answer == "yes"


@pytest.mark.parametrize(
    ("words", "house"),
    [
        ("Dear Fenland Echo,\nyou may publish our article on your website.", "Fenland Echo"),
        ("Sehr geehrte Redaktion des Moor Anzeiger,\nSie dürfen den Artikel abdrucken.", "Redaktion des Moor Anzeiger"),
        ("You may republish the piece in full in the Upware Gazette.", "Upware Gazette"),
        ("Dear Ines,\nyou may publish it.", ""),
        ("Dear Harbour Letter team,\nyou may publish it.", ""),
        ("Dear Harbour News,\nyou may publish it.", ""),
        ("Dear Sir or Madam,\nyou may publish it.", ""),
        ("You may publish the article, which first appeared in the Fenland Echo.", ""),
        ("You may publish the article in The Harbour Letter.", ""),
        ("You may publish the article in Poland.", ""),
    ],
)
def test_a_letter_to_another_house_clears_nothing_here(words: str, house: str) -> None:
    reading = answer(words, NAMED)
    assert [one.words for one in reading.obstacles if one.code == "other_house"] == [house] * bool(house)
    assert reading.answer == ("doubt" if house else "yes")


SIGNED = """Yours|Dora Penn|Syndication, Northern Courier Newspapers Ltd
Kind regards|Dora Penn|Licensing
Best|Dora Penn - Rights & Syndication - Northern Courier Newspapers Ltd - 12 Quay St - Registered in England no. 123
|Dora Penn|Rights manager
With best wishes,|Dora Penn, head of syndication
Mit freundlichen Grüßen|i. A. Dora Penn|Leiterin Lizenzen und Rechte|Moor Verlag GmbH, HRB 1234, Tel. 0491 1234
Bien cordialement|Ruth Vale|Service des droits
Z poważaniem|Barbara Kos|Dział Praw i Licencji|Wydawnictwo Nadbużańskie sp. z o.o.
"""
NO_SIGNATURE = """Best wishes|Dora Penn|Not before Friday
Best wishes|Dora Penn|Online Only
|For 200 Euros
Best|Dora|P.S. Without the picture.
Kind regards|Dora Penn|No Pictures
"""


@pytest.mark.parametrize("end", SIGNED.strip("\n").splitlines())
def test_who_signs_and_for_which_desk_is_no_condition(end: str) -> None:
    reading = answer("Yes, you may publish it on your website.\n\n" + end.replace("|", "\n"))
    assert (reading.answer, reading.obstacles) == ("yes", ())


@pytest.mark.parametrize("end", NO_SIGNATURE.strip("\n").splitlines())
def test_a_condition_below_the_name_is_one(end: str) -> None:
    assert answer("Yes, you may publish it on your website.\n\n" + end.replace("|", "\n")).answer == "doubt"

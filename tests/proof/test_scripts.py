"""Harmless words in any script leave the house: an edition nobody changed is proved, whatever letters its names have."""

import shutil
from pathlib import Path

import pytest

from publishkit.press.build import build_issue
from publishkit.press.verify import verify_folder
from publishkit.proof.matching import among_lines, is_shaped_like, key, shows
from publishkit.proof.read.document import Region
from publishkit.proof.read.pdf_again import Again
from publishkit.proof.reading import read_artifacts
from tests.proof.every_duty import Made
from tests.support.workspaces import SampleArticle, png, write_workspace

FONTS = Path("/usr/share/fonts/truetype/dejavu")
TEXTS = {
    "ar": (
        "اَلْمِلْحُ غالٍ: لِماذا؟ — ٣ أسئلة/أجوبة",
        "د. مُحَمَّد الله-حسن & أبو علي",
        "«الأهرام» (بوابة)",
        "لَمْ يَعُدِ الصَّيّادون إلى الميناء، ولا أحد يسأل: لِمَ؟ قال لا بل لَا، ثم كتب EU-2026/12 على اللوح.",
    ),
    "he": (
        'שָׁלוֹם לַמֶּלַח: "מה קרה?" (חלק א\')',
        "פרופ' ז'אן-פול צ'ק וא\"ב",
        "ידיעות - הנמל",
        'בשנת 1998/9 עלו המחירים ב-3.5% (ואז ירדו ל-2%), והתושבים שאלו: "למה?" — ואיש לא ענה להם על כך עד היום.',
    ),
    "ru": (
        "Цены на соль — «выше крыши»? №5",
        "Анна Ё. Петрова-Водкина",
        "Вестник гавани",
        "Рынок в то утро был тих; рыбы мало, цены высоки (около 35 %), и никто пока не знает почему — одни слухи.",
    ),
    "el": (
        "Η τιμή του αλατιού· «ποιος πληρώνει;»",
        "Νίκος Παπαδόπουλος",
        "Λιμάνι/ΑΠΕ-ΜΠΕ",
        "Η αγορά ήταν ήσυχη εκείνο το πρωί· λίγα ψάρια, υψηλές τιμές (περίπου 35%), και κανείς δεν ξέρει το γιατί.",
    ),
    "tr": (
        "Tuz İstanbul’da %12 arttı: ışığı kim ödüyor?",
        "Işıl Çağlayan",
        "Liman Gazetesi",
        "Pazar o sabah sakindi; balık az, fiyatlar yüksekti (yaklaşık %35), ve kimse henüz nedenini bilmiyor.",
    ),
    "pl": (
        "Cena soli — „kto zapłaci?”",
        "Łucja Żółć",
        "Gazeta Portowa",
        "Rynek tego ranka był cichy; ryb mało, ceny wysokie (około 35%), i nikt nie wie, dlaczego źdźbło drży.",
    ),
    "pt-BR": (
        "O preço do sal: “quem paga?” — 1.ª parte",
        "João d’Ávila Conceição",
        "O Cais",
        "O mercado estava quieto naquela manhã; poucos peixes, preços altos (cerca de 35%), e ninguém sabe por quê.",
    ),
    "en": (
        "Salt, “offi\u00adcial” fl\u200dow ☕ & ﬁsh — naïve café ½ №7 x² H₂O ☂",
        "Zoë O’Neil-Łuczak, Jr.",
        "Ha\u00adrbour & Co.",
        "The har\u00adbour wakes at four 😀, offi\u00adce flu\u00adffy affi\u00adrmation, and nobody had asked it to; ﬂowers, ½ №5.",
    ),
}


def article(language: str) -> SampleArticle:
    title, author, publisher, text = TEXTS[language]
    license_ = {"status": "licensed_open", "license_uri": "https://creativecommons.org/licenses/by/4.0/"}
    head = {
        "title": title,
        "bylines": [{"name": author}],
        "publisher": {"name": publisher},
        "published": "2026-11-02",
        "source_url": f"https://x.example/{language}",
        "language": language,
    }
    return SampleArticle(
        slug=f"salt-{language.lower()}",
        head=head,
        body=f"{text}\n\n![x](images/a.png)\n\n{text}",
        rights=license_,
        pictures=[
            {
                "file": "images/a.png",
                "caption": title,
                "alt": title,
                "rights": license_ | {"creators": [{"name": author}]},
            }
        ],
        files={"images/a.png": png(size=(320, 200), seed=len(language) + ord(language[1]))},
    )


@pytest.mark.parametrize("language", ["en", "he"])
def test_an_edition_in_every_script_is_proved(tmp_path: Path, language: str) -> None:
    """Read from left to right and from right to left; signs, emoji, ligatures, soft hyphens and vowel points in the names."""
    if not FONTS.is_dir():
        pytest.skip("DejaVu Sans, which has these scripts, is not installed")
    (tmp_path / "fonts").mkdir()
    for font in FONTS.glob("DejaVuSans*.ttf"):
        shutil.copy(font, tmp_path / "fonts")
    config = {"publication": {"language": language}, "fonts": {"dirs": ["fonts"]}}
    issue = {"outputs": ["email", "web", "pdf", "epub"], "language": language}
    write_workspace(tmp_path, list(map(article, TEXTS)), config=config, issue=issue)
    build = build_issue(tmp_path, "2026-w47", lambda _step: None)
    assert [str(found) for found in build.findings if found.severity == "error"] == []
    assert verify_folder({file.name: file.data for file in build.artifacts})[0] == ()


# --- the second reader ------------------------------------------------------------------------------------------------


def region(text: str, again: str) -> Region:
    return Region(where="x", text=text, links=(), pictures=(), breaks=(), kind="pdf", again=lambda: (again, ()))


def test_what_one_engine_cannot_read_another_may() -> None:
    """PDFium leaves out emoji at the end of a right-to-left line; pypdf has them."""
    assert shows(region("Salt , and fish", "Salt 🐟, and fish"), "Salt 🐟, and fish")
    assert not shows(region("Salt , and fish", "Salt ☕, and fish"), "Salt 🐟, and fish")


def test_the_second_reader_reads_each_item_where_it_stands(made: Made) -> None:
    """The same words between the same marks; none of a page with words that no reader sees."""
    name = made.name(".pdf")
    (document,) = read_artifacts({name: made.files[name]})[
        next(iter(read_artifacts({name: made.files[name]})))
    ].documents
    for item in made.edition.items:
        found = document.region(item.id)
        assert found is not None
        assert found.again is not None
        text, _ = found.again()
        assert key(item.title) in key(text)
        others = [other.title for other in made.edition.items if other is not item and len(other.title) > 12]
        assert not [other for other in others if key(other) in key(text)]
    assert isinstance(document.again, Again)
    unclean = Again(made.files[name].data, (), {2})
    assert unclean.words(2, 0, 900) == ""
    assert unclean.words(3, 0, 900)


def test_a_file_that_cannot_be_read_again_says_nothing() -> None:
    assert Again(b"%PDF-1.7\n", (), ()).words(0, 0, 900) == ""


@pytest.mark.parametrize(
    ("owed", "told"),
    [
        ("नमक की कीमत बढ़ी: “कौन चुकाएगा?” किश्ती १२", "नमक की कीमत बढ़ी: “कौन चुकाएगा?” कश्ती १२"),
        ("श्रीमती क्षितिज शर्मा", "By श्रीमती क्षितज शमार्मा · 2 नवंबर"),
        ("นภา ศรีน้ำ", "By นภา ศรีน้า · 2"),
    ],
)
def test_letters_that_are_shaped_together_are_told_by_their_shapes(owed: str, told: str) -> None:
    """A PDF gives a shape some of the letters that it stands for: vowel signs are missing, or come twice."""
    assert not shows(Region(where="x", text=told, links=(), pictures=(), breaks=(), kind="pdf"), owed)
    assert shows(region(told, told), owed)
    assert not shows(region("", "Somebody else, " + told[: len(told) // 3]), owed)


@pytest.mark.parametrize(
    ("owed", "told"),
    [("नमक", "कमल"), ("नमक की कीमत", "चाय की कीमत गिरी"), ("นภา ศรีน้ำ", "นภา ศรีไพร"), ("Salt", "Malt नमक")],
)
def test_another_word_is_another_word(owed: str, told: str) -> None:
    assert not is_shaped_like(owed, told)


def test_signs_between_right_to_left_letters_part_no_name() -> None:
    told = "November צ'ק וא\"ב, ידיעות - הנמל, 2 אן-פולפרופ' ז' :Source"
    assert among_lines("פרופ' ז'אן-פול צ'ק וא\"ב", told)
    assert not among_lines("פרופ' ז'אן-פול צ'ק וג\"ד", told)

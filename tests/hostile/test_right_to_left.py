"""Arabic and Hebrew: printed and proved in every format, alone and in an edition of another language."""

import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from publishkit.edition.records.proof_record import parse_proof
from publishkit.model.artifact import Artifact
from publishkit.model.rights import Channel
from publishkit.press.build import Build
from publishkit.proof.duties import prove
from publishkit.proof.reading import read_artifacts
from tests.hostile.hostile_workspaces import built, notice
from tests.support.workspaces import SampleArticle, write_workspace

FONTS = Path("/usr/share/fonts/truetype/dejavu")
NOTICE = "النص محفوظ الحقوق؛ لا يجوز نسخه دون إذن كتابي من دار المرفأ (Marfa Press) سنة 2026."
ARABIC = """\
استيقظ الميناء في الرابعة صباحا، وخرجت القوارب الأولى مع الجزر، وسمعت البلدة رحيلها. قال الرجل: «لا أحد يعدّ القوارب» منذ عام 1931، حين كانت *أربعين* قاربا.[^1]

![قوارب](images/01.png)

واليوم هناك سبعة قوارب، والسجل (register of boats) في [المكتبة](https://quay.example/register) يسع صفحة واحدة.

- بيت الثلج
- مخزن الشباك

[^1]: كتاب مدير الميناء، المحفوظ في المكتبة.
"""
HEBREW = """\
הנמל מתעורר בארבע. הסירות הראשונות יוצאות עם השפל, והעיירה שומעת אותן הולכות. איש לא ספר את הסירות מאז 1931, אז היו *ארבעים*.

היום יש שבע, והמרשם (the register) נכנס בעמוד אחד: "שלום", אמר האיש.
"""
OPEN = "https://creativecommons.org/licenses/"


def arabic(author: str = "سعاد المرفأ") -> SampleArticle:
    return SampleArticle(
        slug="mina",
        head={
            "title": "الجزر الأخير", "kicker": "الميناء", "deck": "سبعة قوارب لا غير.", "language": "ar",
            "bylines": [{"name": author}], "publisher": {"name": "دار المرفأ"},
            "source_url": "https://marfa.example/a", "published": "2026-11-02",
        },
        body=ARABIC,
        rights={
            "status": "licensed_open", "license_uri": f"{OPEN}by/4.0/", "copyright_line": "© 2026 دار المرفأ",
            "notices": [{**notice(NOTICE), "lang": "ar"}],
        },
        pictures=[
            {
                "file": "images/01.png", "caption": "قوارب عند الفجر (2026).", "alt": "قوارب",
                "rights": {"status": "own", "credit_line": "تصوير: ليلى البحر"},
            }
        ],
    )  # fmt: skip


def hebrew() -> SampleArticle:
    return SampleArticle(
        slug="namal",
        head={
            "title": "השפל האחרון", "language": "he", "bylines": [{"name": "עדה נוצה"}],
            "publisher": {"name": "בית הנמל"}, "source_url": "https://namal.example/a", "published": "2026-11-02",
        },
        body=HEBREW,
        rights={"status": "licensed_open", "license_uri": f"{OPEN}by-sa/4.0/", "copyright_line": "© בית הנמל 2026"},
        pictures=[],
        files={},
    )  # fmt: skip


def printed(root: Path, language: str, author: str = "سعاد المرفأ", **issue: Any) -> Build:
    if not FONTS.is_dir():
        pytest.skip("DejaVu Sans, which has both scripts, is not installed")
    (root / "fonts").mkdir(parents=True)
    for font in FONTS.glob("DejaVuSans*.ttf"):
        shutil.copy(font, root / "fonts")
    first = SampleArticle()
    first.head["language"] = "en"
    articles = [first, arabic(author), hebrew()]
    issue |= {"language": language}
    return built(write_workspace(root, articles, config={"fonts": {"dirs": ["fonts"]}}, issue=issue))


def files_of(build: Build) -> dict[str, Artifact]:
    assert build.exit_code == 0, [str(f) for f in build.findings if f.severity == "error"]
    return {artifact.name: artifact for artifact in build.artifacts}


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Artifact]:
    return files_of(printed(tmp_path_factory.mktemp("en"), "en"))


def test_an_edition_from_right_to_left_is_proved(tmp_path: Path) -> None:
    """With an English item in it."""
    files = files_of(printed(tmp_path, "ar"))
    page = html.document_fromstring(files["web/index.html"].data)
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.get_element_by_id("a01").xpath(".//*[@dir='ltr']")
    # In the mail the whole cell of the English item runs from left to right; our Arabic words in it do not.
    mail = html.document_fromstring(files["email.html"].data)
    ours = [p for p in mail.get_element_by_id("a01").iter("p") if "بقلم" in p.text_content()]
    assert [(p.get("lang"), p.get("dir")) for p in ours] == [("ar", "rtl")] * 2
    (listed,) = (p for p in mail.get_element_by_id("rights-a01").iter("p") if "مقال" in p.text_content())
    assert "ltr" not in html.tostring(listed).decode()


def test_items_from_right_to_left_say_so(english: dict[str, Artifact]) -> None:
    for name in ("web/index.html", "email.html"):
        item = html.document_fromstring(english[name].data).get_element_by_id("a02")
        assert "صباحا" in "".join(map(str, item.xpath("descendant-or-self::*[@dir='rtl']//text()"))), name
    book = next(name for name in english if name.endswith(".epub"))
    with zipfile.ZipFile(io.BytesIO(english[book].data)) as packed:
        page = etree.fromstring(packed.read("EPUB/text/a02.xhtml"))
    assert "rtl" in page.xpath("//@dir")
    assert NOTICE in english["email.txt"].data.decode()


def test_another_name_in_the_pdf_is_found_out(english: dict[str, Artifact], tmp_path: Path) -> None:
    """The order of words cannot be read back from such a page; the words can, letter by letter."""
    record = parse_proof(english["proof.json"].data)
    slip = next(a for a in built_with_another_name(tmp_path) if a.name.endswith(".pdf"))
    owed = [duty for duty in record.owed if duty.channel is Channel.PDF]
    proof = prove(owed, (), read_artifacts({slip.name: slip}, record.heads))
    assert {row.owed.asset_id for row in proof.rows if row.missing} == {"mina#text"}
    assert any("سعاد" in sentence for row in proof.rows for sentence in row.missing)


def built_with_another_name(root: Path) -> tuple[Artifact, ...]:
    return printed(root, "en", "سعاد الجزر", outputs=["pdf"]).artifacts


def test_a_word_less_in_the_notice_is_found_out(english: dict[str, Artifact]) -> None:
    record = parse_proof(english["proof.json"].data)
    pdf = next(artifact for name, artifact in english.items() if name.endswith(".pdf"))
    (owed,) = (d for d in record.owed if d.channel is Channel.PDF and d.duty == "D-KEEP-NOTICE" and NOTICE in d.strings)
    longer = replace(owed, strings=(NOTICE.replace("كتابي", "كتابي صريح"),))
    readings = read_artifacts({pdf.name: pdf}, record.heads)
    assert [row.state for row in prove([owed, longer], (), readings).rows] == ["found", "missing"]

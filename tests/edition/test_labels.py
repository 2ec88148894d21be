"""Words a workspace supplies: checked with line numbers, used in every format; borrowed ones carry their language."""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from lxml import etree, html

from publishkit.edition.language import OURS, borrowed_words, fallbacks, label_file, load_words, read_vocabulary
from publishkit.errors import InputError
from publishkit.press.build import Build, build_issue
from tests.support.command import run
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

WHOLE = re.sub(r"^# (?=\w+(?:\.\w+)? = )", "", label_file(OURS, "fi"), flags=re.MULTILINE)
"""A Finnish file in which every word is still English."""


def problems(text: str, name: str = "fi.toml") -> list[str]:
    """Return what is said of a file of words."""
    with pytest.raises(InputError) as caught:
        read_vocabulary({name: text.encode()})
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('contens = "Inhoud"', "labels/fi.toml, line 1: contens: unknown key (did you mean `contents`?)"),
        ("\n\ncontents = 3\n", 'labels/fi.toml, line 3: contents: is not a text (write `contents = "…"`)'),
        ('contents = ""', "line 1: contents: is empty, or begins or ends with a space (the English is “Contents”)"),
        ('by = "Door"', "line 1: by: lacks {authors} (the English is “By {authors}”)"),
        ('by = "Door {author}"', "line 1: by: holds {author}, which nobody fills (the English is “By {authors}”)"),
        ('original = "Origineel: {url"', "line 1: original: has brackets that do not close"),
        ('credit_own = "{title}[ van {authors}. {copyright}.[ {license}]"', "has brackets that do not close"),
        ('credit_link = "Bron: {authors}, {title}[, {publisher}][, {date}].[ {summary}][ {read}.]"', "{authors} is not always known"),
        ('contents = "<b>Inhoud</b>"', "line 1: contents: holds markup, an address, a line break or a control character"),
        ('contents = "In\u202ehoud"', "holds the direction override U+202E"),
        ('contents = "https://elsewhere.example"', "holds markup, an address"),
        (f'next = "{"x" * 200}"', "line 1: next: has 200 characters; 76 are room enough"),
        ('pictures_omitted.one = "Een"', "line 1: pictures_omitted: has no `other`"),
        ('pictures_omitted.other = "{count}[ ({credits})]"\npictures_omitted.three = "x"', "`three` is no form for a number"),
        ('[contents]\nx = "y"', "line 1: contents: is not a text"),
        ('contents = "Inhoud', "labels/fi.toml:1: is not valid TOML: "),
        (f"a = {'[' * 5000}", "labels/fi.toml: is nested too deeply"),
        (f"{'a.' * 5000}b = 1", "labels/fi.toml: is nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line_with_its_place(text: str, expected: str) -> None:
    assert any(expected in line for line in problems(text)), problems(text)


def test_everything_wrong_is_told_at_once() -> None:
    """Of all files together."""
    with pytest.raises(InputError) as caught:
        read_vocabulary({"fi.toml": b'contens = "x"\nby = "x"\n', "xx-nothing.toml": b"", "da.toml": b"\xff"})
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 4
    assert [line for line in told if "is no language" in line] and [line for line in told if "is not UTF-8" in line]


def test_a_translated_file_leaves_nothing_to_borrow() -> None:
    """`publishkit labels fi` with every line translated is a whole file."""
    vocabulary = read_vocabulary({"fi.toml": WHOLE.encode()})
    assert vocabulary.missing("fi") == ()
    assert list(borrowed_words(vocabulary, "fi")) == []
    assert vocabulary.of("fi") == load_words("en")


@pytest.mark.parametrize("language", ["de", "pt-BR", "ar", "fi"])
def test_what_labels_prints_can_be_read_back(language: str) -> None:
    """As it is: what the language has stands there, what it lacks is a comment."""
    vocabulary = read_vocabulary({f"{language}.toml": label_file(OURS, language).encode()})
    assert vocabulary.of(language) == load_words(language)
    assert vocabulary.missing(language) == OURS.missing(language)


def test_a_file_in_part_goes_before_the_program_s_words() -> None:
    """A house changes one German word; Austria gets it too; the others stay."""
    words = read_vocabulary({"de.toml": b'contents = "In diesem Heft"'}).of("de-AT")
    assert words["contents"] == "In diesem Heft"
    assert words["colophon"] == "Impressum"


def test_one_sentence_without_forms_serves_every_number() -> None:
    vocabulary = read_vocabulary({"fi.toml": b'pictures_omitted = "Weggelaten beelden: {count}[ ({credits})]."'})
    assert vocabulary.of("fi")["pictures_omitted.other"] == "Weggelaten beelden: {count}[ ({credits})]."


def test_words_that_are_missing_are_named_with_the_way_out() -> None:
    vocabulary = read_vocabulary({"fi.toml": WHOLE.replace("contents = ", "# contents = ").encode()})
    (found,) = borrowed_words(vocabulary, "fi")
    assert (found.code, found.severity, found.where) == ("R024", "warning", "labels/fi.toml")
    assert found.message == "“fi” lacks one of the words around the texts; printed in English, and marked so: contents"
    assert "publishkit labels fi > labels/fi.toml" in found.hint


def test_the_command_prints_a_file_to_translate(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (root / "labels").mkdir()
    (root / "labels/fi.toml").write_text('contents = "Inhoud"\n', "utf-8")
    told = run("labels", "fi", "-C", root)
    assert told.exit_code == 0, told.stderr
    assert '\ncontents = "Inhoud"\n' in told.stdout
    assert '\n# colophon = "Colophon"\n' in told.stdout


def test_a_language_that_is_none_is_refused(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    refused = run("labels", "not a language", "-C", root)
    assert refused.exit_code == 2
    assert refused.stderr.startswith(
        "publishkit: “not a language” is no language (languages have names like nl, pt-BR, zh-Hant"
    )


@pytest.mark.parametrize("tag", ["de", "pt-BR", "zh-Hant-TW", "sr-Latn", "x", "", "a-b-c", "en_US", "İ", "🙂"])
def test_any_tag_has_fallbacks(tag: str) -> None:
    """However odd; the first one is the tag as BCP 47 writes it."""
    assert len(fallbacks(tag)) >= 1


# --- in the finished files --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def borrowing(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """An edition in Persian, for which there are no words; one word is the workspace's own."""
    root = tmp_path_factory.mktemp("fa")
    head = {"title": "جزر و مد", "bylines": [{"name": "پروانه ساحلی"}], "language": "fa"}
    own = SampleArticle(head=head, body="آب می‌آید و می‌رود.", pictures=[], files={})
    outputs = {"outputs": ["email", "web", "epub"]}
    write_workspace(root, [own, brief_article()], config={"publication": {"language": "fa"}}, issue=outputs)
    (root / "labels").mkdir()
    (root / "labels/fa.toml").write_text('colophon = "شناسنامه"\n', "utf-8")
    build = build_issue(root, "2026-w47", lambda _step: None)
    assert build.exit_code == 0, [str(one) for one in build.findings if one.severity == "error"]
    return build


def files(build: Build) -> Mapping[str, bytes]:
    return {file.name: file.data for file in build.artifacts}


OURS_SAID = ("Credits and rights", "Our own article", "Read the original", "Source: ", "Rights data", "The same notice")


def unmarked(tree: etree._Element) -> list[str]:
    """Return words of ours in a document that do not say that they are English."""
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in {"title", "meta", "script", "style"}:
            continue
        for words, parent in ((element.text, element), (element.tail, element.getparent())):
            if words and any(said in words for said in OURS_SAID) and parent is not None:
                chain = [parent, *parent.iterancestors()]
                lang = next(
                    (
                        tag
                        for one in chain
                        if (tag := one.get("lang") or one.get("{http://www.w3.org/XML/1998/namespace}lang"))
                    ),
                    "",
                )
                runs = next((d for one in chain if (d := one.get("dir"))), "")
                if (lang, runs) != ("en", "ltr"):
                    found.append(f"{words.strip()[:40]} ({lang}, {runs})")
    return found


def test_borrowed_words_say_so_in_mail_and_web(borrowing: Build) -> None:
    """Each carries `lang` and `dir`; the word that is the workspace's own does not."""
    for name, data in files(borrowing).items():
        if name.endswith(".html"):
            tree = html.fromstring(data)
            assert any(said in data.decode() for said in OURS_SAID)
            assert unmarked(tree) == [], name
            own = [e for e in tree.iter() if isinstance(e.tag, str) and "شناسنامه" in (e.text or "")]
            assert all(e.get("lang") is None for e in own), name


def test_borrowed_words_say_so_in_the_epub(borrowing: Build) -> None:
    book = ZipFile(BytesIO(next(data for name, data in files(borrowing).items() if name.endswith(".epub"))))
    pages = [name for name in book.namelist() if name.endswith(".xhtml")]
    assert pages
    for name in pages:
        assert unmarked(etree.fromstring(book.read(name))) == [], name


def test_borrowed_words_say_so_in_the_tags_of_the_pdf(tmp_path: Path) -> None:
    """A screen reader changes its voice by /Lang."""
    root = write_workspace(tmp_path, config={"publication": {"language": "fi"}}, issue={"outputs": ["pdf"]})
    build = build_issue(root, "2026-w47", lambda _step: None)
    assert build.exit_code == 0, [str(one) for one in build.findings if one.severity == "error"]
    pdf = pikepdf.open(BytesIO(next(data for name, data in files(build).items() if name.endswith(".pdf"))))
    tags = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"]
    assert str(pdf.Root.Lang) == "fi"
    assert sum(str(tag.get("/Lang", "")) == "en" for tag in tags) > 20


def test_borrowed_lines_of_the_text_mail_are_isolated(borrowing: Build) -> None:
    """A line break ends every isolate, so each line has its own."""
    text = files(borrowing)["email.txt"].decode()
    for line in text.split("\n"):
        assert line.count("\u2066") == line.count("\u2069") - line.count("\u2068"), line
        if "Source: " in line or line.strip() == "Credits and rights":
            assert "\u2066" in line, line


def test_the_editor_is_told(borrowing: Build) -> None:
    (found,) = (one for one in borrowing.findings if one.code == "R024")
    assert "printed in English" in found.message and "labels/fa.toml" in found.hint


def test_a_wrong_file_of_words_stops_the_build(tmp_path: Path) -> None:
    """With its line, before anything is decided."""
    root = write_workspace(tmp_path)
    (root / "labels").mkdir()
    (root / "labels/en.toml").write_text('contens = "x"\n', "utf-8")
    with pytest.raises(InputError, match="line 1: contens: unknown key"):
        build_issue(root, "2026-w47", lambda _step: None)


def test_the_workspace_s_words_are_an_input_of_the_edition(tmp_path: Path) -> None:
    """build.json names the file; readers see its words in mail and web."""
    root = write_workspace(tmp_path, issue={"outputs": ["email", "web"]})
    (root / "labels").mkdir()
    (root / "labels/en.toml").write_text('colophon = "Who made this"\n', "utf-8")
    build = build_issue(root, "2026-w47", lambda _step: None)
    made = files(build)
    assert b'"labels/en.toml"' in made["build.json"]
    assert all(b"Who made this" in made[name] for name in ("email.html", "email.txt", "web/index.html"))


def test_the_site_and_its_feeds_speak_the_workspace_s_words_too(tmp_path: Path) -> None:
    """What is borrowed says so there as well; the workspace's own word is everywhere."""
    settings = {"publication": {"language": "fi"}, "publish": {"target": "site"}}
    root = write_workspace(tmp_path, config=settings, issue={"outputs": ["email", "web"]})
    (root / "labels").mkdir()
    (root / "labels/fi.toml").write_text('all_issues = "Kaikki numerot"\nnumber = "Nro {number}"\n', "utf-8")
    assert run("build", cwd=root).exit_code == 0
    assert run("publish", cwd=root).exit_code == 0
    for name in ("index.html", "archive/index.html", "feeds/index.html", "search/index.html", "404.html"):
        tree = html.fromstring((root / "site" / name).read_bytes())
        assert "Kaikki numerot" in tree.text_content()
        assert unmarked(tree) == [], name
    assert "Nro 47" in (root / "site/feeds/issues.rss").read_text("utf-8")
    (root / "labels/fi.toml").write_text('all_issues = "Arkisto"\n', "utf-8")
    assert run("publish", cwd=root).exit_code == 0
    assert "Arkisto" in (root / "site/index.html").read_text("utf-8"), "what was made with the old words is made again"

"""What cannot be printed safely is refused at the door: exit 2, a sentence, nothing written, and soon."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publishkit.errors import InputError, PublishkitError
from publishkit.model.article import RightsFile
from publishkit.model.issue import Issue
from publishkit.workspace.article import parse_article
from publishkit.workspace.toml.parse import parse_toml
from tests.hostile.hostile_workspaces import built, in_time, notice, refusal, write
from tests.support.command import run
from tests.support.workspaces import SampleArticle, brief_article, png, write_workspace

TOML = {
    "deep arrays": b"x = " + b"[" * 3000 + b"]" * 3000,
    "arrays as deep as a parser goes": b"x = " + b"[" * 400 + b"]" * 400,
    "a key of many parts": b".".join([b"a"] * 200_000) + b" = 1",
    "a quoted key of many parts": b".".join([b'"a"'] * 100_000) + b" = 1",
    "a table of many parts": b"[" + b".".join([b"a"] * 90) + b"]",
    "inline tables": b"x = " + b"{a=" * 500 + b"1" + b"}" * 500,
    "a million keys": b"".join(b"k%d=1\n" % n for n in range(320_000)),
    "a huge array": b"number = [" + b"1," * 1_900_000 + b"]",
    "many tables": b"number=1\ndate=2026-01-01\n" + b"[[section]]\ntitle=1\n" * 30_000,
    "a long key": b"a" * 3_900_000 + b" = 1",
    "a long number": b"number = " + b"9" * 100_000,
    "infinity": b"number = inf",
    "a surrogate": b'title = "\\ud800"',
    "a null": b'title = "\\u0000"',
    "an escape": b'title = "\\u001b[2J"',
    "an override": b'title = "\\u202egnp.exe"',
    "backslashes": b'title = "' + b"\\" * 999_999,
    "five megabytes": b'title = "' + b"x" * 5_000_000 + b'"',
    "not text": b"\x00\xff",
}
YAML = {
    "billion laughs": b"---\na: &a [x,x]\nb: &b [*a,*a]\ntitle: *b\n---\n",
    "deep flow": b"---\ntitle: " + b"[" * 3000 + b"]" * 3000 + b"\n---\n",
    "deep blocks": b"---\n" + b"".join(b" " * n + b"a:\n" for n in range(300)) + b"---\n",
    "many keys": b"---\n" + b"".join(b"k%d: 1\n" % n for n in range(6000)) + b"---\n",
    "code": b"---\ntitle: !!python/object/apply:os.system ['id']\n---\n",
    "a long number": b"---\ntitle: 0x" + b"f" * 60_000 + b"\n---\n",
    "binary": b"---\ntitle: !!binary aGk=\n---\n",
    "a set": b"---\ntitle: !!set {a, b}\n---\n",
    "a list as key": b"---\n? [a, b]\n: x\n---\n",
    "a surrogate": b'---\ntitle: "\\uD800"\n---\n',
    "a null": b'---\ntitle: "\\0"\n---\n',
    "too long": b"---\ntitle: " + b"x" * 70_000 + b"\n---\n",
}


def assert_sentences(stop: PublishkitError) -> None:
    """Few, short, on one line each, with a place; exit 2."""
    assert stop.exit_code == 2
    assert 1 <= len(stop.problems) <= 60
    for problem in stop.problems:
        assert problem.place
        assert problem.message[:1].strip()
        assert "\n" not in str(problem)
        assert len(str(problem)) < 600, str(problem)[:700]


@pytest.mark.parametrize("kind", [Issue, RightsFile])
@pytest.mark.parametrize("bomb", TOML)
def test_a_bomb_in_toml_is_refused(bomb: str, kind: type[Any]) -> None:
    with in_time(), pytest.raises(InputError) as stop:
        parse_toml(TOML[bomb], kind, "issue.toml")
    assert_sentences(stop.value)


@pytest.mark.parametrize("bomb", YAML)
def test_a_bomb_in_yaml_is_refused(bomb: str) -> None:
    with in_time(), pytest.raises(InputError) as stop:
        parse_article(YAML[bomb], "article.md")
    assert_sentences(stop.value)


Spoil = Callable[[SampleArticle, dict[str, Any], dict[str, Any]], None]
LONG = "x" * 10_000
WORKSPACES: dict[str, tuple[Spoil, str]] = {
    "a notice of 300,000 characters": (
        lambda a, c, i: a.rights.update(notices=[notice("No copying. " * 25_000)]),
        "notices are printed whole, up to 20,000",
    ),
    "a notice of five megabytes": (
        lambda a, c, i: a.rights.update(notices=[notice("No copying. " * 420_000)]),
        "articles/low-water/rights.toml: is 5,",
    ),
    "a title of 10,000": (lambda a, c, i: a.head.update(title=LONG), "is 10,000 characters; 500 are the most"),
    "a name of 10,000": (lambda a, c, i: a.head.update(bylines=[{"name": LONG}]), "500 are the most"),
    "a section of 10,000": (lambda a, c, i: i.update(title=LONG), "title: is 10,000 characters"),
    "a masthead of 10,000": (lambda a, c, i: c["publication"].update(name=LONG), "publication.name: is 10,000"),
    "a credit of 10,000": (lambda a, c, i: a.pictures[0]["rights"].update(credit_line=LONG), "credit_line: is 10,000"),
    "a title nobody sees": (
        lambda a, c, i: a.head.update(title="\u200b\u2060"),
        "a text nobody can see (U+200B, U+2060)",
    ),
    "a holder nobody sees": (
        lambda a, c, i: a.rights.update(holders=[{"name": "\u200d\ufe0f".replace("\ufe0f", "")}]),
        "U+200D",
    ),
    "an override in a credit": (
        lambda a, c, i: a.pictures[0]["rights"].update(credit_line="Photo: \u202enaH"),
        "the direction override U+202E",
    ),
    "a message in tags": (
        lambda a, c, i: setattr(a, "body", "The crane." + "".join(chr(0xE0000 + ord(c)) for c in "Two have applied")),
        "hides a message in characters nobody sees, from U+E0054 on",
    ),
    "a message in variation selectors": (
        lambda a, c, i: a.head.update(title="Low water" + "".join(chr(0xE0100 + n) for n in range(40, 60))),
        "hides a message in characters nobody sees, from U+E0128 on",
    ),
    "a message in invisible operators": (
        lambda a, c, i: i.update(title="News" + "\u2062\u2063\u2063\u2062" * 4),
        "hides a message in characters nobody sees, from U+2062 on",
    ),
    "a control character": (lambda a, c, i: i.update(subject="a\x1bb"), "U+001B"),
    "a header of one's own": (lambda a, c, i: i.update(subject="News\r\nBcc: all@quay.example"), "mail header Subject"),
    "a sender of one's own": (
        lambda a, c, i: c.update(email={"from_name": "Q\nBcc: all@quay.example", "from_address": "l@quay.example"}),
        "mail header From",
    ),
    "a reader's own link": (lambda a, c, i: a.head.update(title="@@PK_UNSUB_URL@@"), "`@@PK_`"),
    "a reader's own link in the text": (lambda a, c, i: setattr(a, "body", "Leave: @@PK_UNSUB_URL@@"), "`@@PK_`"),
    "a picture from elsewhere": (lambda a, c, i: a.pictures[0].update(file="../../../etc/passwd"), "picture"),
    "a picture named as markup": (lambda a, c, i: a.pictures[0].update(file='images/"><script>.png'), "picture"),
    "an address that is none": (
        lambda a, c, i: a.head.update(source_url="javascript:alert(1)"),
        "is not a web address",
    ),
    "an address with quotes": (
        lambda a, c, i: a.head.update(source_url='https://x.example/"><script>'),
        "is not a web address",
    ),
    "a language that is none": (lambda a, c, i: a.head.update(language='en"><script>'), "is not a language tag"),
}


@pytest.mark.parametrize("name", WORKSPACES)
def test_a_workspace_that_means_harm_is_refused(tmp_path: Path, name: str) -> None:
    spoil, said = WORKSPACES[name]
    article, config, issue = SampleArticle(), {"publication": {}}, {}  # type: ignore[var-annotated] # filled by the case
    spoil(article, config, issue)
    stop = refusal(write_workspace(tmp_path, [article, brief_article()], config=config, issue=issue))
    assert_sentences(stop)
    assert said in "\n".join(map(str, stop.problems))


@pytest.mark.parametrize("name", ["billion laughs", "deep flow"])
def test_the_command_says_it_in_a_line(tmp_path: Path, name: str) -> None:
    """Exit 2, no traceback (`run` looks), nothing written."""
    root = write_workspace(tmp_path)
    (root / "issues/2026-w47/articles/low-water/article.md").write_bytes(YAML[name])
    ran = run("build", cwd=root)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "low-water/article.md" in ran.stderr
    assert not (root / "out").exists()


def test_a_picture_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    """A PNG of 60,000 x 60,000 white pixels is a few kilobytes."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000_000))
        + chunk(b"IEND", b"")
    )
    stop = refusal(write_workspace(tmp_path, [SampleArticle(files={"images/01.png": bomb})]))
    assert_sentences(stop)


def test_a_picture_is_no_other_file(tmp_path: Path) -> None:
    for data in (b"", b"GIF89a", b"<svg onload=x>", b"%PDF-1.7", png()[:20], png()[:200], b"\xff\xd8\xff" + b"\0" * 50):
        stop = refusal(write_workspace(tmp_path, [SampleArticle(files={"images/01.png": data})]))
        assert_sentences(stop)


@pytest.mark.parametrize(
    "words",
    [
        "Leave: &#64;@PK_UNSUB_URL@@",
        "Leave: @@PK\\_UNSUB\\_URL@@",
        "Leave: @@**PK**_UNSUB_URL@@",
        "[Leave](&#64;@PK_UNSUB_URL@@)",
        "[Leave](https://elsewhere.example/?&#64;@PK_UNSUB_URL@@)",
    ],
)
def test_no_text_gets_a_readers_own_link_by_a_detour(tmp_path: Path, words: str) -> None:
    """Markdown can write the mark so that it is one only in the finished mail: there it is found."""
    article = SampleArticle(body=f"{words}\n\n![x](images/01.png)")
    build = built(write_workspace(tmp_path, [article], issue={"outputs": ["email"]}))
    assert build.exit_code == 1
    # A mail alone has no page that the mark, taken for a link, could lead to: that is said as well.
    assert {finding.code for finding in build.findings if finding.severity == "error"} - {"L007"} == {"E011"}


def test_words_everywhere_are_refused_everywhere(tmp_path: Path) -> None:
    """The same override in forty places: every file is named."""
    stop = refusal(write(tmp_path, "abc \u202edlrow"))
    places = {problem.place.partition(":")[0] for problem in stop.problems}
    assert places >= {"publishkit.toml", "issues/2026-w47/issue.toml"}

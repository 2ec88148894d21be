"""A workspace that something has damaged: every command says so in sentences, at once and in time, and loses nothing."""

import gzip
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command import files_of, run
from tests.support.workspaces import write_workspace

ISSUE = "issues/2026-w47"
MANIFEST = f"{ISSUE}/issue.toml"
OURS = f"{ISSUE}/articles/low-water"
THEIRS = f"{ISSUE}/articles/harbour-dues"
LEDGER = "rights/ledger.jsonl"
OUT = "out/2026-w47"
BINARY = bytes(range(256)) * 20

Damage = Callable[[Path], object]


def holds(place: str, data: bytes) -> Damage:
    """Let the file at *place* hold *data*."""

    def damage(root: Path) -> None:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_bytes(data)

    return damage


def reads(place: str, old: str, new: str) -> Damage:
    """Let the text at *place* read otherwise."""

    def damage(root: Path) -> None:
        text = (root / place).read_text("utf-8")
        assert old in text
        (root / place).write_text(text.replace(old, new, 1), "utf-8")

    return damage


def cut(place: str, size: int) -> Damage:
    """Let the file at *place* end after *size* bytes; before its end, where that is negative."""
    return lambda root: (root / place).write_bytes((root / place).read_bytes()[:size])


def encoded(place: str, encoding: str) -> Damage:
    """Let the text at *place* be saved in another encoding."""
    return lambda root: (root / place).write_bytes((root / place).read_text("utf-8").encode(encoding))


def from_windows(root: Path) -> None:
    """Save every text as Notepad did: a mark first, CRLF at the end of each line."""
    for place in (
        "publishkit.toml",
        MANIFEST,
        *(f"{one}/{file}" for one in (OURS, THEIRS) for file in ("article.md", "rights.toml")),
    ):
        (root / place).write_bytes(b"\xef\xbb\xbf" + (root / place).read_text("utf-8").replace("\n", "\r\n").encode())


def gone(place: str) -> Damage:
    """Take the file or folder at *place* away."""
    return lambda root: (
        shutil.rmtree(root / place) if (root / place).is_dir() else (root / place).unlink(missing_ok=True)
    )


def file_at(place: str) -> Damage:
    """Put a file where a folder should be."""
    return lambda root: (gone(place)(root), (root / place).write_bytes(b"a file"))


def folder_at(place: str) -> Damage:
    """Put a folder where a file should be."""

    def damage(root: Path) -> None:
        gone(place)(root)
        (root / place).mkdir(parents=True)

    return damage


def circle_at(place: str) -> Damage:
    """Put a link there that leads to itself."""

    def damage(root: Path) -> None:
        gone(place)(root)
        (root / place).symlink_to((root / place).name)

    return damage


def pipe_at(place: str) -> Damage:
    """Put a pipe there, from which nothing ever comes."""

    def damage(root: Path) -> None:
        gone(place)(root)
        os.mkfifo(root / place)

    return damage


def all_of(*damages: Damage) -> Damage:
    """Do several things."""
    return lambda root: [damage(root) for damage in damages]


NO_TEXT = "is not a text file"
CIRCLE = "is a link that leads in a circle"
BROKEN: dict[str, tuple[Damage, tuple[str, ...]]] = {
    "a binary rights.toml": (holds(f"{OURS}/rights.toml", BINARY), (f"{OURS}/rights.toml: {NO_TEXT}",)),
    "wrong types": (
        all_of(reads(MANIFEST, "number = 47", 'number = "x"'), reads(f"{OURS}/rights.toml", 'status = "own"', "status = 7")),
        (f'{MANIFEST}:1: number: must be a whole number, not "x"', f"{OURS}/rights.toml:2: text.status: 7 is not a choice"),
    ),
    "half a rights.toml": (
        cut(f"{OURS}/rights.toml", 60),
        (f"{OURS}/rights.toml:6: is not valid TOML: a key has no `=` behind it (at the end of the file)",),
    ),
    "half a manifest": (cut(MANIFEST, 70), (f"{MANIFEST}:6: is not valid TOML: a string does not end",)),
    "half of everything": (
        all_of(cut(MANIFEST, 70), cut("publishkit.toml", 120), cut(f"{OURS}/rights.toml", 60)),
        ("publishkit.toml:", f"{MANIFEST}:6: is not", f"{OURS}/rights.toml:6: is not"),
    ),
    "a key twice": (
        all_of(
            reads(f"{OURS}/rights.toml", 'status = "own"', 'status = "own"\nstatus = "own"'),
            reads(MANIFEST, "number = 47", "number = 47\nnumber = 48"),
        ),
        (f"{OURS}/rights.toml:3: is not valid TOML: a key or table stands twice", f"{MANIFEST}:2: is not valid"),
    ),
    "a table twice": (
        holds(f"{THEIRS}/rights.toml", b'[text]\nstatus = "own"\n\n[text]\nstatus = "own"\n'),
        (f"{THEIRS}/rights.toml:4: is not valid TOML: the table [text] stands twice",),
    ),
    "a merge that was not finished": (
        reads(MANIFEST, "number = 47", "<<<<<<< HEAD\nnumber = 47\n=======\nnumber = 48\n>>>>>>> other"),
        (f"{MANIFEST}:1: is not valid TOML: a merge was not finished",),
    ),
    "typographic quotes": (
        reads(f"{OURS}/rights.toml", 'status = "own"', "status = “own”"),
        (f"{OURS}/rights.toml:2: is not valid TOML: a string stands in typographic quotes",),
    ),
    "unknown keys in every file": (
        all_of(
            reads("publishkit.toml", "publisher =", "publsher ="),
            reads(MANIFEST, 'slug = "low-water"', 'slgu = "low-water"'),
            reads(f"{OURS}/rights.toml", 'status = "own"', 'statsu = "own"'),
            reads(f"{OURS}/article.md", "title:", "titel:"),
        ),
        ("did you mean `publisher`?", "did you mean `slug`?", f"{OURS}/rights.toml:2: text.statsu: unknown key (did you mean `status`?)", "did you mean `title`?"),
    ),
    "unknown values": (
        all_of(reads(f"{OURS}/rights.toml", '"own"', '"onw"'), reads(MANIFEST, 'use = "brief"', 'use = "breif"')),
        ('did you mean "own"?', 'did you mean "brief"?'),
    ),
    "no article folder": (gone(OURS), (f"{OURS}/article.md: is missing",)),
    "no articles": (gone(f"{ISSUE}/articles"), (f"{OURS}/article.md: is missing", f"{THEIRS}/article.md: is missing")),
    "no manifest": (gone(MANIFEST), (f"{MANIFEST}: is missing",)),
    "no pictures": (gone(f"{OURS}/images"), (f"{OURS}/images/01.png: is missing",)),
    "a file for the articles": (file_at(f"{ISSUE}/articles"), (f"{OURS}/article.md: cannot be read: Not a directory",)),
    "a file for the issues": (file_at("issues"), ("issues: is no folder",)),
    "a folder for rights.toml": (folder_at(f"{OURS}/rights.toml"), (f"{OURS}/rights.toml: is a directory, not a file",)),
    "a folder for the manifest": (folder_at(MANIFEST), (f"{MANIFEST}: is a directory, not a file",)),
    "an article in a circle": (circle_at(OURS), (f"{OURS}/article.md: {CIRCLE}",)),
    "a rights.toml in a circle": (circle_at(f"{OURS}/rights.toml"), (f"{OURS}/rights.toml: {CIRCLE}",)),
    "a manifest in a circle": (circle_at(MANIFEST), (f"{MANIFEST}: {CIRCLE}",)),
    "issues in a circle": (circle_at("issues"), ("issues: is no folder",)),
    "a pipe for rights.toml": (pipe_at(f"{OURS}/rights.toml"), (f"{OURS}/rights.toml: cannot be read: it is a pipe",)),
    "a pipe for the manifest": (pipe_at(MANIFEST), (f"{MANIFEST}: cannot be read: it is a pipe",)),
    "UTF-16": (
        all_of(*(encoded(place, "utf-16") for place in (MANIFEST, f"{OURS}/rights.toml", f"{OURS}/article.md"))),
        tuple(f"{place}: is UTF-16, not UTF-8" for place in (MANIFEST, f"{OURS}/rights.toml", f"{OURS}/article.md")),
    ),
    "a damaged source": (
        holds(f"{OURS}/source/page.html.gz", gzip.compress(b"<html>" * 999)[:30]),
        (f"{OURS}/source/page.html.gz: is damaged",),
    ),
    "a broken list of revisions": (
        holds(f"{ISSUE}/revisions.toml", b'[[revision]]\nnumber = "x"\nkind = "corection"\n'),
        (f"{ISSUE}/revisions.toml:2", 'did you mean "correction"?'),
    ),
}  # fmt: skip
"""What was done, and what `check` must say: each file with its line, all at once, and what was probably meant."""

FINE: dict[str, Damage] = {
    "saved on Windows": from_windows,
    "an article without an entry": lambda root: shutil.copytree(root / OURS, root / f"{ISSUE}/articles/stray"),
    "half an ingest.json": holds(f"{OURS}/ingest.json", b'{"source": {"kind": "ma'),
    "a list for ingest.json": holds(f"{OURS}/ingest.json", b"[1, 2]"),
    "half a texts.json": cut(f"{OUT}/texts.json", 200),
    "a deep proof.json": holds(f"{OUT}/proof.json", b"[" * 100_000),
    "binary checksums": holds(f"{OUT}/SHA256SUMS", BINARY),
    "a ledger cut in the middle of a line": cut(LEDGER, -50),
    "a binary ledger": holds(LEDGER, BINARY),
    "a ledger in a circle": circle_at(LEDGER),
    "the lock of a process that died": holds(".publishkit/edit.lock", b"publishkit\n"),
    "a file for the finished editions": file_at(OUT),
    "a folder with no name": lambda root: (root / f"{ISSUE}/articles" / os.fsdecode(b"\xff\xfe")).mkdir(),
}
"""What stops no editor from clearing an article."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace whose issue, web pages alone, is out."""
    root = write_workspace(tmp_path_factory.mktemp("whole") / "quay", issue={"outputs": ["web"]})
    assert run("build", cwd=root).exit_code == 0
    return root


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    """Return a workspace to damage."""
    return shutil.copytree(whole, tmp_path / "quay")


def sources(root: Path) -> dict[str, bytes]:
    """Return the files that an editor owns."""
    return {
        name: data for name, data in files_of(root).items() if not name.startswith((".publishkit/", "out/", "rights/"))
    }


def told(root: Path, *words: str) -> tuple[int, str]:
    """Return the exit code of a command and what it said, sure that it was said in sentences."""
    ran = run(*words, cwd=root, stdin=b"1\n" * 9)
    said = ran.stdout + ran.stderr
    assert " raised in " not in said, said
    assert "Aborted" not in said
    return ran.exit_code, said


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_workspace_is_told_in_sentences(root: Path, name: str) -> None:
    """Every file that is wrong, with its line, at once; nothing is changed by a command that fails, nor by one that looks."""
    damage, expected = BROKEN[name]
    damage(root)
    before, out = sources(root), files_of(root / "out")
    code, said = told(root, "check")
    assert code == 2
    for words in expected:
        assert words in said
    assert told(root, "build")[0] == 2
    assert told(root, "status")[0] in (0, 2)
    assert (sources(root), files_of(root / "out")) == (before, out)
    assert_nothing_lost(root, ("rights", "own", "low-water"))


def assert_nothing_lost(root: Path, *commands: tuple[str, ...]) -> None:
    """Run commands that edit; those that fail change nothing."""
    for words in commands:
        before = sources(root)
        code, _ = told(root, *words)
        assert code in (0, 2, 3)
        if code:
            assert sources(root) == before


@pytest.mark.parametrize("name", ["half of everything", "a rights.toml in a circle", "issues in a circle"])
def test_every_other_command_says_so_too(root: Path, name: str) -> None:
    """Those that look change nothing; a finished edition is proved without the workspace."""
    BROKEN[name][0](root)
    before = sources(root)
    for words in (
        ("list",),
        ("rights", "show", "low-water"),
        ("rights", "due"),
        ("rights", "report"),
        ("explain", "R001"),
    ):
        assert told(root, *words)[0] in (0, 2)
    assert sources(root) == before
    assert told(root, "verify", OUT)[0] == 0
    confirm, change = ("rights", "confirm", "low-water"), ("rights", "set", "low-water", "status=own")
    assert_nothing_lost(root, confirm, change, ("move", "1", "2"), ("rights", "ask", "low-water"))


@pytest.mark.parametrize("name", FINE)
def test_what_is_damaged_beside_the_articles_stops_nobody(root: Path, name: str) -> None:
    """An article is cleared, the issue is checked, and no other file of the editor is touched."""
    FINE[name](root)
    before = sources(root)
    assert told(root, "check")[0] == 0
    assert told(root, "rights", "set", "low-water", "review_due=2027-01-01")[0] == 0
    assert {file for file, data in sources(root).items() if before[file] != data} == {f"{OURS}/rights.toml"}
    if "ledger" in name:
        assert told(root, "rights", "ledger", "--check")[0] in (1, 2, 4)
    else:
        assert told(root, "verify", OUT)[0] in (0, 2, 4)


def test_the_newest_issue_is_the_newest_although_it_is_broken(root: Path) -> None:
    """Last week's issue is never worked on in silence because this week's cannot be read."""
    shutil.copytree(root / ISSUE, root / "issues/2026-w48")
    manifest = root / "issues/2026-w48/issue.toml"
    manifest.write_text(manifest.read_text("utf-8").replace("2026-11-20", "2026-11-27") + "[[section]\n", "utf-8")
    assert "issues/2026-w48/issue.toml:" in told(root, "check")[1]

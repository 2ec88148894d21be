"""The ledger shows whatever was done to it, and grows only by what is new."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishkit.permissions.ledger import HEAD, load_ledger, record
from publishkit.rights.ledger import (
    LEDGER,
    Entry,
    Fault,
    Head,
    chained,
    digest,
    first_fault,
    head_file,
    is_whole,
    news,
    parse_head,
    records,
    split,
    tip,
)

HOME = Path(__file__).parents[2]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def entry(number: int = 1, **keys: object) -> Entry:
    values = {
        "edition": "2026-w47",
        "edition_date": date(2026, 11, 20),
        "asset": f"article-{number}#text",
        "channel": "web",
        "requested": "full_verbatim",
        "outcome": "ALLOW_FULL",
        "ok": True,
        "reasons": ("R-OWN",),
        "inputs": {"issues/2026-w47/articles/żółw/article.md": "ab" * 32},
        "evidence": {"evidence/letter.eml": None},
        "decided_at": NOON,
    }
    return Entry(**{**values, **keys})  # type: ignore[arg-type]


def ledger(count: int) -> tuple[list[bytes], Head]:
    data, head = chained([entry(number) for number in range(1, count + 1)], Head())
    return list(split(data)[0]), head


# --- the chain --------------------------------------------------------------------------------------------------------


def test_a_line_says_what_was_decided_and_on_what() -> None:
    data, head = chained([entry(), entry(2)], Head())
    first, second = (json.loads(line) for line in data.splitlines())
    assert first["v"] == 1 and first["n"] == 1 and first["prev"] == "0" * 64
    assert first["decided_at"] == "2026-11-20T12:00:00Z"
    assert first["edition_date"] == "2026-11-20"
    assert first["reasons"] == ["R-OWN"]
    assert first["evidence"] == {"evidence/letter.eml": None}
    assert second["prev"] == digest(data.splitlines()[0])
    assert head == Head(2, digest(data.splitlines()[1]))
    assert data.isascii()


def test_an_unbroken_ledger_has_no_fault() -> None:
    lines, head = ledger(5)
    assert first_fault(lines, head) is None
    assert first_fault([], Head()) is None


def test_a_head_that_lags_behind_is_no_fault() -> None:
    """A build may be stopped after the lines and before the head."""
    lines, _ = ledger(5)
    assert first_fault(lines, Head(3, digest(lines[2]))) is None
    assert first_fault(lines, Head()) is None


@pytest.mark.parametrize(
    ("damage", "line", "words"),
    [
        (lambda lines: lines.pop(2), 3, "number 4 stands here: line 3 is missing or moved"),
        (lambda lines: lines.__delitem__(slice(1, 4)), 2, "lines 2 to 4 are missing or moved"),
        (lambda lines: lines.pop(), 5, "line 5 is missing at the end"),
        (lambda lines: lines.__delitem__(slice(2, None)), 3, "lines 3 to 5 are missing at the end"),
        (lambda lines: lines.clear(), 1, "lines 1 to 5 are missing at the end"),
        (lambda lines: lines.insert(2, lines[1]), 3, "number 2 stands here: lines were put in, doubled or moved"),
        (lambda lines: lines.insert(2, b""), 3, "is not a line of this ledger"),
        (lambda lines: lines.__setitem__(2, lines[2].replace(b"R-OWN", b"R-PD")), 3, "was changed: line 4"),
        (lambda lines: lines.__setitem__(0, lines[0].replace(b"R-OWN", b"R-PD")), 1, "was changed: line 2"),
        (lambda lines: lines.__setitem__(4, lines[4].replace(b"R-OWN", b"R-PD")), 5, "the head names another hash"),
        (lambda lines: lines.__setitem__(2, lines[2].replace(b'"prev":"', b'"prev":"f', 1)), 3, "is not a line"),
        (lambda lines: lines.__setitem__(2, b"[" * 100_000), 3, "is not a line of this ledger"),
        (lambda lines: lines.__setitem__(slice(1, 3), [lines[2], lines[1]]), 2, "line 2 is missing or moved"),
    ],
)
def test_the_first_broken_line_is_named(damage: Callable[[list[bytes]], object], line: int, words: str) -> None:
    lines, head = ledger(5)
    damage(lines)
    fault = first_fault(lines, head)
    assert fault is not None
    assert fault.line == line
    assert words in fault.message


def test_a_forged_line_is_named_itself() -> None:
    """It was given the right number and a hash, but not the right one; the line after it shows that it is another."""
    lines, head = ledger(5)
    forged, _ = chained([entry(3, outcome="BLOCK")], Head(2, "f" * 64))
    lines[2] = forged.rstrip(b"\n")
    assert first_fault(lines, head) == Fault(3, "was changed: it does not name the hash of the line before it")


def test_a_missing_head_is_a_fault() -> None:
    lines, _ = ledger(2)
    fault = first_fault(lines, None)
    assert fault is not None and fault.line == 0


def test_carriage_returns_of_git_on_windows_break_nothing() -> None:
    lines, head = ledger(3)
    assert first_fault(split(b"\r\n".join([*lines, b""]))[0], head) is None


COUNT = 6


@st.composite
def damages(draw: st.DrawFn) -> list[bytes]:
    """A ledger in which one thing was done: lines taken out, swapped, doubled, put in, or a byte changed."""
    lines, _ = ledger(COUNT)
    at = draw(st.integers(0, COUNT - 1))
    match draw(st.sampled_from(["remove", "cut", "swap", "double", "insert", "change", "empty"])):
        case "remove":
            del lines[at : at + draw(st.integers(1, COUNT))]
        case "cut":
            del lines[at:]
        case "swap":
            other = (at + draw(st.integers(1, COUNT - 1))) % COUNT
            lines[at], lines[other] = lines[other], lines[at]
        case "double":
            lines.insert(draw(st.integers(0, COUNT)), lines[at])
        case "insert":
            hash_before = digest(lines[at - 1]) if at else Head().sha256
            made, _ = chained([entry(9)], Head(at, hash_before))
            lines.insert(at, made.rstrip(b"\n"))
        case "change":
            place = draw(st.integers(0, len(lines[at]) - 1))
            byte = draw(st.integers(0, 255).filter(lambda value: value not in (10, 13, lines[at][place])))
            lines[at] = lines[at][:place] + bytes([byte]) + lines[at][place + 1 :]
        case _:
            lines[at] = b""
    return lines


@given(damages())
@settings(max_examples=400, deadline=None)
def test_whatever_is_done_to_the_lines_is_found(lines: list[bytes]) -> None:
    """Never silent, and after the next build neither."""
    _, head = ledger(COUNT)
    fault = first_fault(lines, head)
    assert fault is not None
    assert 1 <= fault.line <= COUNT + 1
    more, end = chained([entry(20)], tip(lines, head))
    assert first_fault([*lines, *split(more)[0]], end) is not None


@given(st.integers(1, 5), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_lines_written_in_any_number_of_builds_make_one_chain(first: int, second: int) -> None:
    one, head = chained([entry(n) for n in range(first)], Head())
    two, head = chained([entry(n) for n in range(second)], head)
    lines, _ = split(one + two)
    assert first_fault(lines, head) is None
    assert tip(lines, head) == head


# --- what is new ------------------------------------------------------------------------------------------------------


def test_the_same_decision_is_not_written_twice_and_another_one_is() -> None:
    data, _ = chained([entry(), entry(2)], Head())
    told = list(records(split(data)[0], "2026-w47"))
    later = NOON.replace(hour=18)
    assert news([entry(decided_at=later), entry(2)], told) == ()
    changed = entry(2, inputs={"issues/2026-w47/articles/x/article.md": "cd" * 32})
    assert news([entry(), changed, entry(2, channel="pdf")], told) == (changed, entry(2, channel="pdf"))


def test_a_decision_that_returns_is_written_again() -> None:
    data, _ = chained([entry(), entry(outcome="BLOCK"), entry()], Head())
    told = list(records(split(data)[0]))
    assert news([entry()], told) == ()
    assert news([entry(outcome="BLOCK")], told) == (entry(outcome="BLOCK"),)


# --- on disk ----------------------------------------------------------------------------------------------------------


def test_a_first_build_makes_the_ledger_and_the_same_build_leaves_its_bytes(tmp_path: Path) -> None:
    assert record(tmp_path, [entry(), entry(2)]) == ()
    before = (tmp_path / LEDGER).read_bytes(), (tmp_path / HEAD).read_bytes()
    assert record(tmp_path, [replace(entry(), decided_at=NOON.replace(year=2027)), entry(2)]) == ()
    assert ((tmp_path / LEDGER).read_bytes(), (tmp_path / HEAD).read_bytes()) == before
    found = load_ledger(tmp_path)
    assert (len(found.lines), found.fault, found.half) == (2, None, b"")
    assert sorted(path.name for path in (tmp_path / "rights").iterdir()) == ["ledger.head", "ledger.jsonl"]


def test_half_a_line_is_recognized_taken_away_and_named(tmp_path: Path) -> None:
    record(tmp_path, [entry()])
    with (tmp_path / LEDGER).open("ab") as file:
        file.write(b'{"v":1,"n":2,"pre')
    assert load_ledger(tmp_path).fault is None
    (finding,) = record(tmp_path, [entry(), entry(2)])
    assert (finding.code, finding.where) == ("R151", "rights/ledger.jsonl:2")
    assert "half written by a build that was stopped; its 17 bytes" in finding.message
    found = load_ledger(tmp_path)
    assert (len(found.lines), found.fault, found.half) == (2, None, b"")


def test_a_line_that_lost_only_its_break_gets_it_back(tmp_path: Path) -> None:
    """Some editors strip the last line break of a file they save."""
    record(tmp_path, [entry(), entry(2)])
    path = tmp_path / LEDGER
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert is_whole(split(path.read_bytes())[1])
    (finding,) = record(tmp_path, [entry(3)])
    assert finding.code == "R151"
    assert load_ledger(tmp_path).fault is None
    assert len(load_ledger(tmp_path).lines) == 3


@given(st.integers(0, 4000))
@settings(max_examples=60, deadline=None)
def test_a_write_stopped_at_any_byte_is_mended_by_the_next_build(stop: int) -> None:
    """A kill -9 between any two bytes of a build's lines, before the head is written."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        record(root, [entry()])
        made, _ = chained([entry(n) for n in range(2, 7)], parse_head((root / HEAD).read_bytes()) or Head())
        with (root / LEDGER).open("ab") as file:
            file.write(made[:stop])
        record(root, [entry(n) for n in range(1, 7)])
        found = load_ledger(root)
        assert (len(found.lines), found.fault, found.half) == (6, None, b"")


def test_a_process_killed_while_it_writes_leaves_a_ledger_that_goes_on(tmp_path: Path) -> None:
    """A real kill -9, in the middle of a write that was made slow."""
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from publishkit.permissions import ledger\n"
        "from tests.rights.test_ledger import entry\n"
        "write = os.write\n"
        "def slow(file, data):\n"
        "    write(file, bytes(data[:700]))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "ledger.os.write = slow\n"
        f"ledger.record(Path({str(tmp_path)!r}), [entry(), entry(2)])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, check=False)
    assert done.returncode == -9
    assert load_ledger(tmp_path).half
    (finding,) = record(tmp_path, [entry(), entry(2)])
    assert finding.code == "R151"
    assert (len(load_ledger(tmp_path).lines), load_ledger(tmp_path).fault) == (2, None)


def test_a_broken_ledger_is_said_at_every_build_and_never_healed(tmp_path: Path) -> None:
    record(tmp_path, [entry(1), entry(2), entry(3)])
    path = tmp_path / LEDGER
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]))
    for number in (4, 5):
        (finding,) = record(tmp_path, [entry(number)])
        assert (finding.code, finding.severity) == ("R152", "warning")
        assert finding.where == "rights/ledger.jsonl:3"
        assert "line 3 " in finding.message
    assert len(load_ledger(tmp_path).lines) == 4


def test_a_ledger_that_was_thrown_away_shows(tmp_path: Path) -> None:
    record(tmp_path, [entry(1), entry(2)])
    (tmp_path / LEDGER).unlink()
    (finding,) = record(tmp_path, [entry(1)])
    assert finding.code == "R152"
    fault = load_ledger(tmp_path).fault
    assert fault is not None and "lines 1 to 2 are missing" in fault.message


@pytest.mark.parametrize("obstacle", ["folder", "link", "file"])
def test_a_ledger_that_cannot_be_written_is_a_warning(tmp_path: Path, obstacle: str) -> None:
    if obstacle == "file":
        (tmp_path / "rights").write_text("")
    else:
        (tmp_path / "rights").mkdir()
    if obstacle == "folder":
        (tmp_path / LEDGER).mkdir()
    if obstacle == "link":
        (tmp_path / "elsewhere").write_text("")
        (tmp_path / LEDGER).symlink_to(tmp_path / "elsewhere")
    (finding,) = record(tmp_path, [entry()])
    assert (finding.code, finding.severity, finding.where) == ("R150", "warning", "rights/ledger.jsonl")
    assert finding.message.startswith("the decisions of this build could not be written down: ")


def test_a_full_disk_leaves_no_half_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(tmp_path, [entry()])
    before = (tmp_path / LEDGER).read_bytes()
    write, calls = os.write, iter(range(9))

    def full(file: int, data: bytes) -> int:
        if next(calls):
            raise OSError(28, "No space left on device")
        return write(file, bytes(data[:100]))

    monkeypatch.setattr("publishkit.permissions.ledger.os.write", full)
    (finding,) = record(tmp_path, [entry(2)])
    assert "No space left on device" in finding.message
    assert (tmp_path / LEDGER).read_bytes() == before


def test_a_build_waits_for_another_one_and_not_for_ever(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    record(tmp_path, [entry()])
    with (tmp_path / LEDGER).open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        (finding,) = record(tmp_path, [entry(2)], wait=0.1)
        assert "another build has kept it for 0.1 seconds" in finding.message
    assert record(tmp_path, [entry(2)], wait=0.1) == ()


def test_builds_at_the_same_time_do_not_mix_their_lines(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from publishkit.permissions.ledger import record\n"
        "from tests.rights.test_ledger import entry\n"
        "root, writer = Path(sys.argv[1]), sys.argv[2]\n"
        "for n in range(8):\n"
        "    assert record(root, [entry(n, channel=f'{writer}-{part}') for part in range(5)], wait=60) == ()\n"
    )
    arguments = [sys.executable, "-c", code, str(tmp_path)]
    writers = [subprocess.Popen([*arguments, str(number)], cwd=HOME) for number in range(3)]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    found = load_ledger(tmp_path)
    assert (len(found.lines), found.fault) == (120, None)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"lines":true,"sha256":"0"}', b"[" * 9999, b"\xff", b'{"lines":-1}']
)
def test_a_head_that_is_none_is_no_head(data: bytes) -> None:
    assert parse_head(data) is None
    assert parse_head(head_file(Head(3, "ab" * 32))) == Head(3, "ab" * 32)

"""`python -m benchmarks.personalise`: messages of 100,000 readers on one processor, and a list of 1,000,000 read in.

The letter is an edition's mail of some 85 KiB of HTML and 45 KiB of text; each message is made whole and thrown away, as
a transport would hand it on. The list is a CSV of a million readers into SQLite, each commit on the disk, and read in a
second time, when every reader is there already. Memory is the most the process held.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from publishkit.send.letter.letter import Letter
from publishkit.send.letter.message import Mailing, Reader
from publishkit.send.readers.importing import Counts, ImportOrder, take_readers
from publishkit.send.readers.subscriber import Consent
from publishkit.send.readers.table import open_table
from publishkit.send.state.store import open_store

Result = TypeVar("Result")
READERS, LISTED = 100_000, 1_000_000
MOST_SECONDS, MOST_MEMORY, MOST_IMPORT_MEMORY = 10.0, 200, 200
"""The targets: seconds of processor for all messages; MiB."""
MOMENT = datetime(2026, 11, 20, 6, tzinfo=UTC)


def main(words: Sequence[str]) -> int:
    """Print the figures; return 1 when a target is missed. Each part runs in a process of its own, to tell its memory."""
    if words:
        return PARTS[words[0]]()
    # One after the other: they share the processors.
    command = (sys.executable, "-m", "benchmarks.personalise")
    return max([subprocess.run((*command, part), check=False).returncode for part in PARTS])


def measure_messages() -> int:
    """Make a message for each reader."""
    letter = make_letter()
    letter.message(_reader(0))
    _, first = _spent(lambda: sum(len(letter.message(_reader(number))) for number in range(READERS // 10)))
    held = _held()
    size, seconds = _spent(lambda: sum(len(letter.message(_reader(number))) for number in range(READERS)))
    grown = _held() - held
    print(f"a message                           {size / READERS / 1024:6.0f} KiB")
    print(f"{READERS // 10:,} messages                     {first:6.2f} s of processor")
    met = _target(f"{READERS:,} messages", f"{seconds:.2f} s", seconds < MOST_SECONDS, f"under {MOST_SECONDS:.0f} s")
    met &= _target("memory", f"{_held():.0f} MiB", _held() < MOST_MEMORY, f"under {MOST_MEMORY} MiB")
    return 0 if _target("memory grown with ten times as many", f"{grown:.1f} MiB", grown < 1, "flat") and met else 1


def measure_import() -> int:
    """Read a list in, twice."""
    with TemporaryDirectory(prefix="publishkit-bench-") as folder:
        file = Path(folder, "readers.csv")
        with file.open("w", encoding="utf-8") as lines:
            lines.write("E-mail,Name,Language,Source,Consent date\n")
            for number in range(LISTED):
                day = f"2026-{number % 9 + 1:02d}-{number % 28 + 1:02d}"
                lines.write(
                    f"reader{number}@mail{number % 5000}.example,Zażółć Reader {number},pl,sign-up form,{day}\n"
                )
        counts, seconds = _spent(lambda: _take(file))
        print(f"{LISTED:,} readers read in            {seconds:6.1f} s of processor, {counts.added:,} added")
        counts, seconds = _spent(lambda: _take(file))
        print(f"the same list once more             {seconds:6.1f} s of processor, {counts.unchanged:,} unchanged")
    met = _held() < MOST_IMPORT_MEMORY
    return 0 if _target("memory of the import", f"{_held():.0f} MiB", met, f"under {MOST_IMPORT_MEMORY} MiB") else 1


def make_letter() -> Letter:
    """Return a letter of the size of a full edition."""
    story = '<p style="margin:0 0 16px;line-height:1.5">Low water at dusk – the pilots’ boat lay on its side.</p>\n'
    link = '<a href="@@PK_UNSUB_URL@@">Leave</a>\n'
    return Letter(
        mailing=Mailing(
            edition="2026-w47",
            subject="The Lantern 47: Ebbe und Flut in Größe",
            from_address="letter@lantern.example",
            from_name="The Lantern",
            list_id="weekly.lantern.example",
            list_name="The Lantern",
            archive="https://lantern.example/letter/2026-w47/",
            rights="https://lantern.example/letter/2026-w47/rights.json",
        ),
        page=link + story * 830 + link,
        text="@@PK_UNSUB_URL@@\n"
        + "Low water at dusk – the pilots’ boat lay on its side.\n" * 800
        + "@@PK_UNSUB_URL@@\n",
        moment=MOMENT,
    )


def _reader(number: int) -> Reader:
    unsubscribe = f"https://lantern.example/u/{number:071d}"
    return Reader(address=f"reader{number}@mail.example", name=f"Zoë Reader {number}", unsubscribe=unsubscribe)


def _take(file: Path) -> Counts:
    order = ImportOrder(list="readers", consent=Consent(), now=MOMENT)
    with open_store(file.parent) as store, open_table(file, file.name) as table:
        return take_readers(store, table, order, lambda note: sys.exit(f"{note}"))


def _spent(work: Callable[[], Result]) -> tuple[Result, float]:
    """Return what *work* gives and the seconds of processor it took: the machine may have other things to do."""
    started = time.process_time()
    return work(), time.process_time() - started


def _held() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _target(name: str, value: str, met: bool, wanted: str) -> bool:  # noqa: FBT001  # as in benchmarks/__main__.py
    print(f"{name:<36}{value:>9}  {'met' if met else 'MISSED'}: {wanted}")
    return met


PARTS: dict[str, Callable[[], int]] = {"messages": measure_messages, "import": measure_import}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

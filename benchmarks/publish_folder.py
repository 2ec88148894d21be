"""Publish ten years of a weekly (520 editions of 17 files) to a folder, then publish it again unchanged.

    python benchmarks/publish_folder.py [FOLDER]

FOLDER should be on the disk in question; a new one in the temporary folder by default, taken away at the end.
"""

import resource
import shutil
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from publishkit.publish.files import SiteFile, made_file, stored_file
from publishkit.publish.targets.base import Target
from publishkit.publish.targets.registry import open_target
from publishkit.publish.targets.transfer import publish_files

EDITIONS = 520
ARTICLES = 12
BOOK = 300_000  # bytes


def make_site(books: Path, changed: str = "") -> list[SiteFile]:
    """Pages in memory, the two downloads of each edition on disk."""
    files = [made_file("index.html", f"home {changed}".encode())]
    for number in range(EDITIONS):
        base = f"{2016 + number // 52}-w{number % 52 + 1:02}"
        pages = ["index", *(f"article-{k}" for k in range(ARTICLES)), "credits"]
        files += [made_file(f"{base}/{name}.html", f"{base} {name} ".encode() * 500) for name in pages]
        files.append(made_file(f"{base}/rights.json", base.encode() * 200))
        for suffix in ("pdf", "epub"):
            book = books / f"letter-{base}.{suffix}"
            if not book.exists():
                book.write_bytes(f"{base} {suffix} ".encode() * (BOOK // 16))
            digest = sha256(book.read_bytes()).hexdigest()
            size = book.stat().st_size
            files.append(stored_file(f"{base}/{book.name}", book, size=size, digest=digest, cache="immutable"))
    return files


def measured(name: str, target: Target, files: list[SiteFile]) -> None:
    """Publish *files* and print what it took."""
    wall, processor = time.perf_counter(), time.process_time()
    done = publish_files(target, files, dry_run=False, prune=False, tell=lambda _line: None)
    print(
        f"{name:<20} {time.perf_counter() - wall:6.2f} s  {time.process_time() - processor:6.2f} s processor  "
        f"{len(done.written):5} sent  {done.unchanged:5} unchanged  {_most_memory()} MiB at most"
    )


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # KiB on Linux


def main(top: Path) -> None:
    """Publish three times."""
    books = top / "books"
    books.mkdir(parents=True)
    target = open_target(str(top / "www"), {})
    site, other = make_site(books), make_site(books, changed="corrected")
    print(f"{len(site)} files; {_most_memory()} MiB with the pages of both sites in memory, before publishing")
    for name, files in (("first", site), ("unchanged", site), ("home page changed", other), ("unchanged", other)):
        measured(name, target, files)


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if sys.argv[1:] else Path(tempfile.mkdtemp())
    try:
        main(chosen / "publishkit-benchmark")
    finally:
        shutil.rmtree(chosen / "publishkit-benchmark", ignore_errors=True)

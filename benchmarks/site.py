"""`python -m benchmarks.site`: a site of ten years of a weekly, 520 editions of 12 articles.

Measured, each in a fresh process: publishing half of it and all of it to a folder (the time must grow with the editions
and no faster), publishing all of it again with nothing changed, and the memory of both. Pictures and books are stand-ins of a few
kilobytes: how fast a disk hashes is not the question.
"""

import json
import random
import sys
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Cost, run, tree_peak
from benchmarks.workspace import CONFIG, SYLLABLES

EDITIONS, ARTICLES, WORDS = 520, 12, 900
PUBLISH = (sys.executable, "-m", "publishkit", "publish", "--all", "--to", "www")
MOST_AGAIN, MOST_MEMORY, MOST_GROWTH = 2.7, 300, 1.3
"""Seconds of processor (2 for the site, the rest for listing 19,000 files at the target), MiB, and how much more an edition may cost when there are twice as many."""
VOCABULARY = 20_000


def main() -> int:
    """Print the figures; return 1 when a target is missed."""
    with TemporaryDirectory(prefix="publishkit-site-") as folder:
        root = Path(folder)
        (root / "publishkit.toml").write_text(CONFIG, encoding="utf-8")
        words = _vocabulary()
        for n in range(EDITIONS // 2):
            _write_edition(root, n, words)
        half = run(PUBLISH, root, fresh=("www", ".publishkit"))
        for n in range(EDITIONS // 2, EDITIONS):
            _write_edition(root, n, words)
        whole = run(PUBLISH, root, fresh=("www", ".publishkit"))
        again = run(PUBLISH, root)
        peak = tree_peak(PUBLISH, root, fresh=("www", ".publishkit"))
        peak_again = tree_peak(PUBLISH, root)
        site = root / "www"
        _describe(site)
        return 0 if _report(half, whole, again, max(peak, peak_again)) else 1


def _vocabulary() -> list[str]:
    chance = random.Random(1)
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(VOCABULARY)]


def _write_edition(root: Path, n: int, words: list[str]) -> None:
    chance = random.Random(n)
    day = date(2016, 1, 1) + timedelta(weeks=n)
    edition = f"{day.year}-{day:%m%d}"
    folder = root / "out" / edition
    (folder / "web").mkdir(parents=True)
    texts = [" ".join(chance.choices(words, k=WORDS)) for _ in range(ARTICLES)]
    titles = [" ".join(chance.choices(words, k=6)).capitalize() for _ in range(ARTICLES)]
    for name, data in _files(edition, titles, texts).items():
        (folder / name).write_bytes(data)
    books = [_book(folder, edition, suffix, kind) for suffix, kind in (("pdf", "pdf"), ("epub", "epub+zip"))]
    (folder / "edition.json").write_text(json.dumps(_record(edition, n, day, titles, books)), encoding="utf-8")
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    lines = [f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def _files(edition: str, titles: list[str], texts: list[str]) -> dict[str, bytes]:
    items = [
        {"id": f"a{n:02}", "slug": f"story-{n}", "html": f"<p>{text}</p>", "text": text}
        for n, text in enumerate(texts, 1)
    ]
    pages = {
        f"web/story-{n}.html": f"<!DOCTYPE html><title>{title}</title><p>{text}</p>".encode()
        for n, (title, text) in enumerate(zip(titles, texts, strict=True), 1)
    }
    pictures = {f"web/{n}.jpg": f"{edition} {n}".encode() * 500 for n in range(12)}
    return {
        **pages,
        **pictures,
        "web/index.html": "\n".join(texts).encode(),
        "web/style.css": b"body {}" * 1000,
        "web/cover.jpg": edition.encode() * 2000,
        "web/cover-small.jpg": edition.encode() * 200,
        "texts.json": json.dumps({"schema": "publishkit-texts/1", "edition": edition, "items": items}).encode(),
        **{name: json.dumps(record).encode() for name, record in _records(edition).items()},
    }


def _records(edition: str) -> dict[str, dict[str, object]]:
    """Return what a build writes down beside the files, as large as that of a real issue."""
    day = "2016-01-01"
    return {
        "rights.json": {
            "schema": "publishkit-rights/1", "issue": edition, "date": day, "publication": "The Benchmark", "policy": "",
            "channels": ["web"], "rights": "", "tdm": {"reserved": False, "policy_url": None}, "items": [],
            "filler": "x" * 8000,
        },
        "build.json": {
            "schema": "publishkit-build/1", "edition": edition, "date": day, "versions": {}, "inputs": [],
            "artifacts": [], "findings": [], "filler": "x" * 12_000,
        },
        "proof.json": {
            "schema": "publishkit-proof/1", "edition": edition, "passed": True, "items": [], "duties": [],
            "withheld": [], "filler": "x" * 40_000,
        },
    }  # fmt: skip


def _book(folder: Path, edition: str, suffix: str, kind: str) -> dict[str, object]:
    name = f"the-benchmark-{edition}.{suffix}"
    data = f"{edition} {suffix}".encode() * 2000
    (folder / name).write_bytes(data)
    return {
        "channel": suffix,
        "name": name,
        "media_type": f"application/{kind}",
        "bytes": len(data),
        "sha256": sha256(data).hexdigest(),
    }


def _record(edition: str, n: int, day: date, titles: list[str], books: list[dict[str, object]]) -> dict[str, object]:
    url = f"https://bench.example/letter/{edition}/"
    items = [_item(url, k, title) for k, title in enumerate(titles, 1)]
    sections = [
        {"id": f"s{k // 4 + 1}", "title": f"Part {k // 4 + 1}", "items": items[k : k + 4]}
        for k in range(0, ARTICLES, 4)
    ]
    return {
        "schema": "publishkit-edition/1",
        "edition": edition,
        "history": {"revision": 1, "revised": "", "superseded": [], "corrections": [], "withdrawn": []},
        "name": "The Benchmark",
        "number": n + 1,
        "title": titles[0],
        "date": day.isoformat(),
        "language": "en",
        "dir": "ltr",
        "url": url,
        "publisher": "Benchmark Readers",
        "editors": ["June Okafor"],
        "contributors": [[f"Author {k}", "aut"] for k in range(1, ARTICLES + 1)],
        "deck": titles[1],
        "rights": "Items are under different terms.",
        "license_uri": "",
        "tdm_reserved": False,
        "tdm_policy": "",
        "cover": {
            "file": "web/cover.jpg", "width": 800, "height": 1200,
            "small": "web/cover-small.jpg", "small_width": 240, "small_height": 360,
        },
        "books": books,
        "sections": sections,
    }  # fmt: skip


def _item(url: str, n: int, title: str) -> dict[str, object]:
    return {
        "id": f"a{n:02}", "number": n, "slug": f"story-{n}", "use": "full", "page": f"story-{n}.html",
        "canonical": f"{url}story-{n}.html", "lang": "en", "dir": "ltr", "kicker": f"Story {n}", "title": title,
        "deck": title, "byline": f"By Author {n}", "authors": [f"Author {n}"], "label": "Full text · CC BY 4.0",
        "published": "2016-01-01", "minutes": 4, "source_url": f"https://review{n}.example/story",
        "license_uri": "https://creativecommons.org/licenses/by/4.0/", "tdm_reserved": False, "tdm_policy": "",
    }  # fmt: skip


def _describe(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.is_file()]
    pieces = [path.stat().st_size for path in (site / "search").glob("*/*.json")]
    print(f"{EDITIONS} editions of {ARTICLES} articles, {WORDS} words each: {len(files):,} files")
    print(
        f"search index: {len(pieces)} pieces, {sum(pieces) / 1e6:.1f} MB; a word costs {sum(pieces) / len(pieces) / 1e3:.0f} kB a year"
    )


def _report(half: Cost, whole: Cost, again: Cost, peak: int) -> bool:
    growth = (whole.cpu_seconds / EDITIONS) / (half.cpu_seconds / (EDITIONS // 2))
    print(f"first publish, {EDITIONS // 2} editions   {half.seconds:6.2f} s ({half.cpu_seconds:.2f} s of processor)")
    print(f"first publish, {EDITIONS} editions   {whole.seconds:6.2f} s ({whole.cpu_seconds:.2f} s of processor)")
    return all(
        [
            _target(
                "cost of an edition, doubled",
                f"{growth:.2f}",
                met=growth <= MOST_GROWTH,
                wanted=f"at most {MOST_GROWTH}",
            ),
            _target(
                "nothing changed",
                f"{again.seconds:.2f} s",
                met=again.seconds < MOST_AGAIN,
                wanted=f"under {MOST_AGAIN} s",
            ),
            _target(
                "memory", f"{peak / 2**20:.0f} MiB", met=peak / 2**20 < MOST_MEMORY, wanted=f"under {MOST_MEMORY} MiB"
            ),
        ]
    )


def _target(name: str, value: str, *, met: bool, wanted: str) -> bool:
    print(f"{name:<36}{value:>9}  {'met' if met else 'MISSED'}: {wanted}")
    return met


if __name__ == "__main__":
    sys.exit(main())

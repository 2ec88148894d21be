"""The order in which files are sent: what is linked to before what links, so that no link leads to nothing."""

from collections.abc import Sequence
from itertools import groupby

from publishkit.publish.files import SiteFile

LINKING = ("application/atom+xml", "application/feed+json", "application/json", "application/opds", "application/rss")
"""Media types of feeds, catalogues and search indexes, beside all XML and text."""


def waves(files: Sequence[SiteFile]) -> list[list[SiteFile]]:
    """Return *files* in waves; each may be sent once the one before has arrived.

    Downloads, pictures and styles; pages; pages that list others, the deepest first and the home page last; feeds,
    catalogues and sitemaps.

    >>> from publishkit.publish.files import made_file
    >>> names = ["index.html", "feed.xml", "2026/index.html", "2026/w47.html", "w47.pdf"]
    >>> [[file.path for file in wave] for wave in waves([made_file(name, b"") for name in names])]
    [['w47.pdf'], ['2026/w47.html'], ['2026/index.html'], ['index.html'], ['feed.xml']]
    """
    ordered = sorted(files, key=lambda file: (_rank(file), file.path))
    return [list(wave) for _, wave in groupby(ordered, key=_rank)]


def _rank(file: SiteFile) -> tuple[int, int]:
    kind = file.media_type.partition(";")[0].strip().lower()
    if file.cache == "immutable":
        return 0, 0
    if kind in {"text/html", "application/xhtml+xml"}:
        lists = file.path.rpartition("/")[2] == "index.html"
        return (2, -file.path.count("/")) if lists else (1, 0)
    links = file.cache == "feed" or kind.startswith(LINKING) or kind.endswith("xml") or kind == "text/plain"
    return (3, 0) if links and kind != "image/svg+xml" else (0, 0)

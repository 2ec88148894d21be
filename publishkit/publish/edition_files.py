"""The files of one finished edition on the site: proved bytes, at other paths, unaltered.

Pages lie in the edition's folder; PDF and EPUB one folder above, beside those of all other editions, where the pages look
for them in `out/` too.
"""

from collections.abc import Iterator

from publishkit.edition.proof_record import PROOF
from publishkit.edition.public_record import RECORD
from publishkit.edition.records import RIGHTS, SUMS
from publishkit.proof.finished import FinishedEdition
from publishkit.publish.files import Cache, SiteFile, made_file, stored_file

PUBLIC_RECORDS = (RECORD, RIGHTS, PROOF)
"""Mails, inputs and the texts for feeds stay at home."""


def edition_files(edition: FinishedEdition) -> Iterator[SiteFile]:
    """Yield what readers get of *edition*, and `SHA256SUMS` over it."""
    sums: list[str] = []
    for name, path in _published(edition):
        file = edition.files[name]
        yield stored_file(path, file.path, size=file.bytes, digest=file.sha256, cache=_cache(path))
        shown = path.removeprefix(f"{edition.id}/") if path.startswith(f"{edition.id}/") else f"../{path}"
        sums.append(f"{file.sha256}  {shown}\n")
    data = "".join(sorted(sums, key=lambda line: line[66:])).encode()
    yield made_file(f"{edition.id}/{SUMS}", data, media_type="text/plain; charset=utf-8")


def book_path(name: str) -> str:
    """Return where a download lies on the site, from its name in `out/<id>/`.

    >>> book_path("the-letter-2026-w47.pdf"), book_path("superseded/the-letter-2026-w46.pdf")
    ('the-letter-2026-w47.pdf', 'the-letter-2026-w46.pdf')
    """
    return name.rpartition("/")[2]


def _published(edition: FinishedEdition) -> Iterator[tuple[str, str]]:
    """Yield (name in the edition's folder, path on the site)."""
    for name in sorted(edition.files):
        if name.startswith("web/"):
            yield name, f"{edition.id}/{name.removeprefix('web/')}"
        elif name in PUBLIC_RECORDS:
            yield name, f"{edition.id}/{name}"
    for book in edition.record.books:
        yield book.name, book_path(book.name)
    for old in edition.record.history.superseded:
        yield old.file, book_path(old.file)


def _cache(path: str) -> Cache:
    """Fonts never change under their name; pages, pictures and books may, in a revision or a retraction."""
    return "immutable" if path.endswith(".ttf") else "page"

"""The picture files that were saved with a page, given to its pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from publishkit.articles.extracted import Extracted, FoundPicture
from publishkit.articles.picture_kinds import ending_of


def picture_sources(found: Extracted) -> tuple[str, ...]:
    """Return the addresses, as the page writes them, at which its pictures may have been saved."""
    return tuple(address for picture in found.pictures for address in picture.written)


def with_files(found: Extracted, saved: Mapping[str, bytes]) -> tuple[Extracted, Mapping[str, bytes]]:
    """Return the article with a file for each picture that is in *saved*, and the files by their new names."""
    files: dict[str, bytes] = {}
    pictures: list[FoundPicture] = []
    for number, picture in enumerate(found.pictures, 1):
        address = next((one for one in picture.written if ending_of(saved.get(one, b""))), None)
        if address is None:
            pictures.append(picture)
            continue
        name = f"images/{number:02}.{ending_of(saved[address])}"
        files[name] = saved[address]
        pictures.append(replace(picture, file=name, src=_address(picture, address)))
    review = (*(line for line in found.review if not line.startswith("pictures:")), *missing_files(pictures))
    return replace(found, pictures=tuple(pictures), review=review), files


def missing_files(pictures: Sequence[FoundPicture]) -> tuple[str, ...]:
    """Return the question about pictures without a file, () when there is none."""
    missing = sum(not picture.file for picture in pictures)
    return (f"pictures: {missing} picture(s) without a file; they are recorded and not printed",) if missing else ()


def _address(picture: FoundPicture, saved_as: str) -> str | None:
    """Where the picture stood on the web; the place it was saved at is none."""
    if picture.written[0] != saved_as:
        return picture.src
    remote = (one for one in picture.written if one.startswith(("https://", "http://", "//")))
    first = next(remote, None)
    return f"https:{first}" if first and first.startswith("//") else first

"""The pictures of a source that is added again: which of them are there already, and what of each follows the source."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from publishkit.capture.commonmark import write_blocks
from publishkit.capture.extracted import missing_files
from publishkit.capture.merge import merge
from publishkit.capture.store import Emitted
from publishkit.disk import read_file
from publishkit.model.article import Clash
from publishkit.press.adding.take import Taken
from publishkit.rights.pictures.likeness import Gallery, Prints, looks_at
from publishkit.workspace.rights_file import add_picture, set_rights
from publishkit.workspace.toml.edit import changed, remove

IMAGE = re.compile(r"(?<=\]\()images/[^)\s]+(?=\))")
ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff", ".bmp", ".svg")
Values = Mapping[str, Any]


# --- the same picture has the same name -------------------------------------------------------------------------------


def named_as_there(taken: Taken, folder: Path, base: Emitted, prints: Prints) -> Taken:
    """Return *taken* with each picture under the name of the same one in the article's *folder*, and new ones under free names.

    The same is what came as the same bytes, looks the same, or stood at the same address when one of the two has no file.
    """
    taken = _with_files_of_before(taken, folder, base)
    there = {path.relative_to(folder).as_posix(): _bytes(path) for path in sorted((folder / "images").glob("*"))}
    files = {name: data for name, data in there.items() if data and name.lower().endswith(ENDINGS)}
    names = dict(_same_files(taken.files, files, base, prints))
    used = {*there, *names.values()}
    for name in [one for one in taken.files if one not in names]:
        names[name] = _free(name, used)
        used.add(names[name])
    if all(old == new for old, new in names.items()):
        return taken
    return _renamed(taken, names)


def _with_files_of_before(taken: Taken, folder: Path, base: Emitted) -> Taken:
    """Return *taken* with the files that came with an earlier reading for pictures that came without one now."""
    found = taken.found
    left = {file for file in base.pictures if (folder / file).is_file()}
    files: list[str] = []
    for one in found.pictures:
        before = (base.addresses.get(address, "") for address in one.written if not one.file)
        files.append(next((file for file in before if file in left), one.file))
        left.discard(files[-1])
    pictures = tuple(replace(one, file=file) for one, file in zip(found.pictures, files, strict=True))
    if pictures == found.pictures:
        return taken
    rights = tuple(replace(one, file=file) for one, file in zip(taken.rights.picture, files, strict=True))
    asked = missing_files(found.pictures)
    review = (*(line for line in found.review if line not in asked), *missing_files(pictures))
    return replace(
        taken,
        found=replace(found, pictures=pictures, review=review),
        rights=replace(taken.rights, picture=rights),
        body=taken.body if found.body is not None else write_blocks(found.blocks, pictures),
    )


def _same_files(
    new: Mapping[str, bytes], there: Mapping[str, bytes], base: Emitted, prints: Prints
) -> Iterator[tuple[str, str]]:
    """Yield (name of a new file, name of the file of the same picture), each file there once."""
    left = dict(there)
    by_hash = {digest: name for name, digest in base.pictures.items() if name in left}
    by_hash |= {sha256(data).hexdigest(): name for name, data in left.items()}
    unmet = []
    for name, data in new.items():
        same = by_hash.get(sha256(data).hexdigest())
        if same in left:
            del left[same]
            yield name, same
        else:
            unmet.append(name)
    gallery = Gallery([(name, prints(data)) for name, data in left.items()]) if unmet and left else None
    for name in unmet if gallery else ():
        seen = (one for look in looks_at(new[name]) for one in gallery.resembled_by(look)) if gallery else ()
        same = next((one for one in seen if one in left), None)
        if same is not None:
            del left[same]
            yield name, same


def _free(name: str, used: set[str]) -> str:
    """Return *name*, or the first number that no picture has."""
    ending, number, free = name.rpartition(".")[2], 0, name
    while free in used:
        number += 1
        free = f"images/{number:02}.{ending}"
    return free


def _renamed(taken: Taken, names: Mapping[str, str]) -> Taken:
    def written(text: str) -> str:
        return IMAGE.sub(lambda found: names.get(found[0], found[0]), text)

    rights = tuple(replace(one, file=names.get(one.file, one.file)) for one in taken.rights.picture)
    found = taken.found
    pictures = tuple(replace(one, file=names.get(one.file, one.file)) for one in found.pictures)
    body = None if found.body is None else written(found.body)
    return replace(
        taken,
        found=replace(found, pictures=pictures, body=body),
        rights=replace(taken.rights, picture=rights),
        body=written(taken.body),
        files={names[name]: data for name, data in taken.files.items()},
    )


def _bytes(path: Path) -> bytes:
    try:
        return read_file(path) if path.is_file() else b""
    except OSError:
        return b""


# --- what is said of each ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class MergedPictures:
    """`rights.toml` with what only the source changed of its pictures."""

    text: str
    clashes: tuple[Clash, ...] = ()


def merge_pictures(
    text: str, base: Sequence[Values], ours: Sequence[Values], theirs: Sequence[Values]
) -> MergedPictures:
    """Return `rights.toml`, the *text*, with each picture merged: *base* the machine wrote, *ours* stands in it, *theirs* is read now.

    A picture the editor took out stays out; one the source no longer has goes when nobody touched it.

    Raises:
        InputError: the file is written so that one of them cannot be changed alone.
    """
    clashes: list[Clash] = []
    edits: dict[tuple[str | int, ...], object] = {}
    gone: list[int] = []
    for number, mine in enumerate(ours):
        before = _same(mine, base)
        new = _same(mine, theirs) or (_same(before, theirs) if before is not None else None)
        if new is None:
            if before is not None and flat(before) == flat(mine):
                gone.append(number)
            continue
        known = flat(before) if before is not None else flat(new)
        merged = merge(known, flat(mine), flat(new), f"picture[{name_of(mine)}].")
        clashes += merged.clashes
        edits |= {("picture", number, *key.split(".")): value for key, value in merged.changes.items()}
    text = set_rights(text, edits) if edits else text
    for picture in theirs:
        if _same(picture, ours) is None and _same(picture, base) is None:
            text = add_picture(text, {key: value for key, value in picture.items() if value not in (None, {})})
    for number in reversed(gone):
        text = _without(text, number)
    return MergedPictures(text=text, clashes=tuple(clashes))


def name_of(picture: Values) -> str:
    """Return by what a picture is named: its file, or the address it stood at, or its caption."""
    return str(picture.get("file") or picture.get("src") or picture.get("caption") or "")


def flat(values: Values, lead: str = "") -> dict[str, object]:
    """Return *values* without tables in tables.

    >>> flat({"file": "a.jpg", "rights": {"status": "own"}})
    {'file': 'a.jpg', 'rights.status': 'own'}
    """
    found: dict[str, object] = {}
    for key, value in values.items():
        found |= flat(value, f"{lead}{key}.") if isinstance(value, Mapping) else {f"{lead}{key}": value}
    return found


def find_picture(name: str, pictures: Sequence[Values]) -> int | None:
    """Return the number of the picture that is named so; None where none is."""
    return next((number for number, one in enumerate(pictures) if name_of(one) == name), None)


def _same(picture: Values, among: Sequence[Values]) -> Values | None:
    """Return the same picture among others: of this file; where one has none, from this address or of this caption."""
    file = picture.get("file")
    for one in among:
        if file and one.get("file") == file:
            return one
    for key in ("src", "caption"):
        for one in among:
            if not (file and one.get("file")) and picture.get(key) and one.get(key) == picture[key]:
                return one
    return None


def _without(text: str, number: int) -> str:
    from publishkit.workspace.toml.parse import toml_tree

    tree = toml_tree(text, "rights.toml")
    left = [one for at, one in enumerate(tree["picture"]) if at != number]
    wanted = {key: value for key, value in tree.items() if key != "picture"} | ({"picture": left} if left else {})
    return changed(text, remove(text, ("picture", number)), wanted, "rights.toml", "the list of pictures")

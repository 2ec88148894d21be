"""Pictures in finished files: each looked at once, and known again when it was withheld."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

from publishkit.model.owed import Withheld
from publishkit.proof.read.document import FoundPicture, Reading
from publishkit.proof.read.pdf import bare_pictures
from publishkit.rights.keypoints import Look
from publishkit.rights.likeness import Gallery, looks_at
from publishkit.rights.picture_parts import png_pixels


class Likenesses:
    """Which of the withheld pictures are seen in which pictures found."""

    def __init__(self, withheld: Sequence[Withheld]) -> None:
        """Know *withheld* by their fingerprints."""
        self._gallery = Gallery((item.asset_id, item.fingerprints) for item in withheld if item.fingerprints)
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, reading: Reading, pictures: Sequence[FoundPicture]) -> Mapping[str, Sequence[str]]:
        """Return asset id of a withheld picture -> where it is seen among the pictures of a format."""
        found: dict[str, list[str]] = {}
        for where, assets in self._seen(reading, pictures) if self._gallery else ():
            for asset in assets:
                found.setdefault(asset, []).append(where)
        return {asset: list(dict.fromkeys(places)) for asset, places in found.items()}

    def _seen(self, reading: Reading, pictures: Sequence[FoundPicture]) -> Iterator[tuple[str, Sequence[str]]]:
        self._learn([found for found in pictures if found.data])
        for found in pictures:
            yield found.where, self._known.get(found.sha256, ())
        if any(not found.data and found.sha256 not in self._known for found in pictures):
            for where, image in bare_pictures(reading.pdf):
                yield f"{reading.names[0]}, {where}", self._gallery.resembled_by(Look(image))

    def _learn(self, pictures: Sequence[FoundPicture]) -> None:
        """Look at the new ones among *pictures*; Pillow leaves the interpreter free while it decodes."""
        new = {found.sha256: found.data for found in pictures if found.sha256 not in self._known}
        with ThreadPoolExecutor() as pool:
            for digest, looks in zip(new, pool.map(looks_at, new.values()), strict=True):
                seen = (name for look in looks for name in self._gallery.resembled_by(look))
                self._known[digest] = tuple(dict.fromkeys(seen))
        for digest, data in new.items():
            if stream := png_pixels(data):
                self._known[sha256(stream).hexdigest()] = self._known[digest]

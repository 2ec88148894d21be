"""What is read of a file is read once: hundreds of changed editions differ in one file each.

The readers are the real ones; what they returned is kept by the bytes they were given. Pictures, PDF and book take most of
the time of a proof, and most changes leave them alone.
"""

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest
from PIL import Image

from publishkit.proof import beside, copied, leaks, reading
from publishkit.proof.formats import pdf
from publishkit.rights.pictures.likeness import Gallery

DIGEST = re.compile("[0-9a-f]{64}")
"""In a record the digests of other files are new each time; no words of anybody stand in them."""


class Memory:
    """What was returned, by what it was made from; goes back to what the unchanged edition needs."""

    def __init__(self) -> None:
        self._held: dict[Hashable, Any] = {}
        self._kept: dict[Hashable, Any] = {}

    def keep(self) -> None:
        """Keep what is held now for good."""
        self._kept = dict(self._held)

    def forget(self) -> None:
        """Forget what was held since."""
        self._held = dict(self._kept)

    def of(self, make: Callable[..., Any], told_by: Callable[..., Hashable]) -> Callable[..., Any]:
        """Return *make*, called once for what has the same *told_by*; what it yields is held as a list."""

        def made(*given: Any) -> Any:
            known = make.__qualname__, told_by(*given)
            if known not in self._held:
                found = make(*given)
                self._held[known] = list(found) if isinstance(found, Iterator) else found
            held = self._held[known]
            return iter(held) if isinstance(held, list) else held

        return made


def _bytes_of(files: Any, *more: Any) -> Hashable:
    return tuple((name, one.sha256) for name, one in files.items()), more


def _pixels(image: Image.Image) -> Hashable:
    return image.mode, image.size, sha256(image.tobytes()).digest()


@contextmanager
def remembering() -> Iterator[Memory]:
    """Put the memory before every reader that is slow."""
    memory = Memory()
    marks: dict[int, Hashable] = {}
    begin = Gallery.__init__

    def with_mark(self: Gallery[Any], known: Any) -> None:
        told = [(name, tuple(prints)) for name, prints in known]
        marks[id(self)] = tuple(told)
        begin(self, told)

    by_file: tuple[tuple[Any, str, Callable[..., Hashable]], ...] = (
        (reading, "read_pdf", lambda file: (file.name, file.sha256)),
        (reading, "read_book", lambda file: (file.name, file.sha256)),
        (reading, "read_mail", _bytes_of),
        (reading, "read_web", _bytes_of),
        (reading, "parse_html", lambda data: sha256(data).digest()),
        (reading, "read_tree", lambda name, root, kind, sheets: (name, root, kind, tuple(sheets))),
        (reading, "hidden_words", lambda name, data: (name, sha256(data).digest())),
        (reading, "words_in", lambda data: sha256(data).digest()),
        (leaks, "looks_at", lambda data: sha256(data).digest()),
        (leaks, "bare_pictures", lambda data: sha256(data).digest()),
        (leaks, "Look", _pixels),
        (beside, "Look", _pixels),
        (beside, "_on_paper", lambda read, owed: (sha256(read.pdf).digest(), tuple(owed))),
        (pdf, "_check_file", lambda said, file: (repr(said), file.sha256)),
        (Gallery, "resembled_by", lambda gallery, look: (marks[id(gallery)], look)),
        (copied.Copied, "_read", lambda one, words: (DIGEST.sub("", words), frozenset(one._wanted), one._strings)),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gallery, "__init__", with_mark)
        for place, name, told_by in by_file:
            patch.setattr(place, name, memory.of(getattr(place, name), told_by))
        yield memory

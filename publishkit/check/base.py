"""What a check is: finished files in, findings out. No disk, no network, no clock."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from publishkit.check.document import Reading
from publishkit.check.reading import heads_of, read_artifacts
from publishkit.edition.proof_record import Head
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel


class BuiltEdition(Mapping[str, Artifact]):
    """The finished files by name; what a reader sees in them is read once, when a check or the proof first asks."""

    def __init__(self, artifacts: Sequence[Artifact] | Mapping[str, Artifact], heads: Sequence[Head] = ()) -> None:
        files = artifacts.values() if isinstance(artifacts, Mapping) else artifacts
        self._files = {artifact.name: artifact for artifact in files}
        self._heads = tuple(heads)

    @classmethod
    def of(cls, edition: Edition, artifacts: Sequence[Artifact] | Mapping[str, Artifact]) -> "BuiltEdition":
        """Return the finished files of *edition*."""
        return cls(artifacts, heads_of(edition))

    def __getitem__(self, name: str) -> Artifact:
        return self._files[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    @cached_property
    def readings(self) -> Mapping[Channel, Reading]:
        """What a reader would see, per format."""
        return read_artifacts(self._files, self._heads)


class Check(Protocol):
    """Looks at the finished files of one format, or at all of them; its docstring is its rules.

    A check that needs only bytes may ask for a plain `Mapping[str, Artifact]`.
    """

    def __call__(self, edition: Edition, artifacts: BuiltEdition, /) -> Iterator[Finding]:
        """Yield what there is to say."""
        ...

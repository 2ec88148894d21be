"""A finished edition, read: one reader and one verdict for everything that has to do with `out/2026-w47`.

`verify` tells the verdict; `publish`, `correct`, `retract` and `send` refuse by it; `verify --site` asks it of every
edition that stands on a site.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from publishkit.edition.proof_record import PROOF, ProofRecord, parse_proof
from publishkit.edition.public_record import RECORD, EditionRecord, parse_edition
from publishkit.edition.records import (
    BUILD,
    RIGHTS,
    SIGNATURE,
    SUMS,
    BuildRecord,
    RightsRecord,
    parse_build,
    parse_rights,
    parse_sums,
)
from publishkit.errors import ExternalError, InputError, Problem, ProofError
from publishkit.model.artifact import Finding
from publishkit.proof.agreement import same_books, same_build, same_bytes, same_edition
from publishkit.proof.seals import ask_ledger, ledger_near
from publishkit.rights.phrases import visible

OUT = "out"
"""Folder of a workspace in which finished editions lie, each under its own id."""


# --- the folder -------------------------------------------------------------------------------------------------------


class Folder(Mapping[str, bytes]):
    """The files of a folder by name (`web/index.html`), read when they are asked for.

    Acting characters of a name are shown as `visible` shows them. A link to a file is that file; links to folders are
    not followed.
    """

    def __init__(self, path: Path) -> None:
        """List what lies in *path*.

        Raises:
            ExternalError: a folder cannot be read.
        """
        self.path = path
        self.stats: dict[str, tuple[int, int, int]] = {}
        """Name -> bytes, time of change in nanoseconds, and when the system noted it, which nobody can set back."""
        self.odd: set[str] = set()
        """What is there and is no file: a link to a folder or to nowhere, a pipe."""
        self._paths: dict[str, Path] = {}
        try:
            self._list(path, "")
        except OSError as cause:
            raise _unreadable(Path(cause.filename or path), cause) from cause

    def _list(self, folder: Path, prefix: str) -> None:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                name = visible(f"{prefix}{entry.name}").replace("\n", "⟨U+000A⟩")
                if entry.is_dir(follow_symlinks=False):
                    self._list(folder / entry.name, f"{prefix}{entry.name}/")
                elif _is_file(entry):
                    stat = entry.stat()
                    self._paths[name], self.stats[name] = (
                        folder / entry.name,
                        (
                            stat.st_size,
                            stat.st_mtime_ns,
                            stat.st_ctime_ns,
                        ),
                    )
                else:
                    self.odd.add(name)

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(size for size, *_ in self.stats.values())

    @property
    def sizes(self) -> Mapping[str, int]:
        """Name -> bytes."""
        return {name: size for name, (size, *_) in self.stats.items()}

    @property
    def place(self) -> str:
        """How messages name it: `out/2026-w47`."""
        return f"{OUT}/{self.path.name}"

    @property
    def named(self) -> str:
        """The id that an edition must have to lie here: in `out/` its folder's name, elsewhere "", which is any."""
        real = self.path.resolve()
        return real.name if real.parent.name == OUT else ""

    def file(self, name: str) -> Path:
        """Return where a file lies."""
        return self._paths[name]

    def __getitem__(self, name: str) -> bytes:
        path = self._paths[name]
        try:
            return path.read_bytes()
        except OSError as cause:
            raise _unreadable(path, cause) from cause

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False  # a link in a circle


def _unreadable(path: Path, cause: OSError) -> ExternalError:
    return ExternalError(Problem(place=str(path), message=f"cannot be read: {cause.strerror}"))


# --- the verdict ------------------------------------------------------------------------------------------------------


class Records:
    """What the records of an edition say, each parsed when it is first asked for, and once.

    Asking raises KeyError for one that is missing and ValueError for one that is broken; where the verdict found nothing,
    the only one that may be missing is `edition.json`, of an edition without pages.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def left_in(self, folder: Mapping[str, bytes]) -> "Records":
        """Return the same with nothing in memory but what `edition.json` says; the others are read again when asked for."""
        left = Records(folder)
        if RECORD in self:
            left.edition = self.edition
        return left

    @cached_property
    def edition(self) -> EditionRecord:
        """`edition.json`."""
        return parse_edition(self._files[RECORD])

    @cached_property
    def rights(self) -> RightsRecord:
        """`rights.json`."""
        return parse_rights(self._files[RIGHTS])

    @cached_property
    def build(self) -> BuildRecord:
        """`build.json`."""
        return parse_build(self._files[BUILD])

    @cached_property
    def proof(self) -> ProofRecord:
        """`proof.json`."""
        return parse_proof(self._files[PROOF])


ID_OF: Mapping[str, Callable[[Records], str]] = {
    RECORD: lambda records: records.edition.edition,
    RIGHTS: lambda records: records.rights.issue,
    BUILD: lambda records: records.build.edition,
    PROOF: lambda records: records.proof.edition,
}
"""Record -> the edition it says it is of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a finished edition must hold at a place, and how its faults are told there."""

    required: frozenset[str]
    """Records that are there whatever its checksums list."""
    changed: str
    again: str
    """What mends a changed file."""
    take_away: str
    """What mends a file too many."""
    mend: str
    """What mends everything else."""
    whole: bool
    """Whether every file that was made is there; on a site stand the pages, the books and the public records."""

    def shown(self, name: str) -> str:
        """Return what a file of the edition's folder is called here; "" when it is none of these."""
        if self.whole:
            return name
        if name.startswith("web/"):
            return name.removeprefix("web/")
        if name in self.required:
            return name
        return f"../{name.rpartition('/')[2]}" if name.endswith((".pdf", ".epub")) else ""


AT_HOME = Terms(
    required=frozenset({RIGHTS, BUILD, PROOF}),
    changed="was changed after it was proved",
    again="build the edition again; `publishkit correct` makes a revised one",
    take_away="take it away",
    mend="build the edition again",
    whole=True,
)
"""In `out/`. An edition without pages has no `edition.json`."""
ON_SITE = Terms(
    required=frozenset({RECORD, RIGHTS, PROOF}),
    changed="is not what was published",
    again="publish the site again",
    take_away="`publishkit publish --prune` takes it away",
    mend="publish the site again",
    whole=False,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What is wrong with a finished edition; nothing is good."""

    faults: tuple[Finding, ...]
    """Errors: R130 a changed file, R131 one too many, R132 a missing one, R133 a record that does not say what it must,
    R134 records that contradict each other or a file."""
    listed: Mapping[str, str]
    """Name -> SHA-256, as `SHA256SUMS` has them."""
    records: Records
    broken: frozenset[str]
    """Names of records that are missing or cannot be read."""


def judge(
    files: Mapping[str, bytes],
    *,
    named: str = "",
    odd: Collection[str] = (),
    terms: Terms = AT_HOME,
    seen: bool = False,
) -> Verdict:
    """Return the verdict on the edition that consists of *files*.

    *named* is the id it must have; "" for any, as long as its records agree. *odd* is what lies there and is no file.
    With *seen* the same bytes were judged before: only names are compared again, and only `edition.json` is read.
    """
    asked = (RECORD,) if seen else tuple(ID_OF)
    # Read once: what is compared is what the records are parsed from.
    held = {name: files[name] for name in asked if name in files}
    if SUMS in files:
        listed, slip = parse_sums(files[SUMS])
        faults = [fault("R130", SUMS, slip, terms.mend)] if slip else []
        faults += _compared(files, listed, odd, terms, None if seen else held)
    else:
        listed, faults = {}, [fault("R132", SUMS, "is missing", terms.mend)]
    records = Records(held)
    told, broken = _read(records, asked, named, terms)
    if not (seen or broken & {PROOF, *terms.required}):
        told += _agreed(files, listed, records, {found.where for found in faults}, terms)
    return Verdict(faults=(*faults, *told), listed=listed, records=records, broken=frozenset(broken))


def _agreed(
    files: Mapping[str, bytes], listed: Mapping[str, str], records: Records, known: Collection[str], terms: Terms
) -> Iterator[Finding]:
    """R134: records agree with files and with each other; *known* are places of which something is wrong anyway."""
    build = records.build if terms.whole else None
    proved = {terms.shown(one.name): one.sha256 for one in records.proof.files if terms.shown(one.name)}
    found = list(same_bytes(proved, listed))
    if build is not None:
        sizes = (
            files.sizes if isinstance(files, Folder) else {name: len(files[name]) for name in listed if name in files}
        )
        found += same_build(build, listed, sizes)
        found += same_books(records.edition, listed, sizes) if RECORD in records else ()
    found += same_edition(records.proof, records.rights, build, records.edition if RECORD in records else None)
    yield from (one for one in dict.fromkeys(found) if one.where not in known)


def _compared(
    files: Mapping[str, bytes],
    listed: Mapping[str, str],
    odd: Collection[str],
    terms: Terms,
    held: Mapping[str, bytes] | None,
) -> Iterator[Finding]:
    """R130-R132: every file is listed with its checksum, and every listed file is there.

    *held* is what was read of them already; None when checksums are not to be compared.
    """
    there = {*files, *odd, *(name for name in listed if name in files)} - {SUMS, SIGNATURE}
    for name in sorted(there):
        if name not in listed:
            yield fault("R131", name, "is no file of this edition", terms.take_away)
        elif name not in files:
            yield fault("R130", name, "is no plain file", terms.again)
        elif held is not None and sha256(held[name] if name in held else files[name]).hexdigest() != listed[name]:
            yield fault("R130", name, terms.changed, terms.again)
    for name in sorted({*listed, *terms.required} - there):
        yield fault("R132", name, "is missing", terms.mend)


def _read(records: Records, asked: Collection[str], named: str, terms: Terms) -> tuple[list[Finding], set[str]]:
    """R133: every record can be read, is of this edition, and says that it was proved; and which cannot be read."""
    faults: list[Finding] = []
    ids: dict[str, str] = {}
    for name in asked:
        if name in records:
            try:
                ids[name] = ID_OF[name](records)
            except ValueError as error:
                faults.append(fault("R133", name, str(error), terms.mend))
        elif name == PROOF:
            faults.append(fault("R133", name, "is missing: what this edition owes is not known", terms.mend))
    meant = named or ids.get(PROOF) or next(iter(ids.values()), "")
    for name, told in ids.items():
        if told != meant:
            message = f"is of the edition {visible(told, 80)}, not of {meant}"
            faults.append(fault("R133", name, message, terms.mend))
    if PROOF in ids and not records.proof.passed:
        faults.append(fault("R133", PROOF, "does not say that this edition was proved", terms.mend))
    return faults, {*asked} - {*ids}


def fault(code: str, where: str, message: str, hint: str) -> Finding:
    """Return the error that *where* does not hold what it should."""
    return Finding(code=code, severity="error", where=where, message=message, hint=hint)


# --- the edition ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedFile:
    """One file of a finished edition."""

    path: Path
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedEdition:
    """An edition in `out/`, every byte as it was proved."""

    id: str
    files: Mapping[str, FinishedFile]
    """Name inside its folder -> file; everything `SHA256SUMS` lists."""
    contents: Mapping[str, bytes]
    """Name -> bytes, `SHA256SUMS` among them: those that were compared, or what is read when it is asked for."""
    records: Records
    digest: str
    """SHA-256 of `SHA256SUMS`: the same edition to the byte has the same."""
    stamp: str
    """What its checksums, sizes and times of change come to: the same stamp is taken for the same bytes."""

    @property
    def has_pages(self) -> bool:
        """Whether a site can be made of it."""
        return RECORD in self.files and "web/index.html" in self.files

    @property
    def record(self) -> EditionRecord:
        """What lists need to know of an edition that has pages."""
        return self.records.edition


def is_finished(folder: Path) -> bool:
    """Return whether an edition was finished in *folder*: its checksums are written last.

    Raises:
        ExternalError: the folder cannot be read.
    """
    try:
        return (folder / SUMS).is_file()
    except OSError as cause:
        raise _unreadable(folder, cause) from cause


def unfinished(edition_id: str) -> Problem:
    """Return what everyone says of an edition that was never finished."""
    return Problem(
        place=f"{OUT}/{edition_id}", message="is no finished edition", hint=f"`publishkit build {edition_id}` makes it"
    )


def _demand_finished(folder: Path) -> None:
    if not is_finished(folder):
        raise InputError(unfinished(folder.name))


def read_finished(path: Path, hint: str) -> FinishedEdition:
    """Return the edition in the folder *path* with all its bytes; *hint* says what mends it.

    Raises:
        InputError: there is none, or it was never finished.
        ProofError: it is not what was proved; carries everything that is wrong.
        ExternalError: a file cannot be read.
    """
    _demand_finished(path)
    folder = Folder(path)
    contents = dict(folder)
    verdict = judge(contents, named=path.name, odd=folder.odd)
    _refuse(folder, verdict, hint)
    _demand_seal(folder, hint)
    return _finished(folder, contents, verdict.listed, verdict.records)


def open_finished(path: Path, hint: str, seen: str) -> FinishedEdition:
    """Return the edition in the folder *path*, its files left on disk; *seen* is the stamp of the one judged before.

    Raises:
        InputError: there is none, or it was never finished.
        ProofError: it is not what was proved; carries everything that is wrong.
        ExternalError: a file cannot be read.
    """
    _demand_finished(path)
    folder = Folder(path)
    known = SUMS in folder and _stamp(folder, folder[SUMS]) == seen
    verdict = judge(folder, named=path.name, odd=folder.odd, seen=known)
    _refuse(folder, verdict, hint)
    _demand_seal(folder, hint)
    return _finished(folder, folder, verdict.listed, verdict.records.left_in(folder))


def _refuse(folder: Folder, verdict: Verdict, hint: str) -> None:
    """Raise the verdict when there is something wrong."""
    if verdict.faults:
        places = (f"{folder.place}/{found.where}" for found in verdict.faults)
        told = zip(places, verdict.faults, strict=True)
        raise ProofError(*(Problem(place=place, message=found.message, hint=hint) for place, found in told))


def _demand_seal(folder: Folder, hint: str) -> None:
    """Raise what the workspace's ledger has against the edition; one that it does not know stands on its records."""
    voucher, _ = ask_ledger(ledger_near(folder.path), folder.path.name, folder[SUMS])
    if voucher.state == "broken":
        raise ProofError(Problem(place=folder.place, message=voucher.told, hint=hint))


def _finished(
    folder: Folder, contents: Mapping[str, bytes], listed: Mapping[str, str], records: Records
) -> FinishedEdition:
    sums = contents[SUMS]
    return FinishedEdition(
        id=folder.path.name,
        files={
            name: FinishedFile(path=folder.file(name), bytes=folder.stats[name][0], sha256=digest)
            for name, digest in listed.items()
        },
        contents=contents,
        records=records,
        digest=sha256(sums).hexdigest(),
        stamp=_stamp(folder, sums),
    )


def _stamp(folder: Folder, sums: bytes) -> str:
    marks = "\n".join(" ".join(map(str, (name, *stat))) for name, stat in sorted(folder.stats.items()))
    return sha256(sums + b"\0" + marks.encode()).hexdigest()

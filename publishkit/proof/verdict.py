"""One verdict on a finished edition: its checksums hold, its records can be read, are of it and agree.

`verify` tells it; `publish`, `correct`, `retract` and `send` refuse by it (`finished.py`); `verify --site` asks it of every
edition that stands on a site.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from publishkit.edition.records.proof_record import PROOF, ProofRecord, parse_proof
from publishkit.edition.records.public_record import RECORD, EditionRecord, parse_edition
from publishkit.edition.records.records import (
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
from publishkit.model.artifact import Finding
from publishkit.proof.agreement import same_books, same_build, same_bytes, same_edition
from publishkit.proof.folder import Folder
from publishkit.rights.phrases import visible


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
    take_away="`publishkit publish --prune` takes it away where an earlier publish wrote it; delete what others put there yourself",
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

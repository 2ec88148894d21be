"""An issue becomes an edition. The whole way stands in `build_issue`; each step is a room of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from publishkit.edition.assemble import assemble
from publishkit.edition.clear import ClearedItem
from publishkit.edition.issue_rights import IssueRights, load_issue_rights, note_findings
from publishkit.edition.items import draw_pictures
from publishkit.errors import ProofError, RightsError
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.permissions.ledger import entries_of, record
from publishkit.press.files import record_files, render_files
from publishkit.proof.duties import prove
from publishkit.proof.formats.registry import in_order, run_checks
from publishkit.proof.reading import BuiltEdition, heads_of
from publishkit.proof.record import Proof
from publishkit.publish.output import write_edition
from publishkit.render.formats import Worker
from publishkit.workspace.load import Planned, load_issue

Tell = Callable[[str], None]
"""Called with the name of each step as it begins."""


def build_issue(root: Path, issue_id: str, tell: Tell, instead: Mapping[str, bytes] | None = None) -> "Build":
    """Make every file of the issue in memory, check it and prove it; nothing is written.

    *instead* is path in the workspace -> bytes of files that are read as if they stood there already.

    Raises:
        InputError: the workspace or its theme is wrong.
        ExternalError: an engine is missing or failed.
    """
    # Started before anything is known: WeasyPrint takes as long to load as all the rest of the reading.
    with Worker(Channel.PDF) as worker:
        tell("reading")
        cleared = clear(root, issue_id, instead)
        notes = note_findings(cleared.items)
        if cleared.refused:
            return Build(cleared=cleared, findings=in_order(notes))
        tell("pictures")
        pictures = draw_pictures(cleared.items)
        edition = assemble(cleared.planned, cleared.items, pictures)
        files = render_files(edition, cleared.planned, tell, worker)
    tell("checks and proof")
    finished = BuiltEdition(files, heads_of(edition))
    proof = prove(edition.owed, edition.withheld, finished.readings)
    findings = in_order(chain(notes, run_checks(edition, finished), proof.findings))
    build = Build(cleared=cleared, findings=findings, edition=edition, artifacts=files, proof=proof)
    if build.exit_code:
        return build
    return replace(build, artifacts=record_files(edition, cleared.planned, files, proof, findings))


def press_issue(root: Path, issue_id: str, tell: Tell, moment: datetime) -> "Build":
    """Build the issue, write its decisions into the ledger and, when it is fit to print, put it into `out/` whole.

    *moment* is when it is decided. The findings say as well what an editor should know of the ledger.

    Raises:
        InputError: the workspace or its theme is wrong.
        ExternalError: an engine failed, or the disk is full; the edition that was out still stands.
    """
    build = build_issue(root, issue_id, tell)
    noted = note_decisions(root, build, moment)
    if build.exit_code == 0:
        tell("writing")
        write_edition(root / "out", issue_id, build.artifacts)
    return replace(build, findings=(*build.findings, *noted))


def clear(root: Path, issue_id: str, instead: Mapping[str, bytes] | None = None) -> "Cleared":
    """Read the issue and decide every text and picture; *instead* as in `build_issue`.

    Raises:
        InputError: any file of the workspace is wrong; carries every problem.
    """
    rights = load_issue_rights(load_issue(root, issue_id, instead))
    return Cleared(rights=rights, items=rights.clear())


def note_decisions(root: Path, build: "Build", moment: datetime) -> tuple[Finding, ...]:
    """Write the decisions of *build*, made at *moment*, into the ledger; return what an editor should know of it."""
    rights = build.cleared.rights
    return record(root, entries_of(rights.planned, build.cleared.items, rights.profiles, rights.stored, moment))


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleared:
    """An issue read from disk and decided."""

    rights: IssueRights
    """What it was decided on: the issue, every publisher's terms, the proofs, what earlier editions printed."""
    items: tuple[ClearedItem, ...]

    @property
    def planned(self) -> Planned:
        """The issue with its config and articles."""
        return self.rights.planned

    @property
    def refused(self) -> tuple[ClearedItem, ...]:
        """Items that may not be printed as asked in at least one format."""
        return tuple(item for item in self.items if item.refused)


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """What became of an issue: refused, or an edition with its files and everything there is to say about them."""

    cleared: Cleared
    findings: tuple[Finding, ...]
    edition: Edition | None = None
    artifacts: tuple[Artifact, ...] = ()
    """The files and, when all is well, the records beside them."""
    proof: Proof | None = None

    @property
    def exit_code(self) -> int:
        """As `errors.py` has it: 3 refused, 4 not proved, 1 an error found, 0 fit to print."""
        if self.edition is None:
            return RightsError.exit_code
        if self.proof and not self.proof.passed:
            return ProofError.exit_code
        return int(any(finding.severity == "error" for finding in self.findings))

"""An issue becomes an edition: read, clear, pictures, assemble, render, check, prove, record.

`build_issue` is the whole way, in memory; `press_issue` also keeps what came of it. Each step is a room of its own:
`workspace/` reads, `rights/` and `edition/` decide and assemble, `render/` makes the formats, `proof/` checks them and
proves them. What a step needs beyond its room stands below, in the order of the steps.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from publishkit.edition.assemble import assemble, cover_findings
from publishkit.edition.body import parse_body
from publishkit.edition.clear import ClearedItem
from publishkit.edition.issue_rights import IssueRights, note_findings
from publishkit.edition.items import draw_pictures
from publishkit.edition.language import borrowed_words, read_vocabulary
from publishkit.edition.logo import draw_logo
from publishkit.edition.records.announced import announce
from publishkit.edition.records.proof_record import PROOF, Decided
from publishkit.edition.records.public_record import RECORD, SUPERSEDED
from publishkit.edition.records.record_json import build_json, edition_json, rights_json, sha256sums
from publishkit.edition.records.records import BUILD, RIGHTS, SIGNATURE, SUMS, TEXTS, parse_rights
from publishkit.edition.unprinted import unprinted_findings
from publishkit.errors import InputError, Problem, ProofError, RightsError
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.brand import Brand
from publishkit.model.config import ThemeChoice
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.permissions.duplicates import duplicates_of_earlier, duplicates_within
from publishkit.permissions.ledger import entries_of
from publishkit.permissions.ledger import record as note_in_ledger
from publishkit.permissions.stored_files import Prints
from publishkit.permissions.stored_works import Finished, read_stored_works
from publishkit.press.adding.reread import rights_of
from publishkit.press.pages import pages_of
from publishkit.press.seal import signing_key
from publishkit.proof.duties import prove
from publishkit.proof.formats.registry import in_order, run_checks
from publishkit.proof.leaks import find_leaks
from publishkit.proof.reading import BuiltEdition, channel_of, heads_of, read_records
from publishkit.proof.record import Proof, ProvedOver, proof_json
from publishkit.proof.seals import seal_of
from publishkit.proof.sightings import count_sightings, metadata_of, wording_of
from publishkit.publish.output import write_edition
from publishkit.render.base import printed
from publishkit.render.correction_mail import correction_subject, render_correction
from publishkit.render.email.plan import plan_mail
from publishkit.render.formats import BOOKS, Worker, books_of, render_formats
from publishkit.render.web.pages import COVER, feed_texts
from publishkit.rights.ledger import Seal
from publishkit.send.letter.message import correction_message, sample_message
from publishkit.theme.load import Theme, font_folders, load_theme
from publishkit.workspace.article import read_bytes
from publishkit.workspace.folder import CONFIG, peek
from publishkit.workspace.load import Planned, load_issue
from publishkit.workspace.toml.parse import numbered, parse_tree

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
        rights = read(root, issue_id, instead)
        cleared = clear(rights)
        notes = (
            *note_findings(cleared.items),
            *cover_findings(cleared.planned.issue, cleared.items, _manifest(issue_id)),
            *unprinted_findings(
                parse_body(cleared.planned.issue.editorial, "editorial").unprinted, f"{_manifest(issue_id)}: editorial"
            ),
            *_borrowed(cleared.planned),
            *duplicates_within(cleared.items, Prints(root)),
        )
        if cleared.refused:
            return Build(cleared=cleared, findings=in_order(iter(notes)))
        tell("pictures")
        fonts = theme_of(cleared.planned).fonts
        pictures = draw_pictures(cleared.items, fonts)
        logo = draw_logo(cleared.planned.config.brand, cleared.planned.logos, fonts)
        stored = read_stored_works(rights)
        notes = (*notes, *duplicates_of_earlier(cleared.items, stored))
        edition = assemble(cleared.planned, cleared.items, pictures, stored.holdings, logo)
        start_worker(worker, edition, cleared.planned)
        edition = plan(edition, cleared.planned)
        files = render(edition, cleared.planned, worker, tell)
    tell("checks and proof")
    finished = BuiltEdition(files, heads_of(edition))
    checked = run_checks(edition, finished)
    proof = prove(edition.owed, edition.withheld, finished.readings, edition.said)
    whole = Finished(cleared=cleared.items, readings=finished.readings, withheld=edition.withheld, said=edition.said)
    proof = replace(proof, leaks=(*proof.leaks, *stored.find_leaks(whole)))
    findings = in_order(chain(notes, checked, proof.findings))
    build = Build(cleared=cleared, findings=findings, edition=edition, artifacts=files, proof=proof)
    if build.exit_code == 0:
        build = replace(build, artifacts=record(edition, cleared.planned, finished, proof, findings))
        build = _with_records_proved(build)
    return build


def _with_records_proved(build: "Build") -> "Build":
    """Return *build* with what its records say of withheld works, which as a rule is nothing."""
    if build.edition is None or build.proof is None:
        return build
    beside = read_records({artifact.name: artifact for artifact in build.artifacts})
    leaks = tuple(find_leaks(build.edition.withheld, {}, build.edition.said, beside))
    if not leaks:
        return build
    proof = replace(build.proof, leaks=leaks)
    return replace(build, proof=proof, findings=in_order(chain(build.findings, proof.findings)))


def _manifest(issue_id: str) -> str:
    return f"issues/{issue_id}/issue.toml"


def press_issue(root: Path, issue_id: str, tell: Tell, moment: datetime) -> "Build":
    """Build the issue, write its decisions into the ledger and, when it is fit to print, put it into `out/` whole.

    *moment* is when it is decided. The findings say as well what an editor should know of the ledger.

    Raises:
        InputError: the workspace or its theme is wrong.
        ExternalError: an engine failed, or the disk is full; the edition that was out still stands.
    """
    build = build_issue(root, issue_id, tell)
    # Before the files: what was decided is accounted for, whether or not the edition could be written.
    noted = note_decisions(root, build, moment)
    if build.exit_code == 0:
        tell("writing")
        build = sign_build(root, build)
        write_edition(root / "out", issue_id, build.artifacts)
        # After the files: what is not in its place is not sealed.
        noted = (*noted, *note_seal(root, build, moment))
    return replace(build, findings=tuple(dict.fromkeys((*build.findings, *noted))))


def sign_build(root: Path, build: "Build") -> "Build":
    """Return *build* with the signature of its checksums beside them, when a key is configured.

    Raises:
        InputError: the key cannot be used.
        ExternalError: signing needs a package that is not installed.
    """
    key = signing_key(root, build.cleared.planned.config)
    sums = next((file for file in build.artifacts if file.name == SUMS), None)
    if key is None or sums is None:
        return build
    signature = Artifact(name=SIGNATURE, media_type="application/x-ssh-signature", data=key.sign(sums.data))
    return replace(build, artifacts=(*build.artifacts, signature))


def note_seal(root: Path, build: "Build", moment: datetime) -> tuple[Finding, ...]:
    """Write the seal of the edition that *build* put into its place into the ledger; return what an editor should know."""
    files = {file.name: file for file in build.artifacts}
    edition = build.edition
    if edition is None or SUMS not in files:
        return ()
    seal = Seal(
        edition=edition.id,
        edition_date=edition.date,
        sums=seal_of(files[SUMS].data),
        proof=files[PROOF].sha256,
        files=len(files) - 1 - (SIGNATURE in files),
        decided_at=moment,
    )
    return note_in_ledger(root, (seal,))


def note_decisions(root: Path, build: "Build", moment: datetime) -> tuple[Finding, ...]:
    """Write the decisions of *build*, made at *moment*, into the ledger; return what an editor should know of it."""
    rights = build.cleared.rights
    return note_in_ledger(root, entries_of(rights.planned, build.cleared.items, rights.profiles, rights.stored, moment))


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


# --- the steps --------------------------------------------------------------------------------------------------------


def read(root: Path, issue_id: str, instead: Mapping[str, bytes] | None = None) -> IssueRights:
    """Return the issue with everything its rights are decided on; *instead* as in `build_issue`.

    Raises:
        InputError: any file of the workspace or of its theme is wrong; carries every problem.
    """
    try:
        planned = load_issue(root, issue_id, instead)
    except InputError as stop:
        raise InputError(*stop.problems, *_theme_problems(root, issue_id)) from stop
    if problems := _theme_problems(root, issue_id):
        raise InputError(*problems)
    return rights_of(planned)


def _theme_problems(root: Path, issue_id: str) -> Sequence[Problem]:
    """Return what is wrong with the theme that manifest or config name, whatever else is wrong with them."""
    named, fonts, brand = (peek(root / CONFIG, key) for key in ("theme", "fonts", "brand"))
    if None in (named, fonts) and peek(root / CONFIG, "publication") is None:
        return ()  # no config that can be read
    name = peek(root / _manifest(issue_id), "theme") or (named.get("name") if isinstance(named, dict) else named)
    dirs = fonts.get("dirs") if isinstance(fonts, dict) else None
    try:
        folders = [one for one in dirs if isinstance(one, str)] if isinstance(dirs, list) else []
        load_theme(
            name if isinstance(name, str) else ThemeChoice().name,
            (root / "themes",),
            font_folders(root, folders),
            _brand(brand),
        )
    except InputError as stop:
        return numbered(stop.problems, read_bytes(root, CONFIG).decode("utf-8-sig", "replace"), CONFIG)
    return ()


def _brand(tree: object) -> Brand | None:
    """Return the brand that the config names; None for none, and for one that whoever reads the config finds wrong."""
    with suppress(InputError):
        return parse_tree(tree, Brand, CONFIG) if isinstance(tree, dict) else None
    return None


def clear(rights: IssueRights) -> Cleared:
    """Decide every text and picture, in every format the issue asks for."""
    return Cleared(rights=rights, items=rights.clear())


def _borrowed(planned: Planned) -> Iterator[Finding]:
    """Yield what an editor should know of the words around the texts."""
    language = planned.issue.language or planned.config.publication.language
    return borrowed_words(read_vocabulary(planned.labels), language)


def start_worker(worker: Worker, edition: Edition, planned: Planned) -> None:
    """Let the other process begin with its format."""
    worker.start(edition, (planned.root / "themes",), font_folders(planned.root, edition.config.fonts.dirs))


def plan(edition: Edition, planned: Planned) -> Edition:
    """Return *edition* with how its mail shows each item; as it is when the issue asks for no mail.

    Raises:
        InputError: the theme is wrong.
    """
    return plan_mail(edition, theme_of(planned)) if Channel.EMAIL in edition.issue.outputs else edition


def render(edition: Edition, planned: Planned, worker: Worker, tell: Tell) -> tuple[Artifact, ...]:
    """Return the files of every format the issue asks for, in its order, and what is mailed of them; *worker* has been started.

    Raises:
        InputError: the theme is wrong.
        ExternalError: an engine is missing or failed.
    """
    theme = theme_of(planned)
    made = render_formats(edition, theme, worker, tell, pages_of)
    if Channel.EMAIL in made:
        page, text = made[Channel.EMAIL]
        made[Channel.EMAIL] = (page, text, sample_message(edition, page, text))
    files = tuple(chain.from_iterable(made.values()))
    if not (planned.has_letter and edition.latest):
        return files
    # Readers who have the letter are told what the latest revision put right.
    page, text = render_correction(edition, theme)
    return (*files, page, text, correction_message(edition, page, text, correction_subject(edition)))


def theme_of(planned: Planned) -> Theme:
    """Return the theme an issue is printed in.

    Raises:
        InputError: the theme is wrong.
    """
    fonts = font_folders(planned.root, planned.config.fonts.dirs)
    return load_theme(planned.theme, (planned.root / "themes",), fonts, planned.config.brand)


def record(
    edition: Edition, planned: Planned, finished: BuiltEdition, proof: Proof, findings: Sequence[Finding]
) -> tuple[Artifact, ...]:
    """Return the *finished* files with the books of earlier revisions and every record beside them, the checksums of all last."""
    proved = {asset: proof.of(asset) for asset in {decision.asset_id for decision in edition.decisions}}
    files = tuple(finished.values())
    public = rights_json(edition, proved)
    whole = (*files, *_superseded(edition, planned), *_web_records(edition, files), _json(RIGHTS, public))
    said = announce(edition)
    over = ProvedOver(
        announced=said,
        sightings=count_sightings(edition.owed, said, finished.readings),
        wording=wording_of(edition.owed, finished.readings),
        metadata=metadata_of(finished.readings),
        files=whole,
        decided=tuple(map(Decided.of, parse_rights(public).items)),
        said=tuple(edition.said),
    )
    told = proof_json(edition.id, heads_of(said), proof, edition.withheld, over)
    whole = (*whole, _json(PROOF, told))
    made = build_json(
        edition,
        inputs=dict(planned.inputs),
        versions={name: version(name) for name in ENGINES},
        artifacts=whole,
        findings=findings,
    )
    whole = (*whole, _json(BUILD, made))
    return (*whole, Artifact(name=SUMS, media_type="text/plain", data=sha256sums(whole)))


ENGINES = ("publishkit", "ebooklib", "jinja2", "lxml", "markdown-it-py", "pillow", "premailer", "weasyprint")
"""Everything whose change can change the files."""


def _superseded(edition: Edition, planned: Planned) -> Iterator[Artifact]:
    """Yield the books of earlier revisions, byte for byte."""
    for book in edition.superseded:
        yield Artifact(name=f"{SUPERSEDED}/{book.name}", media_type=book.media_type, data=planned.kept[book.name])


def _web_records(edition: Edition, files: Sequence[Artifact]) -> Iterator[Artifact]:
    """Yield what a site is made from besides the pages; nothing when the issue has no pages."""
    if Channel.WEB in edition.issue.outputs:
        made = {channel: [file for file in files if channel_of(file.name) is channel] for channel in BOOKS}
        yield _json(RECORD, edition_json(printed(edition, Channel.WEB), books=books_of(made), cover=COVER))
        yield _json(TEXTS, feed_texts(edition))


def _json(name: str, data: bytes) -> Artifact:
    return Artifact(name=name, media_type="application/json", data=data)

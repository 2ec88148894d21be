"""Strings the stages together: read, clear, assemble, render, check, prove. Writing is the caller's last step."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from publishkit.articles.images import Renditions, render_pictures
from publishkit.check.base import BuiltEdition
from publishkit.check.proof import Proof
from publishkit.check.proof_file import proof_json
from publishkit.check.reading import channel_of, heads_of
from publishkit.check.registry import in_order, run_checks
from publishkit.check.rights import prove
from publishkit.edition.assemble import assemble
from publishkit.edition.clear import ClearedItem, clear_issue
from publishkit.edition.notes import note_findings
from publishkit.edition.pictures import PictureKey, needed_pictures
from publishkit.edition.public_record import RECORD, SUPERSEDED, edition_json
from publishkit.edition.records import build_json, rights_json, sha256sums
from publishkit.edition.rights_desk import RightsDesk, open_desk
from publishkit.errors import InputError, Problem, ProofError, RightsError
from publishkit.manifest.load import Planned, load_issue
from publishkit.manifest.workspace import CONFIG, inside
from publishkit.model.artifact import Artifact
from publishkit.model.asset import Asset
from publishkit.model.edition import Book, Edition
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel
from publishkit.render.correction import correction_subject, render_correction
from publishkit.render.feed_texts import TEXTS, feed_texts
from publishkit.render.printed import printed
from publishkit.render.registry import render
from publishkit.render.web import COVER
from publishkit.render.worker import Worker
from publishkit.send.correction import correction_message
from publishkit.send.message import sample_message
from publishkit.theme.load import Theme, load_theme

Tell = Callable[[str], None]
"""Called with the name of each step as it begins."""
AT_ONCE = 2
"""Pictures decoded at the same time: a photograph takes forty megabytes, and more of them hardly save time."""
ENGINES = ("publishkit", "ebooklib", "jinja2", "lxml", "markdown-it-py", "pillow", "premailer", "weasyprint")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleared:
    """An issue read from disk and decided."""

    desk: RightsDesk
    """What it was decided on: the issue, every publisher's terms, the proofs, what earlier editions printed."""
    items: tuple[ClearedItem, ...]

    @property
    def planned(self) -> Planned:
        """The issue with its config and articles."""
        return self.desk.planned

    @property
    def refused(self) -> tuple[ClearedItem, ...]:
        """Items that may not be printed as asked in at least one format."""
        return tuple(item for item in self.items if item.refused)


def clear(root: Path, issue_id: str, instead: Mapping[str, bytes] | None = None) -> Cleared:
    """Read the issue and decide every text and picture; *instead* as in `build_issue`.

    Raises:
        InputError: any file of the workspace is wrong; carries every problem.
    """
    desk = open_desk(load_issue(root, issue_id, instead))
    return Cleared(desk=desk, items=clear_issue(desk.planned, desk.profiles, desk.stored, desk.earlier))


def render_edition(cleared: Cleared, edition: Edition, tell: Tell, worker: Worker | None) -> tuple[Artifact, ...]:
    """Return the files of every format the issue asks for; the PDF is made by *worker* when there is one.

    Raises:
        InputError: the theme is wrong.
        ExternalError: an engine is missing or failed.
    """
    root = cleared.planned.root
    roots, fonts = (root / "themes",), font_folders(root, edition.config.fonts.dirs)
    if worker:
        worker.start(edition, roots, fonts)
    theme = load_theme(edition.config.theme.name, roots, fonts)
    made: dict[Channel, tuple[Artifact, ...]] = {}
    for channel in edition.issue.outputs:
        if channel is not Channel.WEB and not (worker and channel is worker.channel):
            tell(channel.value)
            made[channel] = render(channel, edition, theme)
    if Channel.EMAIL in made:
        page, text = made[Channel.EMAIL]
        made[Channel.EMAIL] = (page, text, sample_message(edition, page, text))
    if worker:
        tell(worker.channel.value)
        made[worker.channel] = worker.result()
    if Channel.WEB in edition.issue.outputs:
        tell(Channel.WEB.value)
        made[Channel.WEB] = render(Channel.WEB, replace(edition, books=books_of(made)), theme)
    corrected = _correction(edition, theme) if cleared.planned.has_letter and edition.latest else ()
    return (*(artifact for channel in edition.issue.outputs for artifact in made[channel]), *corrected)


def _correction(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the correction mail of the latest revision, for readers who have the letter."""
    page, text = render_correction(edition, theme)
    return (page, text, correction_message(edition, page, text, correction_subject(edition)))


def books_of(made: Mapping[Channel, Sequence[Artifact]]) -> tuple[Book, ...]:
    """Return the files among *made* that readers download; the PDF first."""
    return tuple(
        Book(
            channel=channel,
            name=artifact.name,
            media_type=artifact.media_type,
            bytes=len(artifact.data),
            sha256=artifact.sha256,
        )
        for channel in (Channel.PDF, Channel.EPUB)
        for artifact in made.get(channel, ())
    )


def _renditions(cleared: Cleared) -> Mapping[PictureKey, Renditions]:
    """Return every printed picture in its sizes; Pillow leaves the interpreter free while it works.

    Raises:
        InputError: a picture file breaks off; carries every such file.
    """
    needed = list(needed_pictures(cleared.items))
    problems: list[Problem] = []

    def make(one: tuple[PictureKey, Asset, str]) -> Renditions | None:
        (slug, file), asset, name = one
        try:
            return render_pictures(asset, name)
        except (OSError, ValueError, SyntaxError) as cause:
            place = f"{cleared.planned.articles[slug].place}/{file}"
            problems.append(Problem(place=place, message=f"cannot be decoded: {cause}", hint="save the picture again"))
            return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(make, needed))
    if problems:
        raise InputError(*sorted(problems, key=str))
    return {key: renditions for (key, _, _), renditions in zip(needed, made, strict=True) if renditions}


def font_folders(root: Path, dirs: Sequence[str]) -> tuple[Path, ...]:
    """Return the workspace's own font folders.

    Raises:
        InputError: one is not there, or lies outside the workspace.
    """
    place = f"{CONFIG}: fonts.dirs"
    folders = tuple(inside(root, name, place) for name in dirs)
    missing = [name for name, folder in zip(dirs, folders, strict=True) if not folder.is_dir()]
    if missing:
        raise InputError(*(Problem(place=place, message=f"there is no folder {name!r}") for name in missing))
    return folders


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


def build_issue(root: Path, issue_id: str, tell: Tell, instead: Mapping[str, bytes] | None = None) -> Build:
    """Make every file of the issue in memory, check it and prove it; nothing is written.

    *instead* is path in the workspace -> bytes of files that are read as if they stood there already.

    Raises:
        InputError: the workspace or its theme is wrong.
        ExternalError: an engine is missing or failed.
    """
    with ExitStack() as stack:
        # Started before anything is known: WeasyPrint takes as long to load as all the rest of the reading.
        worker = stack.enter_context(Worker(Channel.PDF))
        tell("reading")
        cleared = clear(root, issue_id, instead)
        notes = note_findings(cleared.items)
        if cleared.refused:
            return Build(cleared=cleared, findings=in_order(notes))
        tell("pictures")
        edition = assemble(cleared.planned, cleared.items, _renditions(cleared))
        wanted = Channel.PDF in edition.issue.outputs
        artifacts = render_edition(cleared, edition, tell, worker if wanted else None)
    tell("checks and proof")
    finished = BuiltEdition.of(edition, artifacts)
    proof = prove(edition.owed, edition.withheld, finished.readings)
    findings = in_order(chain(notes, run_checks(edition, finished), proof.findings))
    build = Build(cleared=cleared, findings=findings, edition=edition, artifacts=artifacts, proof=proof)
    return replace(build, artifacts=with_records(build, edition, proof)) if build.exit_code == 0 else build


def with_records(build: Build, edition: Edition, proof: Proof) -> tuple[Artifact, ...]:
    """Return the files with `edition.json`, `texts.json`, `rights.json`, `proof.json`, `build.json` and `SHA256SUMS` beside them."""
    proved = {asset: proof.of(asset) for asset in {decision.asset_id for decision in edition.decisions}}
    files = (
        *build.artifacts,
        *_superseded(edition, build.cleared.planned),
        *_web_records(edition, build.artifacts),
        _record("rights.json", rights_json(edition, proved)),
        _record("proof.json", proof_json(edition.id, heads_of(edition), proof, edition.withheld)),
    )
    made = build_json(
        edition,
        inputs=dict(build.cleared.planned.inputs),
        versions=engine_versions(),
        artifacts=files,
        findings=build.findings,
    )
    files = (*files, _record("build.json", made))
    return (*files, Artifact(name="SHA256SUMS", media_type="text/plain", data=sha256sums(files)))


def _superseded(edition: Edition, planned: Planned) -> tuple[Artifact, ...]:
    """Return the books of earlier revisions, byte for byte."""
    return tuple(
        Artifact(name=f"{SUPERSEDED}/{book.name}", media_type=book.media_type, data=planned.kept[book.name])
        for book in edition.superseded
    )


def _web_records(edition: Edition, artifacts: Sequence[Artifact]) -> tuple[Artifact, ...]:
    """Return what a site is made from besides the pages; none when the issue has no pages."""
    if Channel.WEB not in edition.issue.outputs:
        return ()
    made = {channel: [a for a in artifacts if channel_of(a.name) is channel] for channel in (Channel.PDF, Channel.EPUB)}
    record = edition_json(printed(edition, Channel.WEB), books=books_of(made), cover=COVER)
    return _record(RECORD, record), _record(TEXTS, feed_texts(edition))


def _record(name: str, data: bytes) -> Artifact:
    return Artifact(name=name, media_type="application/json", data=data)


def engine_versions() -> Mapping[str, str]:
    """Return the version of everything whose change can change the files."""
    return {name: version(name) for name in ENGINES}

"""The files of an edition: those of every format, and the records that go out beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version

from publishkit.edition.public_record import RECORD, SUPERSEDED, edition_json
from publishkit.edition.records import build_json, rights_json, sha256sums
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.edition import Book, Edition
from publishkit.model.rights import Channel
from publishkit.proof.reading import channel_of, heads_of
from publishkit.proof.record import Proof, proof_json
from publishkit.render.base import printed
from publishkit.render.correction import correction_subject, render_correction
from publishkit.render.formats import Worker, render
from publishkit.render.web.pages import COVER, TEXTS, feed_texts
from publishkit.send.letter.message import correction_message, sample_message
from publishkit.theme.load import Theme, font_folders, load_theme
from publishkit.workspace.load import Planned

ENGINES = ("publishkit", "ebooklib", "jinja2", "lxml", "markdown-it-py", "pillow", "premailer", "weasyprint")
"""Everything whose change can change the files."""


def render_files(
    edition: Edition, planned: Planned, tell: Callable[[str], None], worker: Worker
) -> tuple[Artifact, ...]:
    """Return the files of every format the issue asks for, in its order; *worker* makes those of its own format.

    Raises:
        InputError: the theme is wrong.
        ExternalError: an engine is missing or failed.
    """
    outputs = edition.issue.outputs
    roots, fonts = (planned.root / "themes",), font_folders(planned.root, edition.config.fonts.dirs)
    if worker.channel in outputs:
        worker.start(edition, roots, fonts)
    theme = load_theme(edition.config.theme.name, roots, fonts)
    made: dict[Channel, tuple[Artifact, ...]] = {}
    for channel in outputs:
        if channel not in {Channel.WEB, worker.channel}:
            tell(channel.value)
            made[channel] = render(channel, edition, theme)
    if Channel.EMAIL in made:
        page, text = made[Channel.EMAIL]
        made[Channel.EMAIL] = (page, text, sample_message(edition, page, text))
    if worker.channel in outputs:
        tell(worker.channel.value)
        made[worker.channel] = worker.result()
    if Channel.WEB in outputs:  # the last one: its pages name size and checksum of the books
        tell(Channel.WEB.value)
        made[Channel.WEB] = render(Channel.WEB, replace(edition, books=_books(made)), theme)
    corrected = _correction(edition, theme) if planned.has_letter and edition.latest else ()
    return (*(artifact for channel in outputs for artifact in made[channel]), *corrected)


def _correction(edition: Edition, theme: Theme) -> tuple[Artifact, ...]:
    """Return the correction mail of the latest revision, for readers who have the letter."""
    page, text = render_correction(edition, theme)
    return (page, text, correction_message(edition, page, text, correction_subject(edition)))


def _books(made: Mapping[Channel, Sequence[Artifact]]) -> tuple[Book, ...]:
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


def record_files(
    edition: Edition, planned: Planned, files: Sequence[Artifact], proof: Proof, findings: Sequence[Finding]
) -> tuple[Artifact, ...]:
    """Return *files* with `edition.json`, `texts.json`, `rights.json`, `proof.json`, `build.json` and `SHA256SUMS` beside them."""
    proved = {asset: proof.of(asset) for asset in {decision.asset_id for decision in edition.decisions}}
    whole = (
        *files,
        *_superseded(edition, planned),
        *_web_records(edition, files),
        _record("rights.json", rights_json(edition, proved)),
        _record("proof.json", proof_json(edition.id, heads_of(edition), proof, edition.withheld)),
    )
    made = build_json(
        edition,
        inputs=dict(planned.inputs),
        versions={name: version(name) for name in ENGINES},
        artifacts=whole,
        findings=findings,
    )
    whole = (*whole, _record("build.json", made))
    return (*whole, Artifact(name="SHA256SUMS", media_type="text/plain", data=sha256sums(whole)))


def _superseded(edition: Edition, planned: Planned) -> tuple[Artifact, ...]:
    """Return the books of earlier revisions, byte for byte."""
    return tuple(
        Artifact(name=f"{SUPERSEDED}/{book.name}", media_type=book.media_type, data=planned.kept[book.name])
        for book in edition.superseded
    )


def _web_records(edition: Edition, files: Sequence[Artifact]) -> tuple[Artifact, ...]:
    """Return what a site is made from besides the pages; none when the issue has no pages."""
    if Channel.WEB not in edition.issue.outputs:
        return ()
    made = {channel: [a for a in files if channel_of(a.name) is channel] for channel in (Channel.PDF, Channel.EPUB)}
    record = edition_json(printed(edition, Channel.WEB), books=_books(made), cover=COVER)
    return _record(RECORD, record), _record(TEXTS, feed_texts(edition))


def _record(name: str, data: bytes) -> Artifact:
    return Artifact(name=name, media_type="application/json", data=data)

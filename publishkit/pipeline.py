"""Strings the stages together: read, clear, assemble, render, check, prove. Writing is the caller's last step."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from publishkit.articles.images import Renditions, render_pictures
from publishkit.edition.assemble import assemble
from publishkit.edition.clear import ClearedItem, clear_issue
from publishkit.edition.pictures import PictureKey, needed_pictures
from publishkit.edition.notes import note_findings
from publishkit.errors import InputError, Problem, RightsError
from publishkit.manifest.load import Planned, load_issue
from publishkit.manifest.parse import parse_toml
from publishkit.model.artifact import Artifact
from publishkit.model.asset import Asset
from publishkit.model.edition import Edition
from publishkit.model.finding import Finding
from publishkit.model.rights import Channel
from publishkit.model.statement import RightsStatement
from publishkit.render.registry import render
from publishkit.render.worker import Worker
from publishkit.rights.evidence import read_stored
from publishkit.rights.profiles import load_profiles
from publishkit.theme.load import Theme, load_theme

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleared:
    """An issue read from disk and decided."""

    planned: Planned
    items: tuple[ClearedItem, ...]

    @property
    def refused(self) -> tuple[ClearedItem, ...]:
        """Items that may not be printed as asked in at least one format."""
        return tuple(item for item in self.items if item.refused)


def clear(root: Path, issue_id: str) -> Cleared:
    """Read the issue and decide every text and picture.

    Raises:
        InputError: any file of the workspace is wrong; carries every problem.
    """
    planned = load_issue(root, issue_id)
    profiles = load_profiles(root, parse_toml)
    stored = read_stored(root, _statements(planned), profiles.values())
    return Cleared(planned=planned, items=clear_issue(planned, profiles, stored))


def _statements(planned: Planned) -> Iterator[RightsStatement]:
    for article in planned.articles.values():
        yield article.text_rights
        yield from (picture.rights for picture in article.pictures)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """An edition and its files, not yet checked."""

    edition: Edition
    artifacts: tuple[Artifact, ...]
    theme: Theme


def render_edition(cleared: Cleared, theme: Theme, tell: Tell, worker: Worker | None) -> Rendered:
    """Return the edition with the files of every format it asks for; the PDF is made by *worker* when there is one."""
    planned = cleared.planned
    tell("pictures")
    edition = assemble(planned, cleared.items, _renditions(cleared))
    channels = planned.issue.outputs
    if worker:
        worker.start(edition, theme.name, theme_roots(planned.root))
    made: dict[Channel, tuple[Artifact, ...]] = {}
    for channel in channels:
        if not (worker and channel is worker.channel):
            tell(channel.value)
            made[channel] = render(channel, edition, theme)
    if worker:
        tell(worker.channel.value)
        made[worker.channel] = worker.result()
    artifacts = tuple(artifact for channel in channels for artifact in made[channel])
    return Rendered(edition=edition, artifacts=artifacts, theme=theme)


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

    with ThreadPoolExecutor() as pool:
        made = list(pool.map(make, needed))
    if problems:
        raise InputError(*sorted(problems, key=str))
    return {key: renditions for (key, _, _), renditions in zip(needed, made, strict=True) if renditions}


def theme_roots(root: Path) -> Sequence[Path]:
    """Return where themes are looked for before our own."""
    return (root / "themes",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Build:
    """What became of an issue: refused, or an edition with its files and everything there is to say about them."""

    cleared: Cleared
    edition: Edition | None
    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """As `errors.py` has it: 3 refused, 4 not proved, 1 an error found, 0 fit to print."""
        if self.edition is None:
            return RightsError.exit_code
        if any(finding.severity == "error" for finding in self.findings):
            return 1
        return 0


def build_issue(root: Path, issue_id: str, tell: Tell) -> Build:
    """Make every file of the issue in memory, check it and prove it; nothing is written.

    Raises:
        InputError: the workspace or its theme is wrong.
        ExternalError: an engine is missing or failed.
    """
    with ExitStack() as stack:
        worker = stack.enter_context(Worker(Channel.PDF))
        tell("reading")
        cleared = clear(root, issue_id)
        notes = tuple(note_findings(cleared.items))
        if cleared.refused:
            return Build(cleared=cleared, edition=None, artifacts=(), findings=notes)
        wanted = Channel.PDF in cleared.planned.issue.outputs
        theme = load_theme(cleared.planned.config.theme.name, theme_roots(root))
        rendered = render_edition(cleared, theme, tell, worker if wanted else None)
    return Build(cleared=cleared, edition=rendered.edition, artifacts=rendered.artifacts, findings=notes)

"""Everything there is to say about a theme: its tokens, its templates, its faces, and an edition drawn with it and proved."""

import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw

from publishkit.disk import write_folder
from publishkit.edition.assemble import assemble
from publishkit.edition.items import draw_pictures
from publishkit.edition.language import load_words
from publishkit.edition.logo import draw_logo
from publishkit.errors import InputError, ProofError
from publishkit.model.artifact import Artifact, Finding
from publishkit.model.config import Config
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.press.build import clear, read
from publishkit.press.pages import pages_of
from publishkit.press.theming.names import name_findings
from publishkit.proof.duties import prove
from publishkit.proof.formats.registry import in_order, run_checks
from publishkit.proof.reading import BuiltEdition, heads_of
from publishkit.proof.record import Proof
from publishkit.render.correction_mail import correction_subject, render_correction
from publishkit.render.formats import books_of, render
from publishkit.send.letter.message import correction_message, sample_message
from publishkit.theme.api import TEMPLATES
from publishkit.theme.load import Theme, font_folders, load_theme
from publishkit.theme.shades import too_pale
from publishkit.workspace.folder import told_unwritable

Tell = Callable[[str], None]
ORDER = (Channel.EMAIL, Channel.PDF, Channel.EPUB, Channel.WEB)
"""The web page comes last: it names the books."""
REMOTE = re.compile(r"""(?:url\(\s*["']?|@import\s+["']|\bsrc=["'])((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
SIGNS = "“”‘’–—…·©&@§"
"""Of running text, besides the letters of the interface."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What came of trying a theme."""

    theme: str
    findings: tuple[Finding, ...]
    files: tuple[Artifact, ...]
    """The specimen, drawn with it."""
    proof: Proof

    @property
    def exit_code(self) -> int:
        """As `errors.py` has it: 4 when something owed is not shown, 1 when an error was found, else 0."""
        if not self.proof.passed:
            return ProofError.exit_code
        return int(any(finding.severity == "error" for finding in self.findings))


def load_for(root: Path | None, config: Config | None, name: str) -> Theme:
    """Return a theme of the workspace *root*, with its fonts and the colors of its house; outside of one, a bundled theme.

    Raises:
        InputError: no such theme, or a `theme.toml`, font or color that is wrong; carries every problem.
    """
    if root is None or config is None:
        return load_theme(name)
    return load_theme(name, (root / "themes",), font_folders(root, config.fonts.dirs), config.brand)


def check_theme(theme: Theme, language: str, tell: Tell) -> Checked:
    """Draw the specimen with *theme* in every format, prove it, and say everything there is to say.

    *language* is that whose letters its faces need.

    Raises:
        ExternalError: an engine is missing.
    """
    tell("names")
    findings = [
        *name_findings(theme),
        *_unused(theme),
        *_outside(theme),
        *_pale(theme),
        *_lacking(theme, language),
    ]
    tell("the specimen")
    edition = make_specimen(theme)
    files, faults = _drawn(edition, theme, tell)
    findings += faults
    if not faults:
        findings += _drawn_bare(bare(edition), theme)
    tell("proof")
    finished = BuiltEdition(files, heads_of(edition))
    made = set(finished.readings)
    shown = replace(edition, issue=edition.issue.model_copy(update={"outputs": tuple(made)}))
    owed = tuple(one for one in edition.owed if one.channel in made)
    proof = prove(owed, edition.withheld, finished.readings, edition.said)
    findings += [*run_checks(shown, finished), *proof.findings]
    return Checked(theme=theme.name, findings=in_order(iter(dict.fromkeys(findings))), files=files, proof=proof)


# --- without drawing --------------------------------------------------------------------------------------------------


def _own(theme: Theme) -> Iterator[tuple[str, str, str]]:
    """Yield (name, text, place) of the theme's own templates."""
    start = f"themes/{theme.folders[0].name}/templates/"
    for name, (text, place) in sorted(theme.sources.items()):
        if place == f"{start}{name}":
            yield name, text, place


def _unused(theme: Theme) -> Iterator[Finding]:
    """T006: every template is one that is rendered, or that another one names."""
    named = "\n".join(text for text, _ in theme.sources.values())
    for name, _, place in _own(theme):
        if name not in TEMPLATES and f'"{name}"' not in named and f"'{name}'" not in named:
            found = get_close_matches(name, TEMPLATES, n=1)
            hint = f"did you mean `{found[0]}`?" if found else "docs/theme-reference.md lists the templates"
            yield Finding(
                code="T006", severity="warning", where=place, message="no format uses this template", hint=hint
            )


def _outside(theme: Theme) -> Iterator[Finding]:
    """T004: nothing of a theme lies on other hosts; links of the file system that leave its folder are refused when it is loaded."""
    for _, text, place in _own(theme):
        for found in REMOTE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            message = f"loads {found[1]} from another host, which tells it who reads"
            hint = "put the file into the theme"
            yield Finding(code="T004", severity="error", where=f"{place}:{line}", message=message, hint=hint)


def _pale(theme: Theme) -> Iterator[Finding]:
    """T002: every color that carries text can be read on both grounds, in the light and in the dark."""
    place = f"themes/{theme.folders[0].name}/theme.toml"
    for mode, name, ground, ratio in too_pale(theme.tokens.color):
        palette = getattr(theme.tokens.color, mode)
        message = f"{getattr(palette, name)} on {ground} {getattr(palette, ground)} has a contrast of {int(ratio * 100) / 100}:1"
        yield Finding(
            code="T002",
            severity="error",
            where=f"{place}: color.{mode}.{name}",
            message=message,
            hint="text needs 4.5:1 (WCAG 2.2, 1.4.3)",
        )


def _lacking(theme: Theme, language: str) -> Iterator[Finding]:
    """T003: each family is carried, and has the letters that the language's own interface is written in."""
    words = "".join(load_words(language).values())
    letters = {letter for letter in f"{words}{words.upper()}{SIGNS}" if letter.isprintable() and not letter.isspace()}
    place = f"themes/{theme.folders[0].name}/theme.toml"
    for job in ("text", "display", "label"):
        family = getattr(theme.tokens.type, job).family
        faces = [face.file for face in theme.tokens.face if face.family == family]
        where = f"{place}: type.{job}.family"
        if not faces:
            message = f"{family} is in no [[face]]: readers see what stands in for it, each another one"
            hint = "put the font into fonts/ and name it in a [[face]]"
            yield Finding(code="T003", severity="warning", where=where, message=message, hint=hint)
            continue
        there = {chr(code) for file in faces for code in _codes(theme.font_data[file])}
        if lacking := sorted(letters - there):
            message = f"{family} lacks letters of the language `{language}`: {' '.join(lacking[:12])}"
            hint = "choose a font that has them; the PDF draws them with another one meanwhile"
            yield Finding(code="T003", severity="warning", where=where, message=message, hint=hint)


def _codes(data: bytes) -> Sequence[int]:
    with TTFont(io.BytesIO(data), lazy=True) as font:
        return tuple(font.getBestCmap())


# --- drawn ------------------------------------------------------------------------------------------------------------


def _drawn(edition: Edition, theme: Theme, tell: Tell) -> tuple[tuple[Artifact, ...], list[Finding]]:
    """Return the files of every format that can be made, and why the others cannot."""
    made: dict[Channel, tuple[Artifact, ...]] = {}
    faults: list[Finding] = []
    for channel in ORDER:
        tell(channel.value)
        try:
            made[channel] = render(channel, _shown(edition, channel, made), theme)
            if channel is Channel.EMAIL:
                parts = {file.name: file for file in made[channel]}
                message = sample_message(edition, parts["email.html"], parts["email.txt"])
                made[channel] = (*made[channel], message)
        except InputError as stop:
            faults += _faults(stop)
    beside: tuple[Artifact, ...] = ()
    try:
        page, text = render_correction(edition, theme)
        beside = (page, text, correction_message(edition, page, text, correction_subject(edition)))
    except InputError as stop:
        faults += _faults(stop)
    return tuple(chain(*made.values(), beside)), list(dict.fromkeys(faults))


def _shown(edition: Edition, channel: Channel, made: Mapping[Channel, Sequence[Artifact]]) -> Edition:
    """Return *edition* with what a format says of those *made* before it."""
    if channel is Channel.WEB:
        return replace(edition, books=books_of(made))
    pdf = next(iter(made.get(Channel.PDF, ())), None)
    return replace(edition, pages=pages_of(edition, pdf)) if channel is Channel.EPUB and pdf else edition


def _drawn_bare(edition: Edition, theme: Theme) -> list[Finding]:
    """Return why an issue without title, letter, cover and the like cannot be drawn."""
    faults: list[Finding] = []
    for channel in ORDER:
        try:
            render(channel, edition, theme)
        except InputError as stop:
            faults += _faults(stop)
    return faults


def _faults(stop: InputError) -> Iterator[Finding]:
    """T005: every template can be filled."""
    for problem in stop.problems:
        where = re.sub(r": line (\d+)$", r":\1", problem.place)
        yield Finding(code="T005", severity="error", where=where, message=problem.message, hint=problem.hint)


def language_of(config: Config | None) -> str:
    """Return the language whose letters a theme needs."""
    return config.publication.language if config else "en"


def theme_of(config: Config | None) -> str:
    """Return the theme that the workspace uses; the one that comes with publishkit outside of any."""
    return config.theme.name if config else "almanac"


def write_specimen(folder: Path, made: Checked) -> None:
    """Write the specimen's files into *folder*; others in it stay.

    Raises:
        ExternalError: the disk is full or refuses.
    """
    with told_unwritable(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        write_folder(folder, {file.name: file.data for file in made.files})


FOLDER = Path(__file__).with_name("specimen")
ISSUE = "specimen"
PICTURES: Mapping[str, tuple[int, int]] = {
    "brand/logo.png": (600, 120),
    "brand/logo-dark.png": (600, 120),
    f"issues/{ISSUE}/articles/low-water/images/wide.png": (1600, 900),
    f"issues/{ISSUE}/articles/low-water/images/tall.png": (700, 1200),
    f"issues/{ISSUE}/articles/salt/images/pans.jpg": (1500, 900),
    f"issues/{ISSUE}/articles/lamp/images/lamp.png": (900, 600),
    f"issues/{ISSUE}/articles/harbour-dues/images/council-vote.png": (640, 400),
}
"""Path in the specimen -> width and height in pixels; they are drawn when they are needed."""


def make_specimen(theme: Theme) -> Edition:
    """Return the specimen as an edition, the texts of its drawings set in the fonts of *theme*."""
    with _workspace() as root:
        cleared = clear(read(root, ISSUE))
        pictures = draw_pictures(cleared.items, theme.fonts)
        logo = draw_logo(cleared.planned.config.brand, cleared.planned.logos, theme.fonts)
        return assemble(cleared.planned, cleared.items, pictures, logo=logo)


def bare(edition: Edition) -> Edition:
    """Return *edition* without everything that an issue may lack: title, letter, cover, section intros, logo, colors' words."""
    sections = tuple(replace(section, intro="") for section in edition.sections)
    brand = edition.config.brand.model_copy(update={"footer": ""})
    publication = edition.config.publication.model_copy(update={"tagline": "", "address": ""})
    config = edition.config.model_copy(update={"brand": brand, "publication": publication})
    return replace(
        edition,
        config=config,
        title="",
        preheader="",
        editorial=(),
        editorial_by="",
        cover=None,
        sections=sections,
        logo=None,
        changes=(),
        revision=1,
        revised=None,
        revision_shown="",
    )


@contextmanager
def _workspace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="publishkit-specimen-") as folder:
        root = Path(folder) / ISSUE
        shutil.copytree(FOLDER, root)
        for number, (name, size) in enumerate(PICTURES.items()):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_picture(size, number, "JPEG" if name.endswith(".jpg") else "PNG"))
        yield root


def _picture(size: tuple[int, int], seed: int, form: str) -> bytes:
    """Return a picture with enough going on to be told from another."""
    picture = Image.new("RGB", size, (150 + 12 * seed, 176, 170 - 9 * seed))
    draw = ImageDraw.Draw(picture)
    width, height = size
    for n in range(24):
        x, y = (n * 197 + seed * 131) % width, (n * 113 + seed * 71) % height
        box = (x, y, x + width // 8 + n * 3, y + height // 9 + seed * 5)
        draw.ellipse(box, fill=(n * 10 % 256, (n * 7 + seed * 40) % 256, 90 + n * 4))
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()

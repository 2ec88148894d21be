"""What WeasyPrint alone needs: the very pages of the edition as a file, its pictures beside it, the same fonts."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.workspace import ISSUE
from publishkit.model.rights import Channel
from publishkit.press.build import build_issue
from publishkit.render.pdf.document import PICTURES, pdf_html
from publishkit.render.pdf.fonts import fontconfig
from publishkit.theme.load import load_theme

CODE = "import weasyprint; weasyprint.HTML('issue.html').write_pdf('issue.pdf')"


@dataclass(frozen=True, kw_only=True, slots=True)
class WeasyPrintAlone:
    """A command to measure, and where to run it."""

    folder: Path
    command: tuple[str, ...]
    environment: Mapping[str, str]


def prepare_alone(root: Path, folder: Path) -> WeasyPrintAlone:
    """Write the pages of the workspace's issue into *folder* and return how to draw them."""
    edition = build_issue(root, ISSUE, lambda _stage: None).edition
    if edition is None:
        sys.exit("the benchmark's own articles were refused")
    theme = load_theme(edition.config.theme.name)
    (folder / "pictures").mkdir(parents=True)
    for picture in edition.pictures(Channel.PDF):
        (folder / "pictures" / picture.name).write_bytes(picture.book.data)
    (folder / "issue.html").write_text(pdf_html(edition, theme).replace(PICTURES, "pictures/"), encoding="utf-8")
    fonts = folder / "fonts.conf"
    fonts.write_text(fontconfig(theme.fonts, folder / "cache", system=False), encoding="utf-8")
    return WeasyPrintAlone(
        folder=folder,
        command=(sys.executable, "-c", CODE),
        environment={"FONTCONFIG_FILE": str(fonts)},
    )

"""The letter of a build for another program: with that program's own tags, proved again, and put beside the edition.

For an editor whose list lives in Mailchimp, Ghost or another program and who pastes the letter there. `send` does the same through
the interfaces of those that have one (`publishkit/send/providers/`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from publishkit.disk import write_whole
from publishkit.errors import InputError, Problem, ProofError
from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.press.build import Build
from publishkit.proof.duties import prove
from publishkit.proof.reading import heads_of, read_artifacts
from publishkit.render.formats import render
from publishkit.send.letter.dialects import ADDRESS, DIALECTS, PLAIN, Dialect, page_in, plain_dialect, text_in
from publishkit.theme.load import Theme, font_folders, load_theme
from publishkit.workspace.folder import told_unwritable
from publishkit.workspace.load import Planned

PAGE, TEXT, SUBJECT = "email.html", "email.txt", "subject.txt"
PROGRAMS = (*DIALECTS, PLAIN)


def check_programs(names: Sequence[str]) -> None:
    """Refuse a program whose tags are not known.

    Raises:
        InputError: names the first, and those that are known.
    """
    for name in names:
        if name not in PROGRAMS:
            hint = f"known: {', '.join(sorted(PROGRAMS))}"
            raise InputError(Problem(place="--email-for", message=f"there is no “{name}”", hint=hint))


def write_variants(root: Path, build: Build, names: Sequence[str]) -> Build:
    """Write the letter of *build* for each of the programs *names* into `out/<issue>.<program>/`; return *build* with these files.

    Nothing is written of a build that is not fit to print.

    Raises:
        InputError: the issue has no mail, or no mailbox where readers could leave.
        ProofError: a credit, notice or link is missing in what was made for a program.
        ExternalError: the disk refuses.
    """
    edition = build.edition
    if edition is None or build.exit_code:
        return build
    if Channel.EMAIL not in edition.issue.outputs:
        hint = 'add "email" to its outputs'
        raise InputError(Problem(place="--email-for", message="the issue has no mail", hint=hint))
    files = {file.name: file for file in build.artifacts}
    made = tuple(file for name in names for file in _variant(name, edition, build.cleared.planned, files))
    for file in made:
        path = root / "out" / file.name
        with told_unwritable(f"out/{file.name}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, file.data)
    return replace(build, artifacts=(*build.artifacts, *made))


def _variant(name: str, edition: Edition, planned: Planned, files: Mapping[str, Artifact]) -> Iterator[Artifact]:
    """Yield the page, the text and the subject for a program, after they were proved."""
    dialect = DIALECTS.get(name) or plain_dialect(_mailbox(edition))
    page, text = _letter(edition, planned, dialect, files)
    web = "" if Channel.WEB in edition.issue.outputs else edition.url
    if web and dialect.web:
        page, text = _with_page(edition, page, text)
    told = (
        Artifact(name=PAGE, media_type="text/html", data=page_in(dialect, page, web).encode()),
        Artifact(name=TEXT, media_type="text/plain", data=text_in(dialect, text, web).encode()),
    )
    _check(name, edition, told)
    subject = Artifact(name=SUBJECT, media_type="text/plain", data=f"{text_in(dialect, edition.subject)}\n".encode())
    for file in (*told, subject):
        yield replace(file, name=f"{edition.id}.{name}/{file.name}")


def _with_page(edition: Edition, page: str, text: str) -> tuple[str, str]:
    """Return a letter without pages of ours with the way to read it in a browser: the program has a page of it."""
    label, way_out = edition.labels["view_in_browser"], "@@PK_UNSUB_URL@@"
    link = f'<a href="{edition.url}">{escape(label)}</a> · '
    page = re.sub(rf'(<a [^>]*href="{way_out}")', lambda found: link + found[1], page, count=1)
    return page, text.replace(way_out, f"{way_out}\n{label}:\n{edition.url}", 1)


def _mailbox(edition: Edition) -> str:
    config = edition.config
    return config.send.unsubscribe_mail or config.email.reply_to or config.email.from_address


def _letter(edition: Edition, planned: Planned, dialect: Dialect, files: Mapping[str, Artifact]) -> tuple[str, str]:
    """Return page and text of the edition; where it names no postal address and the program knows one, with a place for it."""
    publication = edition.config.publication
    if publication.address or not dialect.address:
        return files[PAGE].data.decode(), files[TEXT].data.decode()
    placed = publication.model_copy(update={"address": ADDRESS})
    config = edition.config.model_copy(update={"publication": placed})
    parts = {file.name: file for file in render(Channel.EMAIL, replace(edition, config=config), _theme(planned))}
    page, text = parts[PAGE], parts[TEXT]
    return page.data.decode(), text.data.decode()


def _theme(planned: Planned) -> Theme:
    fonts = font_folders(planned.root, planned.config.fonts.dirs)
    return load_theme(planned.theme, (planned.root / "themes",), fonts, planned.config.brand)


def _check(name: str, edition: Edition, files: Sequence[Artifact]) -> None:
    """Look for everything the mail owes in what was made for a program."""
    owed = [duty for duty in edition.owed if duty.channel is Channel.EMAIL]
    proof = prove(owed, (), read_artifacts({file.name: file for file in files}, heads_of(edition)))
    lost = [sentence for row in proof.rows for sentence in row.missing]
    if lost:
        raise ProofError(Problem(place=f"out/{edition.id}.{name}", message=lost[0], hint="nothing was written for it"))

"""The desk as a web application: its page, what it shows of an issue, and the deeds that are asked of it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from publishkit.desk.deeds import Done, Here, PrintBrief, read_deed, sending_status
from publishkit.desk.dropped import collect_file, take_letter
from publishkit.desk.files import Changes, History
from publishkit.desk.guard import Door, Guard
from publishkit.desk.showing import Showing, chapters, seen
from publishkit.desk.views import view_article, view_findings, view_issue
from publishkit.errors import ExternalError, InputError, PublishkitError
from publishkit.press.adding.fetch_source import OpenDoor
from publishkit.press.build import press_issue
from publishkit.publish.files import media_type_of
from publishkit.theme.load import Theme, load_theme
from publishkit.workspace.folder import CONFIG, check_issue_id, inside, issue_ids, newest_issue, peek, told_unreadable
from publishkit.workspace.rights_file import read_rights_values
from publishkit.workspace.toml.parse import parse_toml, parse_tree

PATIENCE = 20.0
"""Seconds after which an open page is told that nothing happened, so that a dead one is noticed."""
SETTLED = 1.5
"""Seconds without a change before the whole edition is made again."""
VIEWS = ("mail", "web", "pdf", "epub", "text")
LANGUAGES = ("en", "de")
"""What the desk speaks."""
COLORS = ("paper", "panel", "ink", "muted", "rule", "accent", "second")
"""Of the theme, that the desk is drawn in."""
STATIC = {"desk.css": "text/css", "desk.js": "text/javascript"}


@dataclass(kw_only=True)
class Desk:
    """Everything the desk has open."""

    root: Path
    door: Door
    clock: Callable[[], datetime]
    open_door: OpenDoor
    chance: Callable[[], bytes]
    """Makes random bytes."""
    language: str = "en"
    changes: Changes = field(init=False)
    showing: Showing = field(init=False)
    history: History = field(init=False)
    looked_at: str = ""
    """The issue somebody looks at."""
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.changes = Changes(self.root)
        self.showing = Showing(self.root, lambda: self.changes.number)
        self.history = History(self.root)
        self.words: Mapping[str, str] = {**_words("en"), **_words(self.language)}
        self.theme = load_theme("almanac")
        self.pages = Environment(
            loader=PackageLoader(__package__),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def here(self, issue: str) -> Here:
        """Return where a deed is done."""
        return Here(root=self.root, issue=issue, now=self.clock(), open_door=self.open_door, chance=self.chance)


def _words(language: str) -> Mapping[str, str]:
    place = f"desk/words/{language}.toml"
    return parse_toml((files(__package__) / "words" / f"{language}.toml").read_bytes(), dict, place)


def make_desk(desk: Desk) -> ASGIApp:
    """Return the ASGI application of an opened desk."""
    pages = Pages(desk)
    routes = [
        Route("/", pages.first),
        Route("/issue/{issue}", pages.issue),
        Route("/static/{name}", pages.static),
        Route("/font/{name}", pages.font),
        Route("/picture/{issue}/{slug}/{number:int}", pages.picture),
        Route("/see/{issue}/{view}/{path:path}", pages.see),
        Route("/page/{issue}/{number:int}/{width:int}.png", pages.pdf_page),
        Route("/changes", pages.changes),
        Route("/do/{issue}/build", pages.build, methods=["POST"]),
        Route("/do/{issue}/undo", pages.undo, methods=["POST"]),
        Route("/do/{issue}/file", pages.take_file, methods=["POST"]),
        Route("/do/{issue}/letter", pages.take_letter, methods=["POST"]),
        Route("/do/{issue}/status", pages.sent, methods=["POST"]),
        Route("/try/{issue}/brief", pages.try_brief, methods=["POST"]),
        Route("/do/{issue}/{deed}", pages.do, methods=["POST"]),
    ]
    handlers: Mapping[Any, Any] = {PublishkitError: pages.told}
    return Guard(Starlette(routes=routes, exception_handlers=handlers, lifespan=pages.opened), desk.door)


class Pages:
    """Answers requests."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @asynccontextmanager
    async def opened(self, _app: Starlette) -> AsyncIterator[None]:
        """Follow the workspace, and finish editions, while the desk is open."""
        stop = asyncio.Event()
        tasks = [asyncio.create_task(self.desk.changes.watch(stop)), asyncio.create_task(self._finishing())]
        try:
            yield
        finally:
            stop.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _finishing(self) -> None:
        """Make the whole edition of the issue somebody looks at, whenever the files have rested."""
        desk = self.desk
        while True:
            number = desk.changes.number
            await asyncio.sleep(SETTLED)
            if number != desk.changes.number or not desk.looked_at or not desk.showing.is_stale(desk.looked_at):
                continue
            await run_in_threadpool(desk.showing.finish, desk.looked_at)
            await desk.changes.say()

    # --- pages --------------------------------------------------------------------------------------------------------

    async def first(self, _request: Request) -> Response:
        """Lead to the newest issue."""
        return RedirectResponse(f"/issue/{newest_issue(self.desk.root)}", 303)

    async def issue(self, request: Request) -> Response:
        """Show an issue, and one of its articles."""
        issue = check_issue_id(request.path_params["issue"])
        asked = request.query_params
        html = await run_in_threadpool(self._issue_page, issue, asked.get("article", ""), asked.get("view", ""))
        return Response(html, media_type="text/html")

    def _issue_page(self, issue: str, slug: str, view: str) -> str:
        desk = self.desk
        desk.looked_at = issue
        shown = desk.showing.look(issue)
        known = view_issue(desk.root, issue, shown)
        article = view_article(desk.root, issue, known, slug) if slug in known.order else None
        finished = desk.showing.finished(issue)
        outputs = (
            [c.value for c in shown.preview.edition.issue.outputs] if shown.preview and shown.preview.edition else []
        )
        return desk.pages.get_template("desk.html").render(
            w=desk.words,
            lang=desk.language,
            publication=_name(peek(desk.root / CONFIG, "publication")),
            issues=issue_ids(desk.root),
            id=issue,
            issue=known,
            article=article,
            number=desk.changes.number,
            view=view if view in VIEWS else "mail",
            views=[v for v in VIEWS if {"mail": "email", "text": "email"}.get(v, v) in outputs],
            left_out=shown.preview.left_out if shown.preview else (),
            stop=shown.stop.problems if shown.stop else (),
            finished=finished,
            stale=desk.showing.is_stale(issue),
            findings=view_findings(finished, known),
            pages=desk.showing.pages(issue) if view == "pdf" else 0,
            chapters=chapters(desk.showing.book(issue)) if view == "epub" else (),
            last=desk.history.last,
        )

    async def static(self, request: Request) -> Response:
        """Return the desk's own style sheet or script."""
        name = request.path_params["name"]
        if name not in STATIC:
            return Response(status_code=404)
        data = (files(__package__) / "static" / name).read_bytes()
        if name == "desk.css":
            data = _colors(self.desk.theme).encode() + data
        return Response(data, media_type=f"{STATIC[name]}; charset=utf-8")

    async def font(self, request: Request) -> Response:
        """Return a face of the bundled theme, in which the desk is set."""
        data = self.desk.theme.font_data.get(request.path_params["name"])
        return (
            Response(data, media_type="font/ttf", headers={"cache-control": "max-age=86400"})
            if data
            else Response(status_code=404)
        )

    async def picture(self, request: Request) -> Response:
        """Return a picture of an article as it is stored."""
        asked = request.path_params
        data, kind = await run_in_threadpool(
            self._picture, check_issue_id(asked["issue"]), asked["slug"], asked["number"]
        )
        return Response(data, media_type=kind, headers={"content-security-policy": "sandbox; default-src 'none'"})

    def _picture(self, issue: str, slug: str, number: int) -> tuple[bytes, str]:
        folder = f"issues/{check_issue_id(issue)}/articles/{check_issue_id(slug)}"
        place = f"{folder}/rights.toml"
        with told_unreadable(self.desk.root, place):
            text = inside(self.desk.root, place, place).read_bytes().decode("utf-8-sig", "replace")
        try:
            listed: Any = read_rights_values(text).get("picture")
        except ValueError as cause:
            raise InputError.at(place, "is not valid TOML") from cause
        file = (
            str(listed[number - 1].get("file") or "") if isinstance(listed, list) and 0 < number <= len(listed) else ""
        )
        kind = media_type_of(file)
        if not kind.startswith("image/"):
            raise InputError.at(place, f"has no picture {number}")
        with told_unreadable(self.desk.root, f"{folder}/{file}"):
            return inside(self.desk.root, f"{folder}/{file}", place).read_bytes(), kind

    # --- what readers see ---------------------------------------------------------------------------------------------

    async def see(self, request: Request) -> Response:
        """Return a file of a format, as it would be now."""
        asked = request.path_params
        found = await run_in_threadpool(
            seen, self.desk.showing, check_issue_id(asked["issue"]), asked["view"], asked["path"]
        )
        return Response(found[0], media_type=found[1]) if found else Response(status_code=404)

    async def pdf_page(self, request: Request) -> Response:
        """Return a page of the finished PDF as a picture."""
        asked = request.path_params
        drawn = await run_in_threadpool(
            self.desk.showing.page, check_issue_id(asked["issue"]), asked["number"], asked["width"]
        )
        return Response(drawn, media_type="image/png") if drawn else Response(status_code=404)

    async def changes(self, _request: Request) -> Response:
        """Tell an open page of every change (server-sent events)."""

        async def events() -> AsyncIterator[str]:
            async for number in self.desk.changes.follow(PATIENCE):
                yield f"data: {number}\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    # --- deeds --------------------------------------------------------------------------------------------------------

    async def do(self, request: Request) -> Response:
        """Do what was asked, and say what was done."""
        issue, name = check_issue_id(request.path_params["issue"]), request.path_params["deed"]
        deed = read_deed(name, await _form(request))
        return await self._done(issue, name, lambda: deed.do(self.desk.here(issue)))

    async def try_brief(self, request: Request) -> Response:
        """Say what would be in the way of a brief that is being written."""
        here = self.desk.here(check_issue_id(request.path_params["issue"]))
        deed = parse_tree(await _form(request), PrintBrief, "desk")
        return JSONResponse({"stops": list(await run_in_threadpool(deed.would_be, here))})

    async def sent(self, request: Request) -> Response:
        """Say how far the letter has got, as `publishkit send status` does."""
        issue = check_issue_id(request.path_params["issue"])
        text = await run_in_threadpool(sending_status, self.desk.here(issue))
        return JSONResponse({"said": [], "article": "", "notes": [], "letter": text or self.desk.words["not_sent"]})

    async def take_file(self, request: Request) -> Response:
        """Take in a file that was dropped."""
        issue, asked = check_issue_id(request.path_params["issue"]), request.query_params
        data = await request.body()
        name = asked.get("name", "")
        return await self._done(issue, "collect", lambda: collect_file(self.desk.here(issue), name, data, asked))

    async def take_letter(self, request: Request) -> Response:
        """Record what a letter permits that was dropped beside an article."""
        issue, asked = check_issue_id(request.path_params["issue"]), request.query_params
        data = await request.body()
        article, name, says = (asked.get(key, "") for key in ("article", "name", "says"))
        return await self._done(issue, "letter", lambda: take_letter(self.desk.here(issue), article, name, data, says))

    async def undo(self, request: Request) -> Response:
        """Take back the last deed."""
        async with self.desk.writing:
            deed = await run_in_threadpool(self.desk.history.undo)
        await self.desk.changes.tell()
        return JSONResponse({"said": [self.desk.words["undone"]], "article": "", "notes": list(deed.files)})

    async def build(self, request: Request) -> Response:
        """Build the edition into `out/`, as `publishkit build` does."""
        issue, desk = check_issue_id(request.path_params["issue"]), self.desk
        async with desk.writing:
            build = await run_in_threadpool(press_issue, desk.root, issue, lambda _: None, desk.clock())
        await desk.changes.tell()
        code = build.exit_code
        said = desk.words["built"] if code == 0 else desk.words["not_built"]
        told = [f"{f.code}: {f.message}" for f in build.findings if f.severity == "error"]
        return JSONResponse({"said": [said], "article": "", "notes": told, "exit_code": code})

    async def _done(self, issue: str, name: str, act: Callable[[], Done]) -> Response:
        desk = self.desk
        async with desk.writing:
            before = await run_in_threadpool(desk.history.before, issue)
            try:
                done = await run_in_threadpool(act)
            finally:
                await run_in_threadpool(desk.history.note, name, issue, before)
                await desk.changes.tell()
        told = {"said": list(done.said), "article": done.article, "notes": list(done.notes), "letter": done.letter}
        return JSONResponse(told)

    async def told(self, request: Request, stop: Exception) -> Response:
        """Say why something cannot be: cause and way out, as the terminal does."""
        problems = stop.problems if isinstance(stop, PublishkitError) else ()
        told = [{"place": p.place, "message": p.message, "hint": p.hint} for p in problems]
        status = 502 if isinstance(stop, ExternalError) else 422
        if request.url.path.startswith("/do/"):
            return JSONResponse({"problems": told, "choices": _choices(told)}, status)
        html = self.desk.pages.get_template("stop.html").render(
            w=self.desk.words, lang=self.desk.language, problems=told
        )
        return Response(html, status, media_type="text/html")


async def _form(request: Request) -> dict[str, object]:
    """Return what was sent.

    Raises:
        InputError: it is no form.
    """
    try:
        values = json.loads(await request.body())
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise InputError.at("desk", "was sent something that is no form", "load the page again")
    return values


def _choices(told: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Return the answers to a question that a person has to settle: the name as an article of its own, the one it renews."""
    found = (re.findall(r"--(slug|merge) ([a-z0-9-]+)", problem["hint"]) for problem in told)
    return {key: name for pairs in found for key, name in pairs}


def _colors(theme: Theme) -> str:
    """Return the theme's colors as variables of a style sheet, light and dark."""
    light, dark = (
        "".join(f"--{name}: {getattr(palette, name)}; " for name in COLORS)
        for palette in (theme.tokens.color.light, theme.tokens.color.dark)
    )
    return f":root {{ {light}}}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"


def _name(publication: object) -> str:
    """Return the name of the publication, be the rest of its config right or wrong."""
    return str(publication.get("name", "")) if isinstance(publication, dict) else ""

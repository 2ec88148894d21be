"""Before the first mail: the pages and pictures a letter needs are fetched from where readers will fetch them, and compared."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

from lxml import etree, html

from publishkit.disk import read_file
from publishkit.edition.records.records import SUMS, parse_sums
from publishkit.errors import ExternalError, InputError, Problem, PublishkitError
from publishkit.press.adding.fetch_source import tool
from publishkit.send.campaign.sender import Clock
from publishkit.send.letter.letter import Letter

if TYPE_CHECKING:  # what opens sockets is loaded when something is fetched
    from publishkit.capture.door.door import Door

Tell = Callable[[str], None]
AT_HOME = 4
"""Requests at the same time to our own site."""
PACE_AT_HOME = 0.1
"""Seconds between two requests of one connection to it."""
MOST = 40_000_000
"""Bytes of a picture or a book."""
SHOWN = 10
"""Problems that are told one by one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnFile:
    """An address of our own site that a letter leads to, or shows."""

    address: str
    sha256: str
    """Of the file that was built; "" for what is not of this edition, of which nothing is known but that it must be there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """What readers would not find as it was built."""

    address: str
    why: str
    reached: bool
    """Whether somebody answered: then the file is wrong; otherwise nobody knows."""


def needed_files(letter: Letter, site: str, sums: Mapping[str, str]) -> tuple[OwnFile, ...]:
    """Return every address below *site* that *letter* names, each once; *sums* are the checksums of its edition's files."""
    root = html.document_fromstring(letter.page)
    named = (str(value) for value in root.xpath("//a/@href | //img/@src | //link/@href"))
    written = (found[0].rstrip(".,;:!?)]}'”»") for found in re.finditer(r"https?://[^\s<>\"]+", letter.text))
    found = dict.fromkeys(urldefrag(address).url for address in chain(named, written))
    return tuple(
        OwnFile(address=address, sha256=_built(address, f"{site}{letter.mailing.edition}/", site, sums))
        for address in found
        if address.startswith(site) and "@@PK_" not in address
    )


def _built(address: str, edition: str, site: str, sums: Mapping[str, str]) -> str:
    """Return the SHA-256 of the file that was built for *address*; "" for none of this edition's."""
    path = unquote(address.partition("?")[0])
    if path.startswith(edition):
        inside = path.removeprefix(edition) or "index.html"
        return next((sums[name] for name in (f"web/{inside}", f"email/{inside}") if name in sums), "")
    return sums.get(path.removeprefix(site), "")


def open_home(clock: Clock, tell: Tell) -> "Door":
    """Return the door for our own site, which needs nobody to write to and bears more at once."""
    from publishkit.capture.door.door import Door

    version = tool().partition(" ")[2] or "0"
    return Door(agent=f"publishkit/{version}", clock=clock, tell=tell, pace=PACE_AT_HOME)


def missing_files(files: Sequence[OwnFile], door: "Door", root: Path, tell: Tell) -> tuple[Missing, ...]:
    """Fetch all *files* as readers will, and return those that are not there, or not as they were built below *root*."""
    doors = [replace(door, visits={}, remembered={}) for _ in range(AT_HOME)]
    lots = [(one, files[number :: len(doors)]) for number, one in enumerate(doors)]

    def look(lot: "tuple[Door, Sequence[OwnFile]]") -> list[Missing]:
        found = []
        for file in lot[1]:
            tell(f"fetching {file.address}")
            if missing := _missing(file, lot[0], root):
                found.append(missing)
        return found

    with ThreadPoolExecutor(max_workers=len(doors)) as pool:
        told = list(chain.from_iterable(pool.map(look, lots)))
    order = {file.address: number for number, file in enumerate(files)}
    return tuple(sorted(told, key=lambda one: order[one.address]))


def _missing(file: OwnFile, door: "Door", root: Path) -> Missing | None:
    from publishkit.capture.door.guard import parse_target

    try:
        hops = door.follow(parse_target(file.address, door.ports), accept="*/*", most=MOST)
    except PublishkitError as stop:
        return Missing(address=file.address, why=stop.problems[0].message, reached=isinstance(stop, InputError))
    answer = hops[-1].answer
    if answer.status != 200:
        return Missing(address=file.address, why=f"answers {answer.status} {answer.reason}".strip(), reached=True)
    if file.sha256 in {"", sha256(answer.body).hexdigest()} or _says_the_same(answer.body, file, root):
        return None
    return Missing(address=file.address, why="is not the file that was built", reached=True)


def _says_the_same(body: bytes, file: OwnFile, root: Path) -> bool:
    """Whether a page has the words of the one that was built: hosts write scripts and counters into pages on their way."""
    built = next((path for path in sorted(root.glob("web/*.html")) if _digest(path) == file.sha256), None)
    return built is not None and _words(body) == _words(read_file(built)) != ()


def _digest(path: Path) -> str:
    return sha256(read_file(path)).hexdigest()


def _words(page: bytes) -> tuple[str, ...]:
    try:
        root = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return ()
    pieces = root.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return tuple(" ".join(map(str, pieces)).split())


def demand_published(
    root: Path, letter: Letter, site: str, door: "Door", *, allowed: bool, tell: Tell, told: Callable[[Problem], None]
) -> None:
    """Return when readers find what *letter* leads to and shows; *site* is the publication's address.

    With *allowed* the letter may go all the same: then *told* hears of everything that was not found.

    Raises:
        InputError: something is not there, or not as it was built; carries what.
        ExternalError: nobody answers, so that nobody knows.
    """
    folder = root / "out" / letter.mailing.edition
    sums, _ = parse_sums(read_file(folder / SUMS))
    files = needed_files(letter, f"{site.rstrip('/')}/", sums)
    missing = missing_files(files, door, folder, tell)
    if not missing:
        return
    problems = list(_problems(missing, letter.mailing.edition, allowed=allowed))
    if allowed:
        for problem in problems:
            told(problem)
        return
    raise (InputError if any(one.reached for one in missing) else ExternalError)(*problems)


def _problems(missing: Sequence[Missing], edition: str, *, allowed: bool) -> Iterator[Problem]:
    """Yield a problem for each file, or for all of which the same is to be said when they are many."""
    whys: dict[str, list[Missing]] = {}
    for one in missing:
        whys.setdefault(one.why, []).append(one)
    for why, same in whys.items():
        mend = (
            f"`publishkit publish {edition}` puts it there"
            if same[0].reached
            else "see whether the site is up, and send then"
        )
        hint = "" if allowed else f"{mend}; `--allow-unpublished` sends it all the same, and readers miss it"
        shown = same if len(same) <= SHOWN else same[:1]
        for one in shown:
            rest = f" (and {len(same) - 1} more)" if len(same) > SHOWN else ""
            yield Problem(place=f"{one.address}{rest}", message=why, hint=hint)

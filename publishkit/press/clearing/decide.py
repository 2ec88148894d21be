"""The gate outside of any issue: publishers' terms on file, and decisions about statements and uses that come as JSON."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import tomlkit
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from publishkit.disk import write_whole
from publishkit.errors import ExternalError, InputError, Problem
from publishkit.model.config import Config
from publishkit.model.decision import NO_BACKGROUND, Background, Identity, IntendedUse, RightsPolicy, Stored
from publishkit.model.profile import Profile
from publishkit.model.rights import StrictValue
from publishkit.model.statement import RightsStatement
from publishkit.rights.evidence import read_stored
from publishkit.rights.gate.decide import decide, decision_object, unsigned
from publishkit.rights.profiles import FOLDER, Filed, ProfilesOnDemand, load_filed, profile_text
from publishkit.workspace.folder import CONFIG
from publishkit.workspace.lock import locked
from publishkit.workspace.toml.parse import parse_toml, parse_tree

Answer = Mapping[str, object]
NOTHING_STORED = Stored()
MOST_ANSWERS = 512
"""Lines whose answer is remembered: a caller with ten thousand lines often asks the same again."""


def encode(answer: Answer) -> str:
    """Return the answer as a line of JSON; four times as fast as `json` where, as here, all values are plain."""
    return to_json(answer).decode() + "\n"


HEAD_NOTE = re.compile(r"\A\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*")
"""The comments a file begins with."""

OTHER_NAMES: Mapping[str, str] = {"item_licence_display": "item_license_display"}
"""Spellings of the published model that are read as ours."""
USES: Mapping[str, str] = {"full": "full_verbatim", "link": "link_only"}
"""How issue.toml calls a treatment, where that is another word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request(StrictValue):
    """One line asked: may this asset be used so?"""

    statement: RightsStatement
    use: IntendedUse
    policy: RightsPolicy | None = None
    """Identity rules for this line; by default the workspace's."""
    us: Identity | None = None
    """Who we are, for this line; by default who publishkit.toml says."""


class Gate:
    """The gate of one workspace: house rules, who we are, publishers' terms, hashes of proofs already read."""

    def __init__(self, workspace: Path) -> None:
        """Read the house rules of *workspace*.

        Raises:
            InputError: publishkit.toml is wrong.
        """
        self.workspace = workspace
        config = _config(workspace)
        self.policy: RightsPolicy = config.rights if config else RightsPolicy()
        self.background = Background(us=config.identity) if config else NO_BACKGROUND
        self.profiles = ProfilesOnDemand(workspace)
        self.requests: TypeAdapter[Request] = TypeAdapter(Request)
        self.hashes: dict[str, str] = {}
        self.answered: dict[bytes, Answer] = {}

    def answers(self, lines: Iterable[bytes]) -> Iterator[Answer]:
        """Yield an answer to every line that is not blank: a decision, or an `error` that names line and key."""
        for number, line in enumerate(lines, 1):
            if (known := self.answered.get(line)) is not None:
                yield known
            elif line.strip():
                answer = self._answer(line, f"line {number}")
                if len(self.answered) < MOST_ANSWERS and "error" not in answer:
                    self.answered[line] = answer
                yield answer

    def _answer(self, line: bytes, place: str) -> Answer:
        try:
            asked = self._request(line, place)
            decision = decide(
                asked.statement,
                asked.use,
                policy=asked.policy or self.policy,
                profiles=self.profiles,
                stored=self._stored(asked.statement),
                background=Background(us=asked.us) if asked.us else self.background,
                signed=unsigned,
            )
        except InputError as stop:
            return {"error": "; ".join(str(problem) for problem in _placed(stop, place))}
        return decision_object(decision)

    def _stored(self, statement: RightsStatement) -> Stored:
        """Return the hashes of the proofs the statement and its publisher's terms name."""
        terms = self.profiles.get(statement.profile)
        if not (statement.evidence or statement.grants or statement.withdrawn or (terms and terms.pixel.waiver)):
            return NOTHING_STORED  # as good as every line of ten thousand
        return read_stored(self.workspace, (statement,), (terms,) if terms else (), known=self.hashes)

    def _request(self, line: bytes, place: str) -> Request:
        try:
            return self.requests.validate_json(line)
        except ValidationError:
            return _explained(line, place)


def _explained(line: bytes, place: str) -> Request:
    """Return the request of a line in another spelling, or say what is wrong with it.

    Raises:
        InputError: not UTF-8, not JSON, or not a request; carries every problem of the line.
    """
    try:
        tree = json.loads(line.decode())
    except UnicodeDecodeError as cause:
        raise InputError(Problem(place=place, message="is not UTF-8")) from cause
    except json.JSONDecodeError as cause:
        raise InputError(Problem(place=place, message=f"is not JSON: {cause.msg} at column {cause.colno}")) from cause
    except RecursionError as cause:
        raise InputError(Problem(place=place, message="is nested too deeply")) from cause
    return parse_tree(_respelled(tree), Request, place)


def _respelled(tree: object) -> object:
    """Return *tree* with the other spellings of `use.edition` made ours, and the words of issue.toml for a treatment."""
    if isinstance(tree, dict):
        read = {OTHER_NAMES.get(key, key): _respelled(value) for key, value in tree.items()}
        asked = read.get("treatment")
        return {**read, "treatment": USES.get(asked, asked)} if isinstance(asked, str) else read
    return tree


def _placed(stop: InputError, place: str) -> Iterator[Problem]:
    for problem in stop.problems:
        known = problem.place.startswith(place)
        yield (
            problem if known else Problem(place=f"{place}: {problem.place}", message=problem.message, hint=problem.hint)
        )


# --- publishers' terms ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class FiledTerms:
    """Every publisher's terms on file, and for how long the house trusts what it read."""

    profiles: Mapping[str, Filed]
    """By id."""
    max_age_days: int


def load_terms(root: Path) -> FiledTerms:
    """Return the shipped terms and those of the workspace; *root* need not be one.

    Raises:
        InputError: a profile or publishkit.toml is wrong; carries every problem of the profiles.
    """
    return FiledTerms(profiles=load_filed(root), max_age_days=house_rules(root).terms_max_age_days)


@dataclass(frozen=True, kw_only=True, slots=True)
class Adopted:
    """A publisher's terms that a person read and answers for."""

    profile: Profile
    place: str
    """The file, from the workspace."""
    max_age_days: int


def adopt_terms(root: Path, name: str, day: date, by: str = "") -> Adopted:
    """Write the terms of this id, shipped or already the workspace's, into its rights/profiles/ as read on *day*.

    Everything else in the file stays, comments too, but the note at its head, which said who had read them so far.

    Raises:
        InputError: no such terms, or a file is wrong.
        ExternalError: the file cannot be written, or another command is editing.
    """
    with locked(root):
        return _adopt_terms(root, name, day, by)


def _adopt_terms(root: Path, name: str, day: date, by: str) -> Adopted:
    terms = load_terms(root)
    filed = terms.profiles.get(name)
    if filed is None:
        near = get_close_matches(name, terms.profiles, n=1, cutoff=0.5)
        hint = f"did you mean `{near[0]}`?" if near else "`publishkit rights profiles` lists them"
        raise InputError(Problem(place=name, message="no publisher's terms of this name are on file", hint=hint))
    if not filed.profile.allow.republication:
        message = f"the terms of {filed.profile.name} allow nothing without a contract or a letter"
        hint = "record the letter with `publishkit rights grant`"
        raise InputError(Problem(place=name, message=message, hint=hint))
    document = tomlkit.parse(HEAD_NOTE.sub("", profile_text(root, filed)))
    document["terms_checked_on"] = day
    reader = f" by {' '.join(by.split())}" if by.strip() else ""
    text = f"# {filed.profile.name}: compared with its own page on {day}{reader}.\n{tomlkit.dumps(document)}".encode()
    place = f"{FOLDER}/{name}.toml"
    profile = parse_toml(text, Profile, place)
    try:
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
        write_whole(root / place, text)
    except OSError as cause:
        message = f"cannot be written: {cause.strerror}"
        raise ExternalError(
            Problem(place=place, message=message, hint="is there room, and may you write here?")
        ) from cause
    return Adopted(profile=profile, place=place, max_age_days=terms.max_age_days)


def house_rules(workspace: Path) -> RightsPolicy:
    """Return the rights settings of the workspace; the defaults where there is no publishkit.toml."""
    config = _config(workspace)
    return config.rights if config else RightsPolicy()


def _config(workspace: Path) -> Config | None:
    if not (workspace / CONFIG).is_file():
        return None
    from publishkit.workspace.load import load_config

    return load_config(workspace)

"""Answers `rights decide`: lines of JSON in, decisions out. Imported only when asked: it brings pydantic."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from publishkit.errors import InputError, Problem
from publishkit.manifest.load import load_config
from publishkit.manifest.parse import parse_toml, parse_tree
from publishkit.manifest.workspace import CONFIG
from publishkit.model.decision import RightsPolicy
from publishkit.model.profile import Profile
from publishkit.rights.decide import decide
from publishkit.rights.evidence import read_stored
from publishkit.rights.exchange import Request, decision_object, respelled
from publishkit.rights.profiles import load_profiles

Answer = Mapping[str, object]


class Desk:
    """Everything the lines share: house rules, profiles, hashes of proofs already read."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.policy: RightsPolicy = _house_rules(workspace)
        self.profiles: Mapping[str, Profile] = load_profiles(workspace, parse_toml)
        self.requests: TypeAdapter[Request] = TypeAdapter(Request)
        self.known: dict[str, str] = {}

    def answers(self, lines: Iterable[bytes]) -> Iterator[Answer]:
        """Yield an answer to every line that is not blank: a decision, or an `error` that names line and key."""
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield self._answer(line, f"line {number}")

    def _answer(self, line: bytes, place: str) -> Answer:
        try:
            asked = self._request(line, place)
            named = self.profiles.get(asked.statement.profile or "")
            stored = read_stored(self.workspace, (asked.statement,), (named,) if named else (), known=self.known)
        except InputError as stop:
            return {"error": "; ".join(str(problem) for problem in _placed(stop, place))}
        policy = asked.policy or self.policy
        return decision_object(decide(asked.statement, asked.use, policy=policy, profiles=self.profiles, stored=stored))

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
    return parse_tree(respelled(tree), Request, place)


def _placed(stop: InputError, place: str) -> Iterator[Problem]:
    for problem in stop.problems:
        known = problem.place.startswith(place)
        yield (
            problem if known else Problem(place=f"{place}: {problem.place}", message=problem.message, hint=problem.hint)
        )


def _house_rules(workspace: Path) -> RightsPolicy:
    return load_config(workspace).rights if (workspace / CONFIG).is_file() else RightsPolicy()

"""A person's claim against other evidence, and what the gate would say of an article if its rights.toml said something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from publishkit.errors import InputError, Problem
from publishkit.model.decision import Decision, Severity
from publishkit.model.rights import Channel
from publishkit.permissions.what_if import Part, cleared_item, decisions_of, statement_of, used_in_full
from publishkit.press.adding.reread import rights_of
from publishkit.press.arrange import manifest_place
from publishkit.press.editing import Draft
from publishkit.rights.gate.reasons import REASONS
from publishkit.workspace.load import read_issue
from publishkit.workspace.manifest import append_entry
from publishkit.workspace.outline import Listed

CLAIM = "claim"
"""What settles a reason, as `reasons.toml` says."""
INCOMPLETE = "R-CLAIM-INCOMPLETE"


@dataclass(frozen=True, slots=True)
class Decided:
    """What the gate says of one part of an article."""

    by_format: Mapping[Channel, Decision]

    @property
    def against(self) -> tuple[str, ...]:
        """The marks of what speaks against the status, claimed or not."""
        return tuple(dict.fromkeys(mark for decision in self.by_format.values() for mark in decision.against))

    @property
    def limits(self) -> tuple[str, ...]:
        """Why the part is not cleared, each sentence once; what speaks against a claim says enough by itself."""
        claims = {code: sentence for code, sentence in self._limits.items() if REASONS[code].remedy == CLAIM}
        return tuple((claims or self._limits).values())

    @property
    def contradicted(self) -> bool:
        """Whether something speaks against the status that no claim has settled."""
        return any(REASONS[code].remedy == CLAIM for code in self._limits)

    @property
    def claimed_in_vain(self) -> bool:
        """Whether the claim that was made names no person, or does not say where the right comes from."""
        return INCOMPLETE in self._limits

    @property
    def answered(self) -> tuple[str, ...]:
        """The marks that a claim answers; () where it lacks something, or more was found since."""
        return () if self.contradicted else self.against

    @property
    def _limits(self) -> dict[str, str]:
        return {
            reason.code: reason.sentence
            for decision in self.by_format.values()
            if not decision.ok
            for reason in decision.reasons
            if reason.severity in (Severity.LIMIT, Severity.BLOCK)
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """That a status is true although other evidence speaks against it."""

    by: str = ""
    """Who says so: a person; "" where nobody is named."""
    because: str = ""
    """Why it is true all the same; "" where nothing is known to speak against it."""

    at: datetime | None = None
    """When; recorded together with the name where there is no reason."""

    def refuse_nameless(self, what: str) -> None:
        """Let everything pass but a reason that nobody stands for; *what* it says is told.

        A name alone says who looked: it stands beside the status, and settles nothing that speaks against it.

        Raises:
            InputError: there is a reason and no name.
        """
        if self.because.strip() and not self.by.strip():
            raise InputError(Problem(place="--by", message="is missing", hint=f"a reason needs who says that {what}"))

    @property
    def is_made(self) -> bool:
        """Whether somebody stands for it against what speaks against it."""
        return bool(self.by.strip() and self.because.strip())

    def keys(self, answered: Sequence[str] = ()) -> dict[str, object]:
        """Return the keys of a statement that say so, and the marks of the evidence it *answered*; {} without a claim."""
        if not self.is_made:
            return {}
        words = {"claimed_by": self.by.strip(), "because": " ".join(self.because.split())}
        return {**words, "claimed_against": list(answered) or None}

    def signature(self) -> dict[str, object]:
        """Return the keys of a statement that say who looked, and when; {} where nobody is named."""
        if not self.by.strip():
            return {}
        return {"reviewed_by": self.by.strip(), **({"reviewed_at": self.at} if self.at else {})}


def decided(draft: Draft, issue_id: str, one: Listed, text: str, parts: Sequence[Part]) -> dict[Part, Decided]:
    """Return what the gate would say of these parts of an article, printed in full, if its `rights.toml` said *text*.

    Raises:
        InputError: its files are wrong besides.
    """
    folder, manifest = f"issues/{issue_id}/articles/{one.slug}", manifest_place(issue_id)
    listed = append_entry(draft.text(manifest), one.slug, place=manifest)
    article = draft.text(f"{folder}/article.md")
    instead = {f"{folder}/rights.toml": text, manifest: listed, f"{folder}/article.md": article}
    found = read_issue(draft.root, issue_id, {name: told.encode() for name, told in instead.items()})
    if found.planned is None or one.slug not in found.planned.articles:
        ours = [problem for problem in found.problems if problem.place.startswith(f"{folder}/")]
        raise InputError(*(ours or found.problems))
    item = cleared_item(rights_of(used_in_full(found.planned, one.slug)), one.slug)
    decisions, read = decisions_of(item), found.planned.articles[one.slug]
    return {part: Decided(decisions[statement_of(read, part).asset_id]) for part in parts}

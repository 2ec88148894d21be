"""How far a campaign is, on stderr: a moving line where there is a terminal, a sentence for every wait where not."""

import sys
from threading import Lock
from time import monotonic

import typer

from publishkit.cli.progress import Tell
from publishkit.send.run.campaigns import Campaign
from publishkit.send.run.claims import Later
from publishkit.send.run.sender import Counter
from publishkit.send.run.settle import Settled

OFTEN = 0.2
"""Seconds between two changes of the line."""
LONG = 5.0
"""Seconds of a wait that are worth a sentence."""


class Teller:
    """Called by every thread after every step."""

    def __init__(self, mine: Campaign, counter: Counter, tell: Tell) -> None:
        self._mine, self._counter, self._tell = mine, counter, tell
        self._lock = Lock()
        self._told = 0.0
        self._waits: set[str] = set()

    def __call__(self, step: Settled | Later) -> None:
        """Show where it is."""
        with self._lock:
            if isinstance(step, Later) and step.seconds > LONG:
                self._wait(step)
            elif monotonic() - self._told > OFTEN:
                self._told = monotonic()
                tally = self._counter.tally
                through = f"{tally.accepted:,} of {self._mine.audience_count:,} accepted"
                refused = f", {tally.rejected:,} rejected" if tally.rejected else ""
                self._tell(f"{self._mine.issue}: {through}{refused}")

    def _wait(self, step: Later) -> None:
        minutes, seconds = divmod(int(step.seconds), 60)
        sentence = f"{self._mine.issue}: waiting for {step.why}, {minutes}:{seconds:02d} more"
        if sys.stderr.isatty():
            self._tell(sentence)
        elif step.why not in self._waits:
            self._waits.add(step.why)
            hint = f"; `publishkit send cancel {self._mine.command}` calls it off" if step.why == "the hold" else ""
            typer.echo(sentence + hint, err=True)

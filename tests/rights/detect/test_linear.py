"""Every pattern of detection takes time linear in the text: by its form, and attacked with what it looks for."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishkit.capture.page import rights_signs, structured
from publishkit.capture.page.pictures import captions
from publishkit.rights import detect
from publishkit.rights.notices import copyright_line, copyright_words, notice
from publishkit.rights.notices.phrase import Phrase
from publishkit.rights.pictures import credit_line

op: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")
"""How Python itself reads a pattern; without stubs."""

MODULES = [importlib.import_module(f"{detect.__name__}.{one.name}") for one in pkgutil.iter_modules(detect.__path__)]
BESIDE = (captions, rights_signs, structured, copyright_line, copyright_words, credit_line, notice)
"""What detection and the readers of pages read lines with."""
LENGTH = 20_000
"""Characters of an attack: enough for what is quadratic to take many seconds."""
REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}


def patterns() -> list[re.Pattern[str]]:
    values = [value for module in (*MODULES, *BESIDE) for value in vars(module).values()]
    flat = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    return list(dict.fromkeys(one for one in flat if isinstance(one, re.Pattern) and isinstance(one.pattern, str)))


def repeats(tree: Any, inside: int = 1) -> Iterator[int]:
    """Yield, for each repetition, how often it can be taken in all, counting the repetitions around it."""
    for kind, value in tree:
        times = inside
        if kind in REPEATS:
            times = inside * max(1, int(value[1]))
            yield times
        for part in parts(value):
            yield from repeats(part, times)


def parts(value: Any) -> Iterator[Any]:
    """The patterns inside of an item of a pattern."""
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from parts(one)


ALL = patterns()
PHRASES = [
    part
    for one in vars(notice).values()
    if isinstance(one, tuple)
    for row in one
    if isinstance(row, Phrase)
    for part in row.parts
]
"""The parts of the phrases of notices; a search of one is joined to the next by pointers that only move forward."""


def test_there_are_patterns() -> None:
    assert len(ALL) > 40


@pytest.mark.parametrize("pattern", [*ALL, *PHRASES], ids=lambda one: one.pattern[:40])
def test_no_repetition_repeats_another_without_end(pattern: re.Pattern[str]) -> None:
    """Whatever repeats without end repeats single characters; the rest is bounded by what a line can hold."""
    endless = int(op.MAXREPEAT)
    bounds = list(repeats(parser.parse(pattern.pattern, pattern.flags)))
    assert all(bound == endless or bound <= 10_000 for bound in bounds)


@pytest.mark.parametrize("pattern", ALL, ids=lambda one: one.pattern[:40])
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.data())
def test_what_almost_fits_takes_no_time(pattern: re.Pattern[str], data: st.DataObject) -> None:
    """Text made of what the pattern looks for, and of the same without its end."""
    whole = data.draw(st.from_regex(re.compile(pattern.pattern, pattern.flags)))[:400] or "x"
    for bit in (whole, whole[:-1] or "x", whole[: len(whole) // 2] or "x", whole[-1], whole.split(" ")[0] + " "):
        text = (bit * (LENGTH // len(bit) + 1))[:LENGTH]
        start = time.process_time()
        pattern.sub("", text)
        assert time.process_time() - start < 2, (pattern.pattern, bit)

"""A summary in our own words is told from a cut copy."""

import random
import time
from difflib import SequenceMatcher

import pytest

from publishkit.rights.copies.near_copy import longest_run, measure_likeness, quotations, words

SOURCE = (
    "The harbour of Gdynia lay under a thin grey fog when the last of the four ferries came home late on Monday night. "
    "Officials said the delay was caused by a failed pump in the engine room, which the crew repaired at sea with a hose "
    "borrowed from the galley. No passenger was hurt, and the ship will sail again on Wednesday morning."
)


def test_our_own_words_share_little() -> None:
    own = "A broken pump held up a ferry to Poland on Monday. The crew fixed it on the way; nobody came to harm."
    likeness = measure_likeness(own, SOURCE)
    assert likeness.longest_run <= 3
    assert likeness.five_gram == 0.0


def test_a_lightly_cut_copy_is_seen() -> None:
    """A cut copy shares a long run and most 5-grams."""
    cut = (
        "The harbour of Gdynia lay under grey fog when the last of the four ferries came home late on Monday. "
        "Officials said the delay was caused by a failed pump in the engine room."
    )
    likeness = measure_likeness(cut, SOURCE)
    assert likeness.longest_run >= 13
    assert likeness.five_gram > 0.5


def test_what_stands_in_quotation_marks_does_not_count() -> None:
    quoted = "The crew mended it “at sea with a hose borrowed from the galley” and went on."
    assert measure_likeness(quoted, SOURCE).longest_run <= 2
    assert measure_likeness(quoted.replace("“", "").replace("”", ""), SOURCE).longest_run == 9


def test_no_run_leads_across_a_quotation() -> None:
    """Words left and right of a quotation do not become neighbors."""
    text = 'Under a thin "very old" grey fog.'
    assert measure_likeness(text, SOURCE).longest_run == 3


def test_capitals_and_punctuation_hide_nothing() -> None:
    shouted = SOURCE.upper().replace(",", " – ")
    assert measure_likeness(shouted, SOURCE).five_gram == 1.0


def test_an_empty_summary_copies_nothing() -> None:
    assert measure_likeness("", SOURCE).longest_run == 0
    assert measure_likeness("“All quoted.”", SOURCE).five_gram == 0.0


def test_the_words_it_repeats_are_named_as_the_summary_has_them() -> None:
    """At most twelve of them."""
    text = "The pump failed. Officials said the DELAY was caused by a failed pump in the engine room, it seems."
    assert measure_likeness(text, SOURCE).repeated == "Officials said the DELAY was caused by a failed pump in the …"
    assert measure_likeness("In the engine room!", SOURCE).repeated == "In the engine room"
    assert measure_likeness("Quite another matter.", SOURCE).repeated == ""


@pytest.mark.parametrize("marks", ["“{}”", "„{}“", "„{}”", "«{}»", "« {} »", "»{}«", "‹{}›", '"{}"'])
def test_quotations_do_not_count_in_any_of_our_marks(marks: str) -> None:
    quoted = marks.format("a failed pump in the engine room, which the crew repaired at sea")
    assert measure_likeness(f"It was {quoted}, they said.", SOURCE).longest_run <= 1
    assert len(quotations(f"It was {quoted}, they said.")) == 1


@pytest.mark.parametrize("mark", ["“", "„", "«", '"', "'", "’"])
def test_a_mark_that_is_never_closed_hides_nothing(mark: str) -> None:
    text = f"It was {mark}a failed pump in the engine room, which the crew repaired at sea."
    assert measure_likeness(text, SOURCE).longest_run == 13


@pytest.mark.parametrize("slip", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u202e"])
def test_characters_nobody_sees_part_no_words(slip: str) -> None:
    text = "a failed pump in the engine room, which the crew repaired".replace("e", f"e{slip}")
    assert measure_likeness(text, SOURCE).longest_run == 11


def test_letters_in_two_forms_are_one_letter() -> None:
    """Decomposed accents, ligatures, full-width letters."""
    source = "Der Hafenmeister prüft die Kähne, so oﬀen wie nie."
    assert measure_likeness("der hafenmeister pru\u0308ft die ka\u0308hne, ｓｏ offen", source).longest_run == 7


def test_the_longest_run_is_the_one_difflib_finds() -> None:
    """The automaton against the quadratic search it replaced, gaps and all."""
    chance = random.Random(7)
    for _ in range(2_000):
        ours = chance.choices(["", "a", "b", "c"], k=chance.randint(0, 12))
        theirs = chance.choices("abc", k=chance.randint(0, 12))
        first, size = longest_run(ours, theirs)
        wanted = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match().size
        assert size == wanted
        run = ours[first : first + size]
        assert not size or any(theirs[n : n + size] == run for n in range(len(theirs)))


def test_a_source_of_twenty_thousand_words_is_measured_at_once() -> None:
    """Linear: twice the words take about twice the time, also where every word is the same."""
    chance = random.Random(1)
    source = " ".join(
        chance.choices([f"w{n}" for n in range(2_000)], weights=[1 / (n + 1) for n in range(2_000)], k=20_000)
    )
    for summary, text in ((source[:1_500], source), (source, source), ("the " * 20_000, "the " * 20_000)):
        started = time.process_time()
        measure_likeness(summary, text)
        assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    ['"“„«' * 50_000, "»" * 100_000, "“" * 100_000, "\u0301" * 100_000, "a" * 500_000, "\0" * 1_000, "_" * 100_000],
)
def test_hostile_summaries_take_no_longer_than_others(text: str) -> None:
    started = time.process_time()
    likeness = measure_likeness(text, SOURCE)
    assert len(likeness.repeated) < 300
    assert time.process_time() - started < 3


def test_a_nul_in_the_source_makes_no_gap_in_it() -> None:
    assert words("one\0two") == ["one", "two"]
    assert measure_likeness('one "x" two', "one\0two").longest_run == 1

"""A summary in our own words is told from a cut copy."""

from publishkit.rights.near_copy import measure_likeness

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
    """3.6: a cut copy shares a long run and most 5-grams."""
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

"""A copy of a withheld text is known again; another one is not."""

from publishkit.rights.copies import traces

SENTENCE = "The harbour of Gdynia lay under a thin grey fog when the last of the four ferries came home late."


def test_a_copied_sentence_shares_runs_whatever_its_layout() -> None:
    """Case, line ends, broken words and punctuation do not hide a copy."""
    broken = SENTENCE.upper().replace("HARBOUR", "HAR-\nBOUR").replace(" FERRIES", "\nFERRIES,")
    assert traces.shingles(broken) == traces.shingles(SENTENCE)


def test_every_run_of_nine_words_has_a_trace() -> None:
    assert len(traces.shingles(SENTENCE)) == len(SENTENCE.split()) - 8
    assert traces.shingles("Only eight words are too few to tell.") == ()


def test_a_sentence_in_other_words_shares_nothing() -> None:
    other = "When the last ferry reached Gdynia, fog lay on the harbour and it was already late in the day."
    assert not set(traces.shingles(other)) & set(traces.shingles(SENTENCE))

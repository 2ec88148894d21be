"""The merge of bodies by paragraph: what it keeps whatever the three versions are, and that it ends in time."""

import random
import time

import pytest

from publishkit.capture.merge import merge_bodies, still_open
from publishkit.capture.pieces import changes, join, key, split
from publishkit.model.article import Clash

WORDS = "the harbour council met on tuesday evening to settle a quarrel that had lasted for most of winter".split()


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(3, 14))) + "."


def edited(pieces: list[str], chance: random.Random) -> list[str]:
    """Paragraphs with some changed, taken out, put in or put elsewhere."""
    made = []
    for piece in pieces:
        act = chance.random()
        if act < 0.12:
            continue
        words = piece.split()
        words[chance.randrange(len(words))] = chance.choice(WORDS)
        made.append(" ".join(words) if act < 0.3 else piece)
        if act > 0.9:
            made.append(sentence(chance))
    if len(made) > 3 and chance.random() < 0.3:
        made.insert(chance.randrange(len(made)), made.pop(chance.randrange(len(made))))
    return made


@pytest.mark.parametrize("seed", range(60))
def test_what_one_side_did_alone_is_what_comes_out(seed: int) -> None:
    chance = random.Random(seed)
    base = [sentence(chance) for _ in range(chance.randint(0, 12))]
    side = edited(base, chance)
    for ours, theirs in ((base, side), (side, base), (side, side)):
        merged = merge_bodies(join(base), join(ours), join(theirs))
        assert (split(merged.body), merged.clashes) == (side, ())


@pytest.mark.parametrize("seed", range(60))
def test_nothing_the_editor_wrote_is_lost_and_nothing_new_comes_in_unsaid(seed: int) -> None:
    chance = random.Random(1000 + seed)
    base = [sentence(chance) for _ in range(chance.randint(1, 12))]
    ours, theirs = edited(base, chance), edited(base, chance)
    merged = merge_bodies(join(base), join(ours), join(theirs))
    there = {key(piece) for piece in split(merged.body)}
    written = {key(piece) for piece in ours} - {key(piece) for piece in base}
    assert written <= there
    new = {key(piece) for piece in theirs} - {key(piece) for piece in base}
    asked = {key(str(clash.found)) for clash in merged.clashes if clash.found is not None}
    assert new <= there | asked


def test_a_listing_is_one_piece_and_line_ends_in_a_paragraph_do_not_count() -> None:
    base = "One two three.\n\n```py\na\n\nb\n```\n"
    ours = "One two\nthree.\n\n```py\na\n\nb\n```\n"
    assert merge_bodies(base, ours, base.replace("three", "four")).body == "One two four.\n\n```py\na\n\nb\n```\n"
    assert merge_bodies(base, ours, base).body == ours


def test_both_add_the_same_in_other_words_is_one_question() -> None:
    base = "One two three four.\n"
    ours, theirs = (f"{base}\nCorrection: the trial lasts {time} years, not one." for time in ("2", "two"))
    merged = merge_bodies(base, ours, theirs)
    assert split(merged.body) == split(ours) and [clash.base for clash in merged.clashes] == [None]


def test_a_script_without_spaces_is_compared_by_its_letters() -> None:
    base = ["港の評議会は火曜日の夜に開かれた。", "漁師たちは北の岸壁にもう二つの船着き場を求めた。"]
    side = ["新しい段落がここに入る。", base[0].replace("火曜日", "水曜日"), base[1]]
    assert changes(base, side).at == {0: side[1]} and changes(base, side).added == {-1: [side[0]]}


def test_a_clash_ends_when_the_text_is_as_the_source_has_it() -> None:
    clash = Clash(key="body", kept="Ours.", found="Theirs.", base="Before.")
    assert still_open([clash], [], {}, "Ours.\n") == [clash]
    assert still_open([clash], [], {}, "Theirs.\n") == []
    title = Clash(key="title", kept="Ours", found="Theirs")
    assert still_open([title], [], {"title": "Theirs"}, "") == []


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        (["same."] * 4000, ["same."] * 3999 + ["other."], ["first."] + ["same."] * 4000),
        (
            [f"{n} a b c." for n in range(3000)],
            [f"{n} a b d." for n in range(3000)],
            [f"{n} x b c." for n in range(2990)],
        ),
        (["* * *", "x."] * 2000, ["x.", "* * *"] * 2000, ["* * *"] * 3000),
    ],
)
def test_long_bodies_are_merged_in_time(base: list[str], ours: list[str], theirs: list[str]) -> None:
    start = time.process_time()
    merge_bodies(join(base), join(ours), join(theirs))
    assert time.process_time() - start < 20

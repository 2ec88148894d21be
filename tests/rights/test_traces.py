"""A copy of a withheld text or picture is known again; another one is not."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from publishkit.rights import traces

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


def picture(seed: int, size: tuple[int, int] = (900, 600)) -> Image.Image:
    """Return a drawing with many edges; each seed another one."""
    image = Image.new("RGB", size, (236, 230, 214))
    draw = ImageDraw.Draw(image)
    for n in range(60):
        x, y = (n * 97 * seed + 31 * n) % size[0], (n * 61 * seed + 17) % size[1]
        draw.rectangle(
            (x, y, x + 60 + 7 * seed, y + 45 + n), fill=((n * 40) % 255, (n * 17 * seed) % 255, (n * 29) % 255)
        )
    return image


def saved(image: Image.Image, kind: str, **options: int) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("quality", [40, 90])
def test_a_smaller_copy_in_another_format_is_the_same_picture(quality: int) -> None:
    original = traces.fingerprint(saved(picture(3), "PNG"))
    copy = traces.fingerprint(saved(picture(3).resize((450, 300)), "JPEG", quality=quality))
    assert len(original) == 128
    assert traces.distance(original, copy) <= 10
    assert traces.alike(original, copy)
    assert traces.alike(original[:64], copy[:64]) is (traces.distance(original[:64], copy[:64]) <= 30)


def test_another_picture_is_another_picture() -> None:
    one, other = (traces.fingerprint(saved(picture(seed), "JPEG")) for seed in (3, 5))
    assert traces.distance(one, other) > 40
    assert not traces.alike(one, other)


@pytest.mark.parametrize("cut", [(2, 2, 2, 2), (0, 0, 0, 12), (7, 3, 0, 0), (16, 16, 16, 16)])
def test_an_edge_cut_off_is_still_the_same_picture(cut: tuple[int, int, int, int]) -> None:
    whole = picture(3)
    left, top, right, bottom = cut
    copy = saved(whole.crop((left, top, whole.width - right, whole.height - bottom)), "JPEG", quality=70)
    marks = traces.fingerprints(saved(whole, "PNG"))
    assert any(traces.alike(mark, traces.fingerprint(copy)) for mark in marks)
    assert not any(traces.alike(mark, traces.fingerprint(saved(picture(5), "JPEG"))) for mark in marks)


def test_a_transparent_picture_is_compared_as_on_paper() -> None:
    clear = picture(3).convert("RGBA")
    clear.putalpha(255)
    assert traces.fingerprint(saved(clear, "PNG")) == traces.fingerprint(saved(picture(3), "PNG"))


def test_a_blank_sheet_tells_nothing() -> None:
    assert not traces.telling(traces.fingerprint(saved(Image.new("L", (400, 300), 200), "PNG")))
    assert traces.telling(traces.fingerprint(saved(picture(3), "PNG")))

"""Text a PDF holds and shows to nobody. It is taken off the page before the page is read, so that it proves nothing.

Invisible, tiny, see-through, off the paper, in the colour of its ground, or painted over; and what marks say instead.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

from publishkit.proof.read.pdf_marks import drawn_words, forget_false_marks
from publishkit.theme.colors import told_apart

DEEP = 5
"""Levels of forms within forms; ours have two."""
MOST_POINTS = 2_000
"""Of one shape; a drawing of more is no ground for text."""
SMALLEST = 3.0
"""Points; the smallest print there is on paper (package leaflets, stock lists) has five."""
NO_INK = 0.01
"""Points that the letters of a text are high, when nothing of them is drawn."""
PICTURE = 1.5
"""Heights of a line that the picture of an emoji takes at most."""
FAINT = 26
"""Alpha of 255: a tenth."""
OPAQUE = 250
LAYER = (*b"OC", 0)
"""The name of such a mark, as PDFium writes it."""
WHITE = (255, 255, 255)
UNDRAWN = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})
OUTLINED = frozenset({raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP})
"""Modes in which the colour of filling is not seen."""
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
ITSELF: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> Point:
        """The middle of it."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def corners(self) -> tuple[Point, ...]:
        """All four."""
        return (self.left, self.bottom), (self.right, self.bottom), (self.right, self.top), (self.left, self.top)

    def holds(self, across: float, up: float) -> bool:
        """Return whether a point is in it."""
        return self.left <= across <= self.right and self.bottom <= up <= self.top


@dataclass(frozen=True, slots=True)
class Area:
    """A filled shape: the outlines of its parts."""

    outlines: tuple[tuple[Point, ...], ...]

    def holds(self, across: float, up: float) -> bool:
        """Return whether a point is filled (by the rule of odd and even, so a frame's inside is not)."""
        odd = False
        for outline in self.outlines:
            for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], outline[0]), strict=True):
                if (y1 > up) != (y2 > up) and across < (x2 - x1) * (up - y1) / (y2 - y1) + x1:
                    odd = not odd
        return odd


@dataclass(frozen=True, kw_only=True, slots=True)
class Painted:
    """One thing on the page."""

    handle: Any
    """PDFium's."""
    form: Any
    """The form it is part of; None for the page itself."""
    box: Box
    color: tuple[int, int, int] = (0, 0, 0)
    alpha: int = 255
    is_text: bool = False
    is_many: bool = False
    """A picture or gradient: of many colours."""
    is_solid: bool = False
    """A picture that nothing shines through."""
    mode: int = 0
    """How the letters of a text are drawn (ISO 32000-1, table 106)."""
    size: float = 0.0
    """Points from line to line of a text, on paper."""
    area: Area | None = None
    clips: tuple[Area, ...] = ()
    """What it is cut to; nothing of it is seen outside any of them."""


def take_hidden(page: Any, twin: Callable[[], Any] | None = None) -> tuple[str, ...]:
    """Take off the opened *page* of PDFium (in memory) what no reader sees; return its words, "" for what cannot be read.

    *twin* opens the same page once more: then marks that say what the letters say stay (`pdf_marks`).
    """
    found = tuple(painted(page))
    texts = [(at, text) for at, text in enumerate(found) if text.is_text]
    grounds = [(at, one) for at, one in enumerate(found) if one.is_many or (one.area and one.alpha >= OPAQUE)]
    paper = Box(0, 0, *page.get_size())
    hidden = [
        text
        for at, text in texts
        if not _is_drawn(text, paper)
        or not _stands_out(text, [one for n, one in grounds if n < at])
        or any(_covers(one, text.box) and not _is_its_picture(one, text) for n, one in grounds if n > at)
    ]
    forget_false_marks([text.handle for _, text in texts], {id(text.handle) for text in hidden}, twin and _twins(twin))
    if not hidden:
        return ()
    words = _words(page, hidden)
    for text in hidden:
        if text.form:
            raw.FPDFFormObj_RemoveObject(text.form, text.handle)
        else:
            raw.FPDFPage_RemoveObject(page, text.handle)
        raw.FPDFPageObj_Destroy(text.handle)
    return words


def _is_drawn(text: Painted, paper: Box) -> bool:
    """Return whether letters are drawn, large enough, not see-through, on the paper and not cut off."""
    if text.mode in UNDRAWN or text.size < SMALLEST or text.alpha < FAINT or _is_in_a_layer(text.handle):
        return False
    middle = text.box.middle
    return paper.holds(*middle) and all(clip.holds(*middle) for clip in text.clips)


def _is_in_a_layer(handle: Any) -> bool:
    """Return whether a text is optional content, which readers switch on and off."""
    name, size = (ctypes.c_ushort * len(LAYER))(), ctypes.c_ulong()
    for index in range(raw.FPDFPageObj_CountMarks(handle)):
        mark = raw.FPDFPageObj_GetMark(handle, index)
        # Another mark's name is longer or other; a longer one is not written into so small a place.
        if raw.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), size) and tuple(name) == LAYER:
            return True
    return False


def _stands_out(text: Painted, below: Sequence[Painted]) -> bool:
    """Return whether letters have another colour than what was painted last under their middle."""
    if text.mode in OUTLINED:
        return True
    middle = text.box.middle
    for one in reversed(below):
        if one.box.holds(*middle) and (one.area is None or one.area.holds(*middle)):
            # A picture or gradient has many colours.
            return one.is_many or told_apart(text.color, one.color)
    return told_apart(text.color, WHITE)


def _is_its_picture(later: Painted, text: Painted) -> bool:
    """Return whether what is painted over a text is what the text shows: an emoji is a letter without ink and a picture on it."""
    is_without_ink = text.box.top - text.box.bottom < NO_INK
    return is_without_ink and later.box.top - later.box.bottom <= PICTURE * text.size


def _covers(later: Painted, box: Box) -> bool:
    if not later.box.holds(*box.middle):
        return False
    if later.area is not None:
        return all(later.area.holds(*corner) for corner in box.corners)
    return later.is_solid and all(later.box.holds(*corner) for corner in box.corners)


def _twins(twin: Callable[[], Any]) -> Callable[[], Iterator[tuple[Any, list[Any]]]]:
    """Return what opens the page once more: it with the texts on it, in the order of the first."""

    def opened() -> Iterator[tuple[Any, list[Any]]]:
        page = twin()
        try:
            yield page, [text.handle for text in painted(page) if text.is_text]
        finally:
            page.close()

    return opened


def _words(page: Any, texts: Sequence[Painted]) -> tuple[str, ...]:
    layer = page.get_textpage()
    try:
        return tuple(drawn_words(layer, text.handle) for text in texts)
    finally:
        layer.close()


# --- what is painted on a page ----------------------------------------------------------------------------------------


def painted(page: Any) -> Iterator[Painted]:
    """Yield what is painted on an opened page of PDFium, in order; forms are looked into."""
    objects = [raw.FPDFPage_GetObject(page, at) for at in range(raw.FPDFPage_CountObjects(page))]
    yield from _among(objects, _Frame(), DEEP)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Frame:
    """What a form gives to everything in it."""

    form: Any = None
    place: Matrix = ITSELF
    alpha: int = 255
    clips: tuple[Area, ...] = ()


def _among(objects: Sequence[Any], frame: _Frame, depth: int) -> Iterator[Painted]:
    for handle in objects:
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield _text(handle, frame)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            if (shape := _shape(handle, frame)) is not None:
                yield shape
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            inside = [raw.FPDFFormObj_GetObject(handle, at) for at in range(raw.FPDFFormObj_CountObjects(handle))]
            yield from _among(inside, _framed(handle, frame), depth - 1)
        else:
            solid = (
                kind == raw.FPDF_PAGEOBJ_IMAGE and frame.alpha >= OPAQUE and not raw.FPDFPageObj_HasTransparency(handle)
            )
            yield Painted(handle=handle, form=frame.form, box=_box(handle, frame.place), is_many=True, is_solid=solid)


def _framed(form: Any, outer: _Frame) -> _Frame:
    return _Frame(
        form=form,
        place=_after(_matrix(form), outer.place),
        alpha=min(outer.alpha, _color(form)[1]),
        clips=(*outer.clips, *_clips(form, outer.place)),
    )


def _text(handle: Any, frame: _Frame) -> Painted:
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(handle, size)
    _, _, c, d, _, _ = _after(_matrix(handle), frame.place)
    color, own = _color(handle)
    return Painted(
        handle=handle,
        form=frame.form,
        box=_box(handle, frame.place),
        color=color,
        alpha=min(frame.alpha, own),
        clips=(*frame.clips, *_clips(handle, frame.place)),
        is_text=True,
        mode=raw.FPDFTextObj_GetTextRenderMode(handle),
        size=abs(size.value) * (c * c + d * d) ** 0.5,
    )


def _shape(handle: Any, frame: _Frame) -> Painted | None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, fill, stroke)
    if fill.value == raw.FPDF_FILLMODE_NONE or raw.FPDFPath_CountSegments(handle) > MOST_POINTS:
        return None
    color, own = _color(handle)
    place = _after(_matrix(handle), frame.place)
    segments = (raw.FPDFPath_GetPathSegment(handle, at) for at in range(raw.FPDFPath_CountSegments(handle)))
    return Painted(
        handle=handle,
        form=frame.form,
        box=_box(handle, frame.place),
        color=color,
        alpha=min(frame.alpha, own),
        area=Area(tuple(_outlines(segments, place))),
    )


def _clips(handle: Any, place: Matrix) -> Iterator[Area]:
    """Yield what an object is cut to."""
    clip = raw.FPDFPageObj_GetClipPath(handle)
    for path in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip else 0):
        count = raw.FPDFClipPath_CountPathSegments(clip, path)
        if 0 < count <= MOST_POINTS:
            segments = (raw.FPDFClipPath_GetPathSegment(clip, path, at) for at in range(count))
            yield Area(tuple(_outlines(segments, place)))


def _outlines(segments: Iterable[Any], place: Matrix) -> Iterator[tuple[Point, ...]]:
    """Yield the outlines of a path; its curves as the points they lead through and to, which is a little more."""
    outline: list[Point] = []
    across, up = ctypes.c_float(), ctypes.c_float()
    for segment in segments:
        raw.FPDFPathSegment_GetPoint(segment, across, up)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and outline:
            yield tuple(outline)
            outline = []
        outline.append(_moved((across.value, up.value), place))
    if outline:
        yield tuple(outline)


def _color(handle: Any) -> tuple[tuple[int, int, int], int]:
    """Return the colour something is filled with, and its alpha."""
    red, green, blue, alpha = (ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(255))
    raw.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    return (red.value, green.value, blue.value), alpha.value


def _matrix(handle: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _box(handle: Any, place: Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float())
    raw.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    box = Box(left.value, bottom.value, right.value, top.value)
    if place == ITSELF:
        return box
    moved = [_moved(corner, place) for corner in box.corners]
    return Box(min(x for x, _ in moved), min(y for _, y in moved), max(x for x, _ in moved), max(y for _, y in moved))


def _moved(point: Point, place: Matrix) -> Point:
    (x, y), (a, b, c, d, e, f) = point, place
    return a * x + c * y + e, b * x + d * y + f


def _after(inner: Matrix, outer: Matrix) -> Matrix:
    """Return both, the inner one first."""
    a, b, c, d, e, f = inner
    (e2, f2) = _moved((e, f), outer)
    a2, b2, c2, d2, _, _ = outer
    return a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2, e2, f2

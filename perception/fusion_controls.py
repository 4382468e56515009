"""Words and shapes of a picture put together to controls.

A face with one text in it is a button of that name; an even long face a field, named by the text
before or above it; a small square with a text after it a box to tick. What is left of the words are
texts of their own, which may be clicked as entries of a menu are; what is left of the small shapes
are icons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from perception import imaging
from perception.fusion_texture import Ground
from perception.geometry import Box
from perception.ocr import Word
from perception.widgets import Proposal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_BREAK = 1.1  # of a line's height: a wider gap parts two texts
_SPACE = 0.5  # of a line's height: an ordinary gap between words
_INSIDE = 0.7
_ROW = 12  # pixels: what is on one height is read from left to right
_SHORT = 6  # words: a longer text is read, not clicked
_SIGNS = 3  # letters: shorter texts may be a part of an icon
_BORDERS = "_|[]"  # signs that borders and carets read as
_SURE = 0.35  # of the engine: words below are noise more often than not
_EVEN = 20.0  # standard deviation of the shades along an edge
_TICKED = 14.0  # standard deviation of the shades inside a box that holds a tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Something that a picture shows; boxes in pixels of the picture.

    Attributes:
        role: ARIA role.
        name: the words on it, or beside it.
        value: of a field, what stands in it.
        states: "clickable", "checked".
        confidence: 0 to 1.
        weak_name: the name is a guess.
        spot: the part of it that is clicked; all of it if None.
        words: the boxes of the words of a text's name, if they are known.
    """

    role: str
    box: Box
    name: str = ""
    value: str | None = None
    states: frozenset[str] = field(default_factory=frozenset)
    confidence: float
    weak_name: bool = False
    spot: Box | None = None
    words: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that belong together, on one line."""

    text: str
    box: Box
    confidence: float
    words: tuple[Box, ...]


def phrases(words: Iterable[Word], faces: Sequence[Box] = ()) -> list[Phrase]:
    """The words of each line, parted where a gap is wide, and joined where there is hardly one.

    What stands on a face is never joined with what stands beside it.
    """
    lines: list[list[Word]] = []
    for _, grouped in groupby(words, key=lambda word: word.line):
        line: list[Word] = []
        for word in grouped:
            if line and word.box.x - line[-1].box.right > _BREAK * _height([*line, word]):
                lines.append(line)
                line = []
            line.append(word)
        if line:
            lines.append(line)
    found = [_phrase(line) for line in _joined(lines, faces)]
    return [each for each in found if each.confidence >= _SURE and _says(each.text)]


def _joined(lines: Sequence[list[Word]], faces: Sequence[Box]) -> list[list[Word]]:
    """Lines, with those in one that follow on each other as the words of one do."""
    kept: list[list[Word]] = []
    for line in sorted(lines, key=lambda each: each[0].box.x):
        here = line[0].box
        before = next((each for each in kept if _follows(each[-1].box, here)), None)
        if before is not None and _parted(before[-1].box, here, faces):
            before = None
        if before is None:
            kept.append(list(line))
        else:
            before += line
    order = {id(line[0]): at for at, line in enumerate(lines)}
    return sorted(kept, key=lambda each: order[id(each[0])])


def _parted(before: Box, after: Box, faces: Sequence[Box]) -> bool:
    """Whether only one of two words stands on a face."""
    return any(face.contains(before.center) != face.contains(after.center) for face in faces)


def _follows(before: Box, after: Box) -> bool:
    low, high = sorted((before.height, after.height))
    return (
        -0.2 * high <= after.x - before.right <= _SPACE * high
        and abs(after.center.y - before.center.y) < 0.25 * high
        and low > 0.6 * high
    )


def controls(
    pixels: Pixels, words: Sequence[Word], shapes: Sequence[Proposal], scale: float = 1.0
) -> list[Control]:
    """What a picture, or a part of one, shows.

    Args:
        pixels: height, width, 3 or 4 channels, blue green red; where `words` and `shapes` are from.
        words: that were read in it.
        shapes: what in it looks as if it could be worked.
        scale: how large text is, compared with that of an unscaled screen.
    """
    faces = [each.box for each in shapes if each.kind in ("button", "field")]
    texts = phrases(words, faces)
    used: set[int] = set()
    inner = {
        at for at, each in enumerate(texts) if any(_share(each.box, box) > _INSIDE for box in faces)
    }
    found: list[Control] = []
    for shape in sorted(shapes, key=lambda each: each.box.area):
        if shape.kind in ("button", "field", "checkbox", "radio"):
            made = _face(shape, texts, used, inner, pixels, scale)
            if made is not None:
                found.append(made)
    found = [each for each in found if not _part_of_picture(each, found)]
    found += [_text(each) for at, each in enumerate(texts) if at not in used]
    found += _icons(shapes, found)
    ground = Ground(pixels, scale)
    found = [each for each in found if not (_says_little(each) and ground.busy(each.box))]
    return sorted(found, key=lambda each: (each.box.center.y // (_ROW * scale), each.box.x))


_CLICKABLE = frozenset({"clickable"})


def _says_little(control: Control) -> bool:
    """Whether nothing but its shape, or a sign or two, speaks for a control."""
    said = control.name or control.value or ""
    return len(said) <= 2 and not said.isdecimal()


def _part_of_picture(control: Control, found: Sequence[Control]) -> bool:
    """Whether it is one even part of a picture: a face without words in another such face."""
    return (
        control.role == "button"
        and not control.name
        and any(
            other is not control
            and other.role == "button"
            and not other.name
            and other.box.area > control.box.area
            and _share(control.box, other.box) > _INSIDE
            for other in found
        )
    )


def _icons(shapes: Sequence[Proposal], found: list[Control]) -> list[Control]:
    """The icons that are no part of what was found; squares that are parts of icons go."""
    icons = [each for each in shapes if each.kind == "icon"]
    found[:] = [
        each
        for each in found
        if each.role != "img"
        or not any(_share(each.box, icon.box) > _INSIDE for icon in icons if icon.box != each.box)
    ]
    taken = [
        each.box
        for each in found
        if each.role != "text" or len(each.name) > _SIGNS or each.name.isdecimal()
    ]
    return [
        Control(role="img", box=each.box, states=_CLICKABLE, confidence=each.score * 0.6)
        for each in icons
        if not _covered(each.box, taken)
    ]


def _face(
    shape: Proposal,
    texts: Sequence[Phrase],
    used: set[int],
    inner: set[int],
    pixels: Pixels,
    scale: float,
) -> Control | None:
    """The control of a face; texts that are its own are marked as used."""
    within = [
        at
        for at, each in enumerate(texts)
        if at not in used and _share(each.box, shape.box) > _INSIDE
    ]
    own = " ".join(texts[at].text for at in within)
    sure = min([texts[at].confidence for at in within], default=1.0)
    if shape.kind in ("checkbox", "radio"):
        return _tick(shape, texts, used, pixels, scale)
    if shape.kind == "button":
        used.update(within)
        confidence = shape.score * sure * (1.0 if own else 0.6)
        return Control(role="button", box=shape.box, name=own, confidence=confidence)
    if _apart([texts[at].box for at in within]):
        return None  # a row of several things
    label = _label(shape.box, texts, used, inner, scale)
    if label is None and own:
        # A face with a text at its left may be a field, an entry of a list or a button.
        used.update(within)
        return Control(
            role="generic",
            box=shape.box,
            name=own,
            states=_CLICKABLE,
            spot=_all([texts[at].box for at in within]),  # the face may be a whole bar
            confidence=shape.score * sure,
        )
    used.update(within)
    return Control(
        role="textbox",
        box=shape.box,
        name=texts[label].text.rstrip(" :*" + _BORDERS) if label is not None else "",
        value=own.strip(_BORDERS),  # which stand beside what is written
        states=frozenset({"editable"}),
        confidence=shape.score * (texts[label].confidence if label is not None else 0.7),
        weak_name=label is not None,
    )


def _apart(boxes: Sequence[Box]) -> bool:
    """Whether texts on one line stand further apart than those of one thing do."""
    ordered = sorted(boxes, key=lambda box: box.x)
    return any(
        after.x - before.right > 3 * max(before.height, after.height)
        for before, after in pairwise(ordered)
    )


def _tick(
    shape: Proposal, texts: Sequence[Phrase], used: set[int], pixels: Pixels, scale: float
) -> Control | None:
    """A box to tick with the text after it; a square without one is an icon."""
    box = shape.box
    after = [
        (each.box.x - box.right, at)
        for at, each in enumerate(texts)
        if at not in used
        and len(each.text) > 1
        and 0 <= each.box.x - box.right <= 1.5 * box.height + 6 * scale
        and abs(each.box.center.y - box.center.y) < 0.6 * box.height
    ]
    if not after or (shape.kind == "checkbox" and not _straight(pixels, box)):
        return Control(role="img", box=box, states=_CLICKABLE, confidence=shape.score * 0.5)
    _, at = min(after)
    used.add(at)
    text = texts[at]
    whole = _around(box, text.box)
    ticked = frozenset({"checked"}) if _marked(pixels, box) else frozenset()
    role = "radio" if shape.kind == "radio" else "checkbox"
    return Control(
        role=role,
        box=whole,
        name=text.text,
        states=ticked,
        spot=box,
        confidence=shape.score * text.confidence,
    )


def _straight(pixels: Pixels, box: Box) -> bool:
    """Whether a square has even edges, as a box to tick has and the inside of an icon has not."""
    left, top = max(int(box.x), 0), max(int(box.y), 0)
    grey = imaging.grey(pixels[top : int(box.bottom), left : int(box.right)])
    height, width = grey.shape
    along, down = slice(width // 4, -(width // 4)), slice(height // 4, -(height // 4))
    sides = (grey[0, along], grey[-1, along], grey[down, 0], grey[down, -1])
    return all(float(side.std()) <= _EVEN for side in sides)


def _marked(pixels: Pixels, box: Box) -> bool:
    """Whether the inside of a small square is uneven."""
    inset = max(int(box.height * 0.25), 2)
    inner = imaging.grey(
        pixels[
            int(box.y) + inset : int(box.bottom) - inset,
            int(box.x) + inset : int(box.right) - inset,
        ]
    )
    return bool(inner.size and float(inner.std()) > _TICKED)


def _label(
    box: Box, texts: Sequence[Phrase], used: set[int], inner: set[int], scale: float
) -> int | None:
    """The number of the text that names a field: before it on its line, else right above it.

    Args:
        box: of the field.
        texts: in the picture.
        used: numbers of those that belong to another control.
        inner: numbers of those that stand in a field or on a button.
        scale: see `controls`.
    """
    best: tuple[float, int] | None = None
    for at, each in enumerate(texts):
        if at in used or at in inner or _share(each.box, box) > 0.3:
            continue
        gap = box.x - each.box.right
        level = abs(each.box.center.y - box.center.y) < 0.5 * box.height
        above = box.y - each.box.bottom
        over = -4 * scale <= each.box.x - box.x < 30 * scale
        if level and -6 * scale <= gap <= 160 * scale:  # a border may read as a letter
            rank = gap
        elif over and 0 <= above <= 14 * scale:
            rank = 200 * scale + above
        else:
            continue
        if best is None or rank < best[0]:
            best = rank, at
    return best[1] if best is not None else None


def _text(phrase: Phrase) -> Control:
    states = _CLICKABLE if len(phrase.words) <= _SHORT else frozenset[str]()
    return Control(
        role="text",
        box=phrase.box,
        name=phrase.text,
        states=states,
        confidence=phrase.confidence * 0.9,
        words=phrase.words if len(phrase.words) == len(phrase.text.split()) else (),
    )


def _phrase(line: Sequence[Word]) -> Phrase:
    box = line[0].box
    for word in line[1:]:
        box = _around(box, word.box)
    text = " ".join(word.text for word in line)
    boxes = tuple(word.box for word in line)
    return Phrase(text, box, min(word.confidence for word in line), boxes)


def _height(line: Sequence[Word]) -> float:
    return max(word.box.height for word in line)


def _says(text: str) -> bool:
    return any(each.isalnum() for each in text)


def _around(one: Box, other: Box) -> Box:
    x, y = min(one.x, other.x), min(one.y, other.y)
    return Box(x, y, max(one.right, other.right) - x, max(one.bottom, other.bottom) - y)


def _all(boxes: Sequence[Box]) -> Box:
    return reduce(_around, boxes)


def _share(box: Box, outer: Box) -> float:
    """How much of a box lies in another, 0 to 1."""
    return box.intersection(outer).area / box.area if box.area else 0.0


def _covered(box: Box, others: Sequence[Box]) -> bool:
    return any(_share(box, other) > 0.6 or _share(other, box) > 0.8 for other in others)


def moved(control: Control, dx: float, dy: float) -> Control:
    """The control, that much to the right and down."""
    spot = control.spot.moved(dx, dy) if control.spot is not None else None
    words = tuple(each.moved(dx, dy) for each in control.words)
    return replace(control, box=control.box.moved(dx, dy), spot=spot, words=words)

"""Grounding models: given a picture and a description, they answer with a point.

Each writes it in its own way; all are read into a point in environment pixels. A box stands for
its middle.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.action import Click
from actions.coordinates import Frame
from actions.errors import ReplyError
from actions.target import PointOn
from app.models.dialects.given import as_numbers, center
from app.models.dialects.interface import Dialect
from app.models.dialects.qwen import QWEN_2_5
from app.models.dialects.uitars import DOUBAO, UITARS, UITARS_1_5
from app.models.wire import Reply
from perception.geometry import Point

_LONGEST = 20_000  # characters; an answer is a few words
_NUMBERS = r"[^()\[\]{}<>]{1,80}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """How a grounding model writes a point.

    Attributes:
        name: what profiles call it.
        pattern: finds it; the numbers are in its groups. The last match counts, because models
            that think aloud end with the answer.
        written: how it is written, with {x} and {y}.
        none: the numbers by which the model says that the target is not there.
    """

    name: str
    pattern: re.Pattern[str]
    written: str
    none: tuple[float, float] | None = None

    def read(self, text: str, frame: Frame) -> Point:
        """The point of a reply, in environment pixels.

        Raises:
            ReplyError: there is none, or it lies outside the picture.
        """
        if len(text) > _LONGEST:
            raise ReplyError("the answer is too long for a point")
        found = None
        for found in self.pattern.finditer(text):  # noqa: B007 - the last one is wanted
            pass
        groups = [group for group in found.groups() if group is not None] if found else []
        numbers = as_numbers(" ".join(groups)) if groups else None
        if numbers is None or len(numbers) not in (2, 4):
            raise ReplyError(f"the answer holds no point such as {self.write(Point(1, 2), None)}")
        if self.none is not None and tuple(numbers) == self.none:
            raise ReplyError("the grounding model does not see it")
        return frame.to_environment(*center(numbers))

    def write(self, point: Point, frame: Frame | None) -> str:
        """The reply that names a point of the environment; without a frame, its own numbers.

        Raises:
            ReplyError: the point lies outside the picture.
        """
        x, y = frame.to_model(point) if frame is not None else point
        return self.written.replace("{x}", f"{x:g}").replace("{y}", f"{y:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicks:
    """A planning dialect used for grounding: the point is that of the click that it writes.

    Attributes:
        name: what profiles call it.
        dialect: reads and writes the click.
    """

    name: str
    dialect: Dialect

    def read(self, text: str, frame: Frame) -> Point:
        """The point of a reply, in environment pixels.

        Raises:
            ReplyError: it is no click at a point of the picture.
        """
        for action in self.dialect.parse(Reply(text=text), frame).actions:
            if isinstance(action, Click) and isinstance(action.target, PointOn):
                return Point(action.target.x, action.target.y)
        raise ReplyError("the answer is no click")

    def write(self, point: Point, frame: Frame) -> str:
        """The reply that names a point of the environment.

        Raises:
            ReplyError: the point lies outside the picture.
        """
        click = Click(target=PointOn(x=point.x, y=point.y))
        return self.dialect.serialise([click], frame).text


Grounding = Syntax | Clicks

_PAIR = re.compile(rf"\(({_NUMBERS})\)")
_LIST = re.compile(rf"\[({_NUMBERS})\]")
_XY = re.compile(
    r'"x"\s{0,9}:\s{0,9}(-?[\d.]{1,12})\s{0,9},\s{0,9}"y"\s{0,9}:\s{0,9}(-?[\d.]{1,12})'
)

_ALL: tuple[Grounding, ...] = (
    Syntax(
        name="gta1",
        pattern=_PAIR,
        written="({x},{y})",
    ),
    Syntax(
        name="uground",
        pattern=_PAIR,
        written="({x}, {y})",
    ),
    Syntax(
        name="os-atlas",
        pattern=re.compile(rf"\(({_NUMBERS})\)\s{{0,4}}(?:,\s{{0,4}}\(({_NUMBERS})\))?"),
        written="<|box_start|>({x},{y}),({x},{y})<|box_end|>",
    ),
    Syntax(
        name="internvl",
        pattern=_LIST,
        written="[[{x}, {y}]]",
    ),
    Syntax(
        name="showui",
        pattern=_LIST,
        written="[{x}, {y}]",
    ),
    Syntax(
        name="holo1",
        pattern=re.compile(rf"Click\(({_NUMBERS})\)|{_XY.pattern}"),
        written="Click({x}, {y})",
        none=(-1, -1),
    ),
    Syntax(
        name="holo1.5",
        pattern=_XY,
        written='{"action": "click_absolute", "x": {x}, "y": {y}}',
        none=(-1, -1),
    ),
    Syntax(
        name="holo2",
        pattern=_XY,
        written='{"x": {x}, "y": {y}}',
        none=(-1, -1),
    ),
    Syntax(
        name="numbers",
        pattern=re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\D{1,40}?(\d{1,6}(?:\.\d{1,6})?)"),
        written="{x}, {y}",
    ),
    Clicks(name="jedi", dialect=QWEN_2_5),
    Clicks(name="ui-tars-1.0", dialect=UITARS),
    Clicks(name="ui-tars-1.5", dialect=UITARS_1_5),
    Clicks(name="doubao-1.5-ui-tars", dialect=DOUBAO),
)

GROUNDINGS: Mapping[str, Grounding] = {grounding.name: grounding for grounding in _ALL}

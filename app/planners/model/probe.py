"""Trying a model out: does it see, does it answer in its dialect, and where does its click land?

The picture is drawn anew each time: a red disc among other shapes. A model that is set up with the
wrong profile, or a server that resizes pictures behind our back, misses it; by how much, and in
what direction, tells which.
"""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.action import Action, Click
from actions.context import RunContext
from actions.coordinates import Frame
from actions.errors import InvalidAction, ReplyError
from actions.target import PointOn
from app.models.dialects.interface import Understood
from app.models.pictures import pictured
from app.models.profile import Profile
from app.models.wire import (
    ModelRequest,
    Picture,
    Reply,
    Result,
    Text,
    Turn,
    UserTurn,
    WireClient,
)
from app.planners.model.asking import Asker
from app.runs.words import in_words
from perception.geometry import Point, Size, Viewport
from perception.observation import Observation
from perception.screenshot import Screenshot

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SCREEN = Size(1280, 800)
RADIUS = 22  # of the disc, in pixels of the screen
_MARGIN = 90
_LOOKS = 3  # some models first ask for a screenshot, although they have been sent one
_WANTED = "the red disc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What came of it.

    Attributes:
        wanted: the middle of the disc, in pixels of the screen.
        sent: the size of the picture that the model was sent.
        point: where the model's click landed, in pixels of the screen; None if it made none.
        said: what it did instead, or why its reply made no sense.
    """

    wanted: Point
    sent: Size
    point: Point | None = None
    said: str = ""

    @property
    def apart(self) -> float | None:
        """How far the click is from the middle of the disc, in pixels of the screen."""
        if self.point is None:
            return None
        return math.hypot(self.point.x - self.wanted.x, self.point.y - self.wanted.y)

    @property
    def hit(self) -> bool:
        """Whether the click is on the disc."""
        return self.apart is not None and self.apart <= RADIUS


def probe(
    client: WireClient, profile: Profile, context: RunContext, *, seed: int | None = None
) -> Probed:
    """Show a model the picture and have it click.

    Args:
        client: to the model.
        profile: that is tried out.
        context: with the stop flag.
        seed: of what is drawn; another one each time if None.

    Raises:
        ModelError: the model cannot be used.
        RunCancelled: it was stopped.
    """
    shapes = random.Random(seed)
    wanted, data = _drawn(shapes)
    screen = Observation(
        screenshot=Screenshot(data, SCREEN),
        viewport=Viewport(size=SCREEN),
        surfaces=(),
        elements=(),
    )
    picture, frame = pictured(screen, profile)
    if profile.purpose == "grounding":
        return _pointed(client, profile, picture, frame, wanted, context)
    return _clicked(client, profile, picture, frame, wanted, context)


def _pointed(
    client: WireClient,
    profile: Profile,
    picture: Picture,
    frame: Frame,
    wanted: Point,
    context: RunContext,
) -> Probed:
    """By a model that turns descriptions into points."""
    request = ModelRequest(
        system="",
        turns=(UserTurn(parts=(picture, Text(profile.asked(_WANTED, frame)))),),
        max_tokens=profile.limits.reply_tokens,
    )
    reply = client.complete(request, context)
    try:
        point = profile.pointing.read(reply.text, frame)
    except ReplyError as failure:
        return Probed(wanted=wanted, sent=frame.sent, said=f"{failure}: {reply.text[:200]}")
    return Probed(wanted=wanted, sent=frame.sent, point=point)


def _clicked(
    client: WireClient,
    profile: Profile,
    picture: Picture,
    frame: Frame,
    wanted: Point,
    context: RunContext,
) -> Probed:
    """By a model that plans."""
    task = Text(
        f"The task: click the middle of {_WANTED}, once. There is no list of elements: use "
        "coordinates. This is the screen now:"
    )
    turns: tuple[Turn, ...] = (UserTurn(parts=(task, picture)),)
    asker = Asker(client, profile)
    said = ""
    for _ in range(_LOOKS):
        try:
            reply, understood = asker.ask(turns, frame, context)
        except InvalidAction as failure:
            return Probed(wanted=wanted, sent=frame.sent, said=str(failure))
        if (point := _point(understood)) is not None:
            return Probed(wanted=wanted, sent=frame.sent, point=point)
        said = "; ".join(in_words(action) for action in understood.actions)
        if not reply.calls or not all(call.native for call in reply.calls):
            break
        turns = (*turns, reply.turn, _shown_again(reply, picture))
    return Probed(wanted=wanted, sent=frame.sent, said=f"it did not click: {said}")


def _shown_again(reply: Reply, picture: Picture) -> UserTurn:
    parts = (Text("This is the screen."), picture)
    return UserTurn(results=tuple(Result(call=call, parts=parts) for call in reply.calls))


def _point(understood: Understood) -> Point | None:
    """Where the first click goes."""
    for action in understood.actions:
        found: Action = action
        if isinstance(found, Click) and isinstance(found.target, PointOn):
            return Point(found.target.x, found.target.y)
    return None


def _drawn(shapes: random.Random) -> tuple[Point, bytes]:
    """The screen with the red disc, and where its middle is."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (round(SCREEN.width), round(SCREEN.height)), "#f2f3f5")
    draw = ImageDraw.Draw(image)
    taken: list[Point] = []
    for colour in ("#1f6feb", "#2da44e", "#bf8700", "#8250df"):
        place = _free(shapes, taken)
        _shape(draw, shapes.randrange(3), place, colour)
    wanted = _free(shapes, taken)
    _shape(draw, 0, wanted, "#d1242f")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return wanted, buffer.getvalue()


def _free(shapes: random.Random, taken: list[Point]) -> Point:
    """A place away from the others."""
    while True:
        x = shapes.randrange(_MARGIN, round(SCREEN.width) - _MARGIN)
        y = shapes.randrange(_MARGIN, round(SCREEN.height) - _MARGIN)
        if all(math.hypot(x - each.x, y - each.y) > 4 * RADIUS for each in taken):
            taken.append(Point(x, y))
            return taken[-1]


def _shape(draw: ImageDraw, kind: int, at: Point, colour: str) -> None:
    """A disc, a square or a triangle."""
    left, top, right, bottom = at.x - RADIUS, at.y - RADIUS, at.x + RADIUS, at.y + RADIUS
    if kind == 0:
        draw.ellipse((left, top, right, bottom), fill=colour)
    elif kind == 1:
        draw.rectangle((left, top, right, bottom), fill=colour)
    else:
        draw.polygon([(left, bottom), (right, bottom), (at.x, top)], fill=colour)

"""Profiles: what must be known of a family of models to talk with it, in a small file each.

A profile is a TOML file in `resources/models`, or in a folder of the person. It says how pictures
are sized, what the model's coordinates mean, which dialect it writes and what it is told; the
protocol and the dialect are code.
"""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from string import Template
from typing import Literal

from actions.coordinates import CoordinateSpace, Frame, SpaceName
from actions.schema import action_text
from app.models.dialects.grounding import GROUNDINGS, Grounding
from app.models.dialects.interface import Dialect
from app.models.dialects.registry import DIALECTS
from app.runs.serial import SerialError, load
from perception.geometry import Point, Size, Viewport
from perception.resize import smart_resize, within_tiles

ProtocolName = Literal["chat_completions", "responses", "messages", "gemini", "local"]


class ProfileError(ValueError):
    """A profile cannot be used. The message names the file and the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resize:
    """How large a picture is sent.

    Attributes:
        rule: "none", as it is; "fit", within a longest edge; "tiles", as Anthropic's servers would
            resize it; "smart", as Qwen's processors would.
        edge: the longest edge in pixels, for "fit" and "tiles".
        tiles: the most tiles, for "tiles".
        tile: the side of a tile in pixels, for "tiles".
        factor: what the sides are multiples of, for "smart".
        min_pixels: the least area, for "smart".
        max_pixels: the largest area, for "smart".
    """

    rule: Literal["none", "fit", "tiles", "smart"] = "none"
    edge: int = 0
    tiles: int = 0
    tile: int = 28
    factor: int = 28
    min_pixels: int = 56 * 56
    max_pixels: int = 1280 * 28 * 28

    def size(self, shot: Size) -> Size:
        """The size at which a picture of this size is sent, in whole pixels."""
        match self.rule:
            case "none":
                return Size(round(shot.width), round(shot.height))
            case "fit":
                shrink = min(1.0, self.edge / max(shot.width, shot.height))
                return Size(max(round(shot.width * shrink), 1), max(round(shot.height * shrink), 1))
            case "tiles":
                return within_tiles(shot, edge=self.edge, tiles=self.tiles, tile=self.tile)
            case "smart":
                return smart_resize(
                    shot,
                    factor=self.factor,
                    min_pixels=self.min_pixels,
                    max_pixels=self.max_pixels,
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRule:
    """What of the past a model is shown.

    Attributes:
        images: how many of the last pictures stay in the conversation.
        images_step: pictures are dropped this many at a time, so that the cached prefix of the
            conversation lives longer.
    """

    images: int = 3
    images_step: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLimits:
    """What a model can take.

    Attributes:
        context_tokens: of the whole conversation.
        reply_tokens: of one reply, thinking included.
        actions_per_reply: how many actions are asked for at once.
    """

    context_tokens: int = 32_768
    reply_tokens: int = 2048
    actions_per_reply: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A family of models.

    Attributes:
        name: of the file, without its ending.
        title: for people.
        purpose: "planning", or "grounding": it turns descriptions into points.
        matches: patterns for names of models, lower case, without the part before a "/".
        protocol: the wire protocol; any model of `chat_completions` can also be run locally.
        dialect: a name in `DIALECTS`, or in `GROUNDINGS`.
        prompt: a file in `resources/prompts`, for planning.
        instruction: what a grounding model is told; `$target` is the description, `$width` and
            `$height` the size of its coordinates.
        space: what its coordinates mean.
        price: the section of the price table; "" where nobody charges.
        resize: how large pictures are sent.
        history: what of the past it is shown.
        limits: what it can take.
        headers: of every request.
    """

    name: str = ""
    title: str
    purpose: Literal["planning", "grounding"] = "planning"
    matches: tuple[str, ...] = ()
    protocol: ProtocolName
    dialect: str
    prompt: str = ""
    instruction: str = ""
    space: SpaceName
    price: str = ""
    resize: Resize = Resize()
    history: HistoryRule = HistoryRule()
    limits: ModelLimits = ModelLimits()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def spoken(self) -> Dialect:
        """The dialect of a planning profile."""
        return DIALECTS[self.dialect]

    @property
    def pointing(self) -> Grounding:
        """How a grounding profile's model writes a point."""
        return GROUNDINGS[self.dialect]

    @property
    def coordinates(self) -> CoordinateSpace:
        """What the model's numbers mean."""
        return CoordinateSpace(
            name=self.space,
            factor=self.resize.factor,
            min_pixels=self.resize.min_pixels,
            max_pixels=self.resize.max_pixels,
        )

    def frame(self, viewport: Viewport, shot: Size, pointer: Point | None = None) -> Frame:
        """How the model's numbers map to the environment, for one picture.

        Args:
            viewport: what the picture shows.
            shot: the size of the picture before it is resized by `resize`.
            pointer: where the last action left the pointer, in environment pixels.
        """
        return Frame(
            viewport=viewport,
            sent=self.resize.size(shot),
            space=self.coordinates,
            pointer=pointer,
        )

    def told(self, frame: Frame) -> str:
        """What a planning model is told first: the prompt, with the actions and the limits.

        Stable while the size of the pictures is, so that it can be cached.
        """
        return _template(self.prompt).substitute(_fillings(self, frame))

    def asked(self, target: str, frame: Frame) -> str:
        """What a grounding model is asked."""
        wide, high = frame.extent
        filled = {"target": target, "width": f"{wide:g}", "height": f"{high:g}"}
        return Template(self.instruction).substitute(filled)


def load_profile(text: str, name: str) -> Profile:
    """A profile from the text of its file.

    Args:
        text: TOML.
        name: of the file, without its ending.

    Raises:
        ProfileError: it is no TOML, names something unknown, or lacks something.
    """
    try:
        table = tomllib.loads(text)
        if "name" in table:
            raise ProfileError(f"{name}.toml: the name of a profile is that of its file")
        profile = load({**table, "name": name}, Profile)
    except (tomllib.TOMLDecodeError, SerialError) as failure:
        raise ProfileError(f"{name}.toml: {failure}") from failure
    _check(profile)
    return profile


def shipped_profiles() -> Mapping[str, Profile]:
    """The profiles that come with Deskhand, by name."""
    folder = resources.files("resources").joinpath("models")
    files = sorted(folder.iterdir(), key=lambda each: each.name)
    return {
        profile.name: profile
        for each in files
        if each.name.endswith(".toml")
        for profile in [load_profile(each.read_text("utf-8"), each.name.removesuffix(".toml"))]
    }


def profiles(folder: Path | None = None) -> Mapping[str, Profile]:
    """The shipped profiles and those of a folder, which come first where names are equal.

    Raises:
        ProfileError: a file of the folder cannot be used.
    """
    own = sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else []
    found = [load_profile(path.read_text("utf-8"), path.stem) for path in own]
    return {**shipped_profiles(), **{profile.name: profile for profile in found}}


def fitting(
    model: str,
    known: Iterable[Profile],
    purpose: Literal["planning", "grounding"] = "planning",
) -> Profile | None:
    """The profile for a model: that with the longest pattern that fits its name.

    >>> fitting("Qwen/Qwen3-VL-8B-Instruct", shipped_profiles().values()).name
    'qwen3-vl'
    """
    bare = model.lower().rpartition("/")[2]
    fits = [
        (len(pattern), profile)
        for profile in known
        if profile.purpose == purpose
        for pattern in profile.matches
        if fnmatch.fnmatchcase(bare, pattern)
    ]
    return max(fits, key=lambda each: each[0])[1] if fits else None


def _check(profile: Profile) -> None:
    """What the types alone do not say."""
    where = f"{profile.name}.toml"
    known = DIALECTS if profile.purpose == "planning" else GROUNDINGS
    if profile.dialect not in known:
        raise ProfileError(f"{where}: there is no dialect {profile.dialect}: {', '.join(known)}")
    resize = profile.resize
    if resize.rule in ("fit", "tiles") and resize.edge < 1:
        raise ProfileError(f"{where}: resize.edge is the longest edge in pixels")
    if resize.rule == "tiles" and resize.tiles < 1:
        raise ProfileError(f"{where}: resize.tiles is how many tiles a picture may have")
    if min(resize.factor, resize.tile, resize.min_pixels) < 1:
        raise ProfileError(f"{where}: resize.factor, tile and min_pixels are at least 1")
    if resize.max_pixels < max(resize.min_pixels, resize.factor**2):
        raise ProfileError(f"{where}: resize.max_pixels is less than min_pixels")
    if profile.space == "smart_resize_px" and resize.rule != "smart":
        raise ProfileError(f'{where}: space "smart_resize_px" goes with resize.rule "smart"')
    if min(profile.history.images, profile.history.images_step) < 1:
        raise ProfileError(f"{where}: history.images and images_step are at least 1")
    limits = profile.limits
    if min(limits.context_tokens, limits.reply_tokens, limits.actions_per_reply) < 1:
        raise ProfileError(f"{where}: limits are at least 1")
    _check_prompt(profile, where)


def _check_prompt(profile: Profile, where: str) -> None:
    if profile.purpose == "grounding":
        template, allowed = Template(profile.instruction), {"target", "width", "height"}
        if "target" not in template.get_identifiers():
            raise ProfileError(f"{where}: instruction lacks $target")
    else:
        try:
            template = _template(profile.prompt)
        except (OSError, ValueError) as failure:
            raise ProfileError(f"{where}: there is no prompt {profile.prompt!r}") from failure
        frame = profile.frame(Viewport(size=Size(1280, 720)), Size(1280, 720))
        allowed = set(_fillings(profile, frame))
    if not template.is_valid() or (unknown := set(template.get_identifiers()) - allowed):
        shown = ", ".join(sorted(unknown)) if template.is_valid() else "a stray $"
        raise ProfileError(
            f"{where}: the prompt has {shown}; there are {', '.join(sorted(allowed))}"
        )


def _fillings(profile: Profile, frame: Frame) -> Mapping[str, str]:
    across, down = frame.limits
    return {
        "actions": action_text(),
        "width": f"{frame.extent.width:g}",
        "height": f"{frame.extent.height:g}",
        "most_x": f"{across:g}",
        "most_y": f"{down:g}",
        "most_actions": str(profile.limits.actions_per_reply),
        "rules": _text("rules.md").strip(),
    }


def _template(name: str) -> Template:
    return Template(_text(name))


def _text(name: str) -> str:
    if not name.endswith(".md") or "/" in name or "\\" in name:
        raise ValueError(f"no name of a prompt: {name!r}")
    return resources.files("resources").joinpath("prompts", name).read_text("utf-8")

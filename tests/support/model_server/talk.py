"""What a scripted model is shown and what it says, whatever protocol carries it."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, UnidentifiedImageError


class Rejection(Exception):
    """The request is not as the protocol wants it; answered with this status and message."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that came with a request."""

    data: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The result of a call, as it came back."""

    call_id: str
    text: str = ""
    pictures: tuple[Shown, ...] = ()
    failed: bool = False
    acknowledged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a request shows the model.

    Attributes:
        system: the system prompt.
        turns: how many turns of the model stand before.
        texts: of the last user turn.
        pictures: of the last user turn, those in results included, in order.
        results: of the last user turn.
        conversation: all words so far.
        tools: names of the functions offered.
        native: entries for the protocol's own tools.
    """

    protocol: str
    model: str
    system: str
    turns: int
    texts: tuple[str, ...]
    pictures: tuple[Shown, ...]
    results: tuple[Answered, ...]
    conversation: str
    tools: tuple[str, ...] = ()
    native: tuple[Mapping[str, Any], ...] = ()

    @property
    def text(self) -> str:
        """All words of the last user turn."""
        return "\n".join((*(each.text for each in self.results), *self.texts))


@dataclass(frozen=True, slots=True)
class Use:
    """A call that the model makes. A native one carries the protocol's own arguments."""

    name: str
    arguments: Mapping[str, Any]
    native: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """What the model says."""

    text: str = ""
    thought: str = ""
    uses: tuple[Use, ...] = ()
    refused: bool = False
    cut: bool = False


Brain = Callable[[Seen], Say]


def picture(data: object, media_type: object, *, most_bytes: int, longest: int) -> Shown:
    """A picture from base64, held to the limits of a protocol."""
    if media_type not in ("image/png", "image/jpeg", "image/webp", "image/gif"):
        raise Rejection(f"unsupported media type {media_type!r}")
    if not isinstance(data, str):
        raise Rejection("image data must be base64 text")
    try:
        raw = base64.b64decode(data, validate=True)
        image = Image.open(io.BytesIO(raw))
        image.load()
    except (binascii.Error, UnidentifiedImageError, OSError) as error:
        raise Rejection(f"could not process image ({error})") from error
    if Image.MIME[image.format or ""] != media_type:
        raise Rejection(f"the image is {image.format}, not {media_type}")
    if len(raw) > most_bytes:
        raise Rejection(f"image exceeds {most_bytes} bytes: {len(raw)}", 413)
    if max(image.size) > longest:
        raise Rejection(f"image dimensions exceed {longest} pixels: {image.size}")
    return Shown(raw, *image.size)


def data_url(url: object, *, most_bytes: int, longest: int) -> Shown:
    """A picture from a data: URL."""
    if not isinstance(url, str) or not url.startswith("data:") or ";base64," not in url:
        raise Rejection("only data: URLs with base64 are taken")
    head, _, data = url.partition(";base64,")
    return picture(data, head.removeprefix("data:"), most_bytes=most_bytes, longest=longest)


def only(mapping: object, allowed: str, where: str, required: str = "") -> Mapping[str, Any]:
    """A mapping that has no other members than these, and all of the required ones."""
    if not isinstance(mapping, dict):
        raise Rejection(f"{where}: must be an object")
    if unknown := set(mapping) - set(allowed.split()):
        raise Rejection(f"{where}: unknown field {sorted(unknown)[0]!r}")
    if missing := set(required.split()) - set(mapping):
        raise Rejection(f"{where}: {sorted(missing)[0]!r} is required")
    return mapping


def schema(value: object, where: str) -> None:
    """A JSON Schema of an object."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if not isinstance(value, dict) or value.get("type") != "object":
        raise Rejection(f"{where}: must be a JSON Schema of type object")
    try:
        Draft202012Validator.check_schema(value)
    except SchemaError as error:
        raise Rejection(f"{where}: invalid JSON Schema: {error.message}") from error

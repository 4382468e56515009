"""A conversation as the model reads it: its chat template, its tokens, its pixels.

Pictures come at the size at which the model is to see them, and must not be resized again, or its
coordinates would mean something else. The processors that transformers finds by itself want
torchvision for videos, which nobody shows here; so for the Qwen family, and all that is built like
it, the tokenizer and the image processor are put together here.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from app.models.local.faults import WorkerFault

_ANY_SIZE = {"shortest_edge": 1, "longest_edge": 1 << 40}  # pixels in all


class Eyes(Protocol):
    """Reads conversations for one model."""

    @property
    def tokenizer(self) -> Any:
        """Of transformers."""

    def read(self, messages: Sequence[Mapping[str, Any]], *, exact: bool) -> Reading:
        """What the model is given.

        Args:
            messages: role and parts; a part is a text, or a picture in base64.
            exact: pictures must be seen at exactly the size that they have.

        Raises:
            WorkerFault: the model cannot be told that.
        """


class Reading:
    """A conversation, ready for a model.

    Args:
        inputs: arguments of `generate`: tensors.
        prompt: the text, as the template wrote it.
    """

    def __init__(self, inputs: Mapping[str, Any], prompt: str) -> None:
        self.inputs = inputs
        self.prompt = prompt

    @property
    def tokens(self) -> int:
        """How many tokens there are, pictures included."""
        return int(self.inputs["input_ids"].shape[1])


def eyes_for(folder: str, config: Any) -> Eyes:
    """What reads conversations for the model in a folder.

    Raises:
        Exception: whatever transformers raises for a folder that it cannot use.
    """
    from transformers import AutoImageProcessor, AutoProcessor, AutoTokenizer

    images = None
    if getattr(config, "image_token_id", None) is not None:
        try:
            images = AutoImageProcessor.from_pretrained(folder, backend="pil")
        except (ImportError, ValueError, OSError):  # this family has none without torchvision
            images = None
    if getattr(images, "merge_size", None):
        tokenizer = AutoTokenizer.from_pretrained(folder)
        if not tokenizer.chat_template:
            tokenizer.chat_template = _template(Path(folder))
        return PatchEyes(tokenizer, images, int(config.image_token_id))
    return ProcessorEyes(AutoProcessor.from_pretrained(folder))


class PatchEyes:
    """For models that see a picture as patches of its own size: the Qwen family.

    Args:
        tokenizer: with a chat template.
        images: the image processor.
        image_token: the id of the token that stands for a piece of a picture.
    """

    def __init__(self, tokenizer: Any, images: Any, image_token: int) -> None:
        self.tokenizer = tokenizer
        self._images = images
        self._token = image_token
        self._mark = str(tokenizer.convert_ids_to_tokens(image_token))

    def read(self, messages: Sequence[Mapping[str, Any]], *, exact: bool) -> Reading:
        """What the model is given; see `Eyes.read`."""
        pictures = [decoded(part) for part in _parts(messages) if part["type"] == "image"]
        said = _said(messages, self.tokenizer, lambda _part: {"type": "image"})
        prompt = _rendered(self.tokenizer, said)
        inputs: dict[str, Any] = {}
        if pictures:
            seen = self._images(images=pictures, size=_ANY_SIZE, return_tensors="pt")
            grid = seen["image_grid_thw"]
            if exact:
                self._check(pictures, grid)
            inputs |= {"pixel_values": seen["pixel_values"], "image_grid_thw": grid}
            prompt = self._widened(prompt, [int(each.prod()) for each in grid])
        elif self._mark in prompt:
            raise WorkerFault("request", "the chat template shows a picture where there is none")
        tokens = self.tokenizer(prompt, return_tensors="pt", add_special_tokens=False)
        ids = tokens["input_ids"]
        inputs |= {"input_ids": ids, "attention_mask": tokens["attention_mask"]}
        if pictures:
            inputs["mm_token_type_ids"] = (ids == self._token).to(ids.dtype)
        return Reading(inputs, prompt)

    def _widened(self, prompt: str, patches: Sequence[int]) -> str:
        """The prompt with as many tokens for each picture as the model has pieces of it."""
        pieces = prompt.split(self._mark)
        if len(pieces) != len(patches) + 1:
            raise WorkerFault(
                "request",
                f"the chat template has places for {len(pieces) - 1} of {len(patches)} pictures; "
                "the folder of weights needs the template of its vision model",
            )
        merged = self._images.merge_size**2
        found = [pieces[0]]
        for count, piece in zip(patches, pieces[1:], strict=True):
            found += [self._mark * (count // merged), piece]
        return "".join(found)

    def _check(self, pictures: Sequence[Any], grid: Any) -> None:
        side = self._images.patch_size
        for picture, (_, high, wide) in zip(pictures, grid.tolist(), strict=True):
            if picture.size != (wide * side, high * side):
                raise WorkerFault(
                    "request",
                    f"this model would see a picture of {picture.width}x{picture.height} at "
                    f"{wide * side}x{high * side}, so its coordinates would be off: it needs a "
                    f"profile whose [resize] has factor = {side * self._images.merge_size}",
                )


class ProcessorEyes:
    """For all other models: what transformers makes of their folder.

    Args:
        processor: of transformers.
    """

    def __init__(self, processor: Any) -> None:
        self._processor = processor
        self.tokenizer = processor.tokenizer

    def read(self, messages: Sequence[Mapping[str, Any]], *, exact: bool) -> Reading:
        """What the model is given; see `Eyes.read`."""
        pictures = [part for part in _parts(messages) if part["type"] == "image"]
        if exact and pictures:
            raise WorkerFault(
                "request",
                "at what size this model sees pictures is not known, so pixels that it names mean "
                "nothing: it needs a profile whose space is k1000 or unit",
            )
        said = _said(
            messages, self.tokenizer, lambda part: {"type": "image", "image": decoded(part)}
        )
        prompt = _rendered(self._processor, said)
        inputs = self._processor.apply_chat_template(
            said, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
        )
        return Reading(dict(inputs), prompt)


def decoded(part: Mapping[str, Any]) -> Any:
    """The picture of a part, for PIL.

    Raises:
        WorkerFault: it is none.
    """
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(base64.b64decode(part["data"], validate=True)))
        return picture.convert("RGB")
    except (OSError, KeyError, binascii.Error, Image.DecompressionBombError) as failure:
        raise WorkerFault("request", f"a picture cannot be read ({failure})") from failure


def plain(text: str, tokenizer: Any) -> str:
    """A text in which nothing is a control token.

    What is read off the screen may contain "<|im_end|>"; were it taken for the token, the screen
    could speak in the person's place.
    """
    marks = [str(each) for each in tokenizer.added_tokens_decoder.values() if each.special]
    for mark in sorted({*marks, *tokenizer.all_special_tokens}, key=len, reverse=True):
        if mark in text:
            text = text.replace(mark, f"{mark[0]} {mark[1:]}")
    return text


def _parts(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [part for message in messages for part in message["content"]]


def _said(messages: Sequence[Mapping[str, Any]], tokenizer: Any, shown: Any) -> list[Any]:
    """The messages as templates want them."""
    return [
        {
            "role": message["role"],
            "content": [
                shown(part)
                if part["type"] == "image"
                else {"type": "text", "text": plain(part["text"], tokenizer)}
                for part in message["content"]
            ],
        }
        for message in messages
    ]


def _rendered(templated: Any, said: list[Any]) -> str:
    """The text that the template makes; what it has no place for goes to the person's words."""
    try:
        return str(templated.apply_chat_template(said, add_generation_prompt=True, tokenize=False))
    except Exception as failure:  # a template is a program: it raises what it likes
        if said and said[0]["role"] == "system" and len(said) > 1:
            first, second, *rest = said
            merged = {**second, "content": [*first["content"], *second["content"]]}
            said[:] = [merged, *rest]
            return _rendered(templated, said)
        raise WorkerFault(
            "request", f"the model's chat template does not take this conversation ({failure})"
        ) from failure


def _template(folder: Path) -> str:
    """The chat template of an older folder, which only its processor knows.

    Raises:
        WorkerFault: there is none.
    """
    try:
        found = json.loads((folder / "chat_template.json").read_text("utf-8"))["chat_template"]
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise WorkerFault(
            "load",
            f"{folder} has no chat template (chat_template.jinja): take the weights of an "
            "instruction-tuned model, with all of its files.",
        ) from failure
    return str(found)

"""Has a model write: token by token, until it ends, is told to stop, or may write no more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.models.local.faults import WorkerFault, out_of_memory
from app.models.local.grammar import Grammars
from app.models.local.loading import Loaded, Tell

_LEAST = 16  # tokens that must be left for a reply


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote.

    Attributes:
        text: without control tokens.
        read: tokens that it was given, pictures included.
        written: tokens that it wrote.
        cut: it would have written more.
        held: it was held to a grammar.
        thinks: the prompt opened its thinking, which the text therefore begins with.
    """

    text: str
    read: int
    written: int
    cut: bool
    held: bool
    thinks: bool


class Writer:
    """Writes with one model, one reply at a time.

    Args:
        loaded: the model.
        tell: told, once, if replies cannot be held to a grammar.
    """

    def __init__(self, loaded: Loaded, tell: Tell) -> None:
        self._loaded = loaded
        self._tell = tell
        self._ends = _ends(loaded)
        self._grammars: Grammars | None = None
        try:
            size = int(loaded.model.get_output_embeddings().weight.shape[0])
            self._grammars = Grammars(loaded.eyes.tokenizer, size, self._ends)
        except ImportError:
            tell("xgrammar is not installed: replies are not held to a grammar")

    def write(
        self, order: Mapping[str, Any], piece: Callable[[str], None], stop: threading.Event
    ) -> Written:
        """Answer a conversation.

        Args:
            order: messages, most (tokens), temperature (or None), form (or None) and exact, as
                `LocalClient.body` makes them.
            piece: given the text as it comes.
            stop: ends it.

        Raises:
            WorkerFault: it was stopped, there was not enough memory, or the model does not take
                such a conversation.
        """
        loaded = self._loaded
        reading = loaded.eyes.read(order["messages"], exact=order["exact"])
        most = self._most(reading.tokens, int(order["most"]))
        processors, temperature = self._held(order["form"], reading.prompt), order["temperature"]
        sampled: dict[str, Any] = {}
        if temperature is not None:
            warm = temperature > 0
            sampled = {"do_sample": warm, **({"temperature": temperature} if warm else {})}
        inputs = {name: _placed(value, loaded) for name, value in reading.inputs.items()}
        stream = _Stream(loaded.eyes.tokenizer, piece)
        try:
            ids = loaded.model.generate(
                **inputs,
                **sampled,
                max_new_tokens=most,
                eos_token_id=self._ends,
                logits_processor=processors,
                stopping_criteria=[_Stop(stop)],
                streamer=stream,
            )
        except Exception as failure:
            raise self._fault(failure, reading.tokens) from failure
        if stop.is_set():
            raise WorkerFault("stopped", "stopped")
        new = ids[0, reading.tokens :].tolist()
        ended = bool(new) and new[-1] in self._ends
        return Written(
            text=loaded.eyes.tokenizer.decode(new, skip_special_tokens=True),
            read=reading.tokens,
            written=len(new),
            cut=not ended and len(new) >= most,
            held=bool(processors),
            thinks=reading.prompt.rstrip().endswith("<think>"),
        )

    def _held(self, form: Mapping[str, Any] | None, prompt: str) -> list[Any]:
        """What holds the reply to a form; nothing without one, or without xgrammar."""
        if form is None or self._grammars is None:
            return []
        try:
            return [self._grammars.processor(form, prompt)]
        except (RuntimeError, ValueError, TypeError) as failure:  # an older one knows other forms
            self._tell(
                f"xgrammar does not take the grammar ({failure}); replies are not held to it. "
                "A newer one may: pip install -U xgrammar"
            )
            return []

    def _most(self, read: int, wanted: int) -> int:
        longest = self._loaded.longest
        if not longest:
            return wanted
        if read + _LEAST > longest:
            raise WorkerFault(
                "request",
                f"the conversation has {read} tokens, and the model takes {longest}: let its "
                "profile send fewer or smaller pictures (history.images, resize.max_pixels)",
            )
        return min(wanted, longest - read)

    def _fault(self, failure: Exception, tokens: int) -> WorkerFault:
        if out_of_memory(failure):
            return WorkerFault(
                "memory",
                f"memory on {self._loaded.device} does not do for a conversation of {tokens} "
                "tokens: let the profile send fewer or smaller pictures (history.images, "
                "resize.max_pixels), or take a smaller model",
            )
        return WorkerFault("crash", f"{type(failure).__name__}: {failure}"[:500])


class _Stop:
    """A stopping criterion: whether somebody said so."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def __call__(self, ids: Any, scores: Any, **_: Any) -> Any:
        return ids.new_full((ids.shape[0],), self._stop.is_set(), dtype=bool)


class _Stream:
    """A streamer: hands on text as soon as its letters are whole."""

    def __init__(self, tokenizer: Any, piece: Callable[[str], None]) -> None:
        self._tokenizer = tokenizer
        self._piece = piece
        self._waiting: list[int] = []
        self._prompt = True

    def put(self, ids: Any) -> None:
        if self._prompt:  # what comes first is what the model was given
            self._prompt = False
            return
        self._waiting += ids.reshape(-1).tolist()
        text = self._tokenizer.decode(self._waiting, skip_special_tokens=True)
        if not text.endswith("\ufffd") or len(self._waiting) > 8:
            self.end()

    def end(self) -> None:
        text = self._tokenizer.decode(self._waiting, skip_special_tokens=True)
        self._waiting = []
        if text:
            self._piece(text)


def _ends(loaded: Loaded) -> list[int]:
    """Ids of the tokens that end a reply."""
    told = loaded.model.generation_config.eos_token_id
    if told is None:
        told = loaded.eyes.tokenizer.eos_token_id
    listed = told if isinstance(told, list) else [told]
    return [int(each) for each in listed if each is not None]


def _placed(value: Any, loaded: Loaded) -> Any:
    """A tensor where the model is, in the model's type if it is made of fractions."""
    if value.is_floating_point():
        return value.to(device=loaded.model.device, dtype=loaded.model.dtype)
    return value.to(device=loaded.model.device)

"""From a folder to a model that can be asked. Runs in the worker only."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from app.models.local.faults import WorkerFault, out_of_memory
from app.models.local.memory import free_memory, in_words
from app.models.local.seeing import Eyes, eyes_for
from app.models.local.weights import Weights, WeightsError, look_at

Tell = Callable[[str], None]

# Beside the weights: what pictures and the conversation take while the model reads them.
_ROOM = 1.1
_TELL_EVERY = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that is ready.

    Attributes:
        model: of transformers.
        eyes: read a conversation for it.
        device: "cpu", "cuda:0", "mps".
        dtype: of its weights: "bfloat16".
        longest: tokens that it can have in mind; 0 if it does not say.
    """

    model: Any
    eyes: Eyes
    device: str
    dtype: str
    longest: int


def load(folder: Path, device: str, dtype: str, tell: Tell) -> Loaded:
    """Load a model.

    Args:
        folder: of its weights.
        device: "auto", or as torch names it.
        dtype: a name in `weights.DTYPES`.
        tell: told how far it is.

    Raises:
        WorkerFault: it cannot be loaded; the message says what to do.
    """
    try:
        weights = look_at(folder)
    except WeightsError as failure:
        raise WorkerFault("load", str(failure)) from failure
    tell("starting torch and transformers")
    torch = _torch()
    place = _device(torch, device)
    dtype = _dtype(torch, weights, place, dtype)
    _check_memory(torch, weights, place, dtype)
    tell(f"loading {in_words(weights.bytes_as(dtype))} of weights")
    began = time.monotonic()
    try:
        model, eyes = _read(torch, weights, place, dtype, tell)
    except WorkerFault:
        raise
    except Exception as failure:  # whatever transformers raises for a folder it cannot use
        raise _explained(failure, weights, place) from failure
    config = getattr(model.config, "text_config", model.config)
    found = Loaded(
        model=model,
        eyes=eyes,
        device=str(model.device),
        dtype=str(model.dtype).removeprefix("torch."),
        longest=int(getattr(config, "max_position_embeddings", 0) or 0),
    )
    tell(f"loaded in {time.monotonic() - began:.0f} s: {found.device}, {found.dtype}")
    return found


def _torch() -> Any:
    try:
        import torch
        import transformers
    except Exception as failure:  # a broken installation raises whatever it likes
        raise WorkerFault(
            "load",
            f"torch or transformers cannot be started ({failure}). Install them anew: "
            "pip install torch==2.13.0 transformers",
        ) from failure
    transformers.logging.set_verbosity_error()
    return torch


def _device(torch: Any, wanted: str) -> Any:
    if wanted == "auto":
        if torch.cuda.is_available():
            wanted = "cuda"
        elif torch.backends.mps.is_available():
            wanted = "mps"
        else:
            wanted = "cpu"
    try:
        place = torch.device(wanted)
        torch.empty(1, device=place)
    except Exception as failure:  # RuntimeError, AssertionError or NotImplementedError, by device
        raise WorkerFault(
            "load",
            f"torch cannot use the device {wanted!r} here ({_line(failure)}). Write `device: auto` "
            "or `device: cpu` in models.yaml, or install a torch that is built for it.",
        ) from failure
    return place


def _dtype(torch: Any, weights: Weights, place: Any, wanted: str) -> str:
    """The type to load; only an old graphics card needs another than the weights have."""
    stored = weights.bits.get("BF16", 0) > 0
    old = place.type == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False)
    return "float16" if wanted == "auto" and stored and old else wanted


def _check_memory(torch: Any, weights: Weights, place: Any, dtype: str) -> None:
    need = weights.bytes_as(dtype) * _ROOM
    where, free = "of memory", free_memory()
    if place.type == "cuda":
        # Without accelerate the weights pass through main memory first.
        if importlib.util.find_spec("accelerate") is None and free is not None and need > free:
            raise _too_large(need, free, "of main memory, through which they pass", weights, dtype)
        free, where = torch.cuda.mem_get_info(place)[0], f"on {place}"
    if free is not None and need > free:
        raise _too_large(need, free, where, weights, dtype)


def _too_large(need: float, free: int, where: str, weights: Weights, dtype: str) -> WorkerFault:
    ways = ["close other programs", "take a smaller or a quantised model"]
    half = weights.bytes_as("bfloat16") * _ROOM
    if half < need and half <= free:
        ways.insert(0, "write `dtype: bfloat16` in models.yaml")
    if "main memory" in where:
        ways.insert(0, "pip install accelerate, so that they need not")
    return WorkerFault(
        "load",
        f"Not enough memory for {weights.folder.name}: it needs about {in_words(need)} as "
        f"{dtype if dtype != 'auto' else 'stored'}, and {in_words(free)} {where} is free. "
        f"What helps: {'; '.join(ways)}; or run it on another machine and give its address.",
    )


def _read(torch: Any, weights: Weights, place: Any, dtype: str, tell: Tell) -> tuple[Any, Eyes]:
    from transformers import AutoModelForImageTextToText
    from transformers.utils import logging

    folder = str(weights.folder)
    accelerated = importlib.util.find_spec("accelerate") is not None and place.type == "cuda"
    before = logging.set_tqdm_hook(lambda _factory, args, kwargs: _Bar(tell, *args, **kwargs))
    try:
        model, found = AutoModelForImageTextToText.from_pretrained(
            folder,
            output_loading_info=True,
            dtype="auto" if dtype == "auto" else getattr(torch, dtype),
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            **({"device_map": {"": place}} if accelerated else {}),
        )
    finally:
        logging.set_tqdm_hook(before)
    if missing := sorted(found["missing_keys"]):  # transformers would make them up
        raise WorkerFault(
            "load",
            f"The weights in {folder} lack {missing[0]} and {len(missing) - 1} more tensors of "
            f"this architecture ({weights.kind}): download them again.",
        )
    if not accelerated and not weights.quantised:
        model = model.to(place)
    return model.eval(), eyes_for(folder, model.config)


def _explained(failure: Exception, weights: Weights, place: Any) -> WorkerFault:
    said = _line(failure)
    if out_of_memory(failure):
        return WorkerFault(
            "load",
            f"There is not enough memory on {place} for {weights.folder.name} ({said}). Take a "
            "smaller or a quantised model, or write `device: cpu` in models.yaml.",
        )
    if "torchvision" in str(failure) and importlib.util.find_spec("torchvision") is not None:
        return WorkerFault(
            "load",
            "The torchvision that is installed does not fit torch. Deskhand does not need it: "
            "pip uninstall torchvision",
        )
    text = str(failure)
    if "trust_remote_code" in text or "does not recognize this architecture" in text:
        return WorkerFault(
            "load",
            f"transformers does not know the architecture {weights.kind!r} of "
            f"{weights.folder.name}. Try a newer transformers (pip install -U transformers); code "
            "that comes with weights is not run. Or start the model with its own server and give "
            "the address.",
        )
    if "Unrecognized configuration class" in text:
        return WorkerFault(
            "load",
            f"{weights.folder.name} ({weights.kind}) does not read pictures and text. Deskhand "
            "needs a vision-language model, as Qwen3-VL or UI-TARS.",
        )
    return WorkerFault("load", f"{weights.folder} cannot be loaded: {said}")


def _line(failure: Exception) -> str:
    """The first words of a message, which may be pages long."""
    return next(
        (line.strip()[:300] for line in str(failure).splitlines() if line.strip()),
        type(failure).__name__,
    )


class _Bar:
    """In place of a progress bar of tqdm: tells how far the weights are.

    Args:
        tell: told about it.
        iterable: what is gone through, if anything.
        options: further arguments of tqdm; its total and its heading count.
    """

    def __init__(self, tell: Tell, iterable: Iterable[Any] | None = None, **options: Any) -> None:
        self._tell = tell
        self._iterable = iterable
        self._desc = str(options.get("desc") or "")
        total = options.get("total")
        if total is None and hasattr(iterable, "__len__"):
            total = len(iterable)  # type: ignore[arg-type]  # hasattr is no proof to mypy
        self.total = int(total or 0)
        self.n = 0
        self._told = time.monotonic()

    def __iter__(self) -> Iterator[Any]:
        for each in self._iterable or ():
            yield each
            self.update()

    def __enter__(self) -> _Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def update(self, count: float = 1) -> None:
        """Some more are done."""
        self.n += int(count)
        done = self.n >= self.total
        if not done and time.monotonic() - self._told < _TELL_EVERY:
            return
        self._told = time.monotonic()
        if self.total and "weights" in self._desc.lower():
            self._tell(f"loading weights: {100 * self.n // self.total} %")

    def set_description(self, *_: object, **__: object) -> None:
        """Headings of single steps are not told."""

    set_postfix = set_description

    def refresh(self) -> None:
        """Nothing is drawn."""

    def close(self) -> None:
        """Nothing is kept."""


def quiet_libraries() -> None:
    """Settings that the libraries read when they are imported: no network, no idle turning."""
    # Threads of torch that wait turn in circles, and where the applications that are operated want
    # the processor as well, everything becomes ten times as slow.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ |= {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTORCH_ENABLE_MPS_FALLBACK": "1",
    }

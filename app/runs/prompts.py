"""What was said to models during a run, and what they answered: `prompts.jsonl` beside the log.

Each call is two lines, a "request" before it is made and a "reply" or a "failure" after it:

    {"call": 1, "step": 0, "time": 1795213740.2, "kind": "request", "model": "...", "body": {...},
     "pictures": [{"file": "screens/<sha256>.png", "width": 1456, "height": 819, "bytes": 81234}]}
    {"call": 1, "kind": "reply", "seconds": 2.1, "text": "...", ...}

`body` is the JSON that was sent, except that in place of a picture's base64 stands a mark with the
name of the file that holds its bytes. Keys are never part of it: they travel in headers.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from app.errors import storage_error
from app.runs.format import SCREENS

PROMPTS = "prompts.jsonl"
_BEGIN, _END = "<picture ", ">"
_ENDINGS = {"image/png": "png", "image/jpeg": "jpeg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture that was sent: its file below the run's folder, and its size in pixels."""

    file: str
    width: int
    height: int
    bytes: int

    @property
    def mark(self) -> str:
        """What stands for its base64 in a body."""
        return f"{_BEGIN}{self.file}{_END}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptCall:
    """One call of a model, as the log has it.

    Attributes:
        call: its number in the run, from 1.
        step: index of the step that was being decided.
        model: as the person calls it.
        body: what was sent, with marks for pictures.
        reply: what came back; None if nothing did.
        error: why nothing did, as far as that is known.
    """

    call: int
    step: int
    time: float
    model: str
    body: Any
    pictures: tuple[StoredPicture, ...] = ()
    reply: Mapping[str, Any] | None = None
    error: str = ""
    seconds: float = 0.0


@dataclass
class PromptLog:
    """The open log of one run's prompts. Thread-safe.

    Args:
        folder: of the run; it is there.
        redact: takes secrets out of each text before it is written.
    """

    folder: Path
    redact: Callable[[str], str] | None = None
    step: int = 0
    _calls: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def picture(self, data: bytes, media_type: str, width: int, height: int) -> StoredPicture:
        """Store a picture under its content's name, once.

        Raises:
            StorageError: the disk does not take it.
        """
        name = f"{hashlib.sha256(data).hexdigest()}.{_ENDINGS.get(media_type, 'bin')}"
        path = self.folder / SCREENS / name
        if not path.exists():
            part = path.with_name(f".{name}.{threading.get_ident()}.part")
            try:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                part.write_bytes(data)
                part.replace(path)
            except OSError as failure:
                part.unlink(missing_ok=True)
                raise storage_error("store the picture", path, failure) from failure
        return StoredPicture(f"{SCREENS}/{name}", width, height, len(data))

    def request(self, model: str, body: Any, pictures: Iterable[StoredPicture]) -> int:
        """Write what is about to be sent; the number of the call.

        Raises:
            StorageError: the disk does not take it.
        """
        with self._lock:
            self._calls += 1
            call = self._calls
        self._append(
            {
                "call": call,
                "step": self.step,
                "time": time.time(),
                "kind": "request",
                "model": model,
                "body": self._clean(body),
                "pictures": [asdict(each) for each in pictures],
            }
        )
        return call

    def reply(self, call: int, seconds: float, reply: Mapping[str, Any]) -> None:
        """Write what came back.

        Raises:
            StorageError: the disk does not take it.
        """
        line = {"call": call, "kind": "reply", "seconds": round(seconds, 3)}
        self._append(line | self._clean(dict(reply)))

    def failure(self, call: int, seconds: float, error: str) -> None:
        """Write why nothing came back.

        Raises:
            StorageError: the disk does not take it.
        """
        line = {"call": call, "kind": "failure", "seconds": round(seconds, 3)}
        self._append(line | {"error": self._clean(error)})

    def _clean(self, value: Any) -> Any:
        """The value with no secret in any of its texts."""
        if self.redact is None:
            return value
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, Mapping):
            return {name: self._clean(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._clean(each) for each in value]
        return value

    def _append(self, entry: Mapping[str, Any]) -> None:
        """Write a line, or nothing of it."""
        # Half a surrogate pair, which a page may contain, becomes what is sent for it.
        line = json.dumps(entry, ensure_ascii=False, default=str).encode("utf-8", "replace")
        path = self.folder / PROMPTS
        rest = memoryview(line + b"\n")
        with self._lock:
            try:
                file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as failure:
                raise storage_error("write the prompts", path, failure) from failure
            size = os.fstat(file).st_size
            try:
                while rest:
                    rest = rest[os.write(file, rest) :]
            except OSError as failure:
                os.ftruncate(file, size)
                raise storage_error("write the prompts", path, failure) from failure
            finally:
                os.close(file)


def read_prompts(folder: Path) -> list[PromptCall]:
    """The calls of a run, in order; empty if no model was asked. A torn last line is passed over.

    Raises:
        StorageError: the file is there but cannot be read.
    """
    path = folder / PROMPTS
    try:
        with path.open("rb") as lines:
            return list(_calls(lines))
    except FileNotFoundError:
        return []
    except OSError as failure:
        raise storage_error("read the prompts", path, failure) from failure


def restored(call: PromptCall, folder: Path) -> Any:
    """The body of a call with the pictures' base64 in it, as it was sent.

    Raises:
        OSError: a picture is gone.
    """
    marks = {
        each.mark: base64.b64encode((folder / each.file).read_bytes()).decode("ascii")
        for each in call.pictures
    }
    return replaced(call.body, marks)


def replaced(value: Any, marks: Mapping[str, str]) -> Any:
    """A JSON value in which texts that are one of these, or end in one, have another instead."""
    if isinstance(value, str):
        for mark, other in marks.items():
            if value.endswith(mark) and (value == mark or value.startswith("data:")):
                return value.removesuffix(mark) + other
        return value
    if isinstance(value, Mapping):
        return {name: replaced(each, marks) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [replaced(each, marks) for each in value]
    return value


def _calls(lines: Iterable[bytes]) -> Iterator[PromptCall]:
    found: dict[int, PromptCall] = {}
    for line in lines:
        try:
            entry = json.loads(line)
            _take_in(entry, found)
        except (ValueError, KeyError, TypeError):
            continue
    return iter(found.values())


def _take_in(entry: dict[str, Any], found: dict[int, PromptCall]) -> None:
    call, kind = int(entry.pop("call")), entry.pop("kind")
    if kind == "request":
        pictures = tuple(StoredPicture(**each) for each in entry.pop("pictures"))
        found[call] = PromptCall(call=call, pictures=pictures, **entry)
    elif kind == "reply":
        found[call] = replace(found[call], seconds=entry.pop("seconds"), reply=entry)
    elif kind == "failure":
        found[call] = replace(found[call], seconds=entry["seconds"], error=entry["error"])

"""A recognition model of a few bytes: dark columns are "A", grey ones "B", white ones nothing.

Written down as ONNX stores it (protocol buffers), so that no other library is needed.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

FLOAT, INT64 = 1, 7


def varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def data(field: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(raw)) + raw


def tensor(name: str, shape: Sequence[int], values: Sequence[float]) -> bytes:
    dims = b"".join(number(1, each) for each in shape)
    raw = struct.pack(f"<{len(values)}f", *values)
    return dims + number(2, FLOAT) + data(8, name) + data(9, raw)


def places(name: str, values: Sequence[int]) -> bytes:
    raw = struct.pack(f"<{len(values)}q", *values)
    return number(1, len(values)) + number(2, INT64) + data(8, name) + data(9, raw)


def node(kind: str, inputs: Sequence[str], output: str, *attributes: bytes) -> bytes:
    found = b"".join(data(1, each) for each in inputs) + data(2, output) + data(4, kind)
    return found + b"".join(data(5, each) for each in attributes)


def whole(name: str, value: int) -> bytes:
    return data(1, name) + number(3, value) + number(20, 2)


def wholes(name: str, values: Sequence[int]) -> bytes:
    return data(1, name) + b"".join(number(8, each) for each in values) + number(20, 7)


def value(name: str, dims: Sequence[int | str]) -> bytes:
    shape = b"".join(
        data(1, number(1, each) if isinstance(each, int) else data(2, each)) for each in dims
    )
    return data(1, name) + data(2, data(1, number(1, FLOAT) + data(2, shape)))


def recogniser(letters: str = "A\nB") -> bytes:
    """The model; `letters` as PP-OCR's models name theirs, one on each line."""
    graph = b"".join(
        data(1, each)
        for each in (
            node("ReduceMean", ["x"], "m", wholes("axes", [1, 2]), whole("keepdims", 0)),
            node("Unsqueeze", ["m", "last"], "u"),
            node("Mul", ["u", "weights"], "w"),
            node("Add", ["w", "bias"], "a"),
            node("Softmax", ["a"], "y", whole("axis", 2)),
        )
    )
    graph += data(2, "tiny")
    graph += data(5, tensor("weights", [1, 1, 4], [20.0, -20.0, 0.0, 0.0]))
    graph += data(5, tensor("bias", [1, 1, 4], [0.0, 0.0, 10.0, -40.0]))
    graph += data(5, places("last", [2]))
    graph += data(11, value("x", [1, 3, 48, "w"])) + data(12, value("y", [1, "w", 4]))
    named = data(14, data(1, "character") + data(2, letters)) if letters else b""
    return number(1, 8) + data(7, graph) + data(8, data(1, "") + number(2, 13)) + named

"""What a run hands to people and programs: an answer, or data of an agreed shape."""

from __future__ import annotations

import contextlib
import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

from app.errors import DeskhandError, UsageError, storage_error

Schema = dict[str, Any]


class ResultError(DeskhandError):
    """The answer of a run does not have the shape that was asked for."""

    exit_code = 1


def load_schema(path: Path) -> Schema:
    """A JSON Schema from a file.

    Raises:
        UsageError: it cannot be read or is no JSON Schema.
    """
    import jsonschema

    try:
        schema = json.loads(path.read_text("utf-8"))
    except OSError as failure:
        raise UsageError(f"Cannot read the schema {path}: {failure.strerror}.") from failure
    except (ValueError, RecursionError) as failure:
        raise UsageError(f"The schema {path} is not valid JSON: {failure}.") from failure
    if not isinstance(schema, dict):
        raise UsageError(f"The schema {path} must be a JSON object.")
    try:
        jsonschema.validators.validator_for(schema).check_schema(schema)
    except jsonschema.SchemaError as failure:
        raise UsageError(f"{path} is no valid JSON Schema: {failure.message}.") from failure
    return schema


def structured(answer: str, data: str, schema: Schema) -> Any:
    """The answer of a run as data of the shape that was asked for.

    A planner that can give data gives it. The plain text of any other is read

    1. as JSON, if it is JSON that fits;
    2. as the value that the schema asks for, if that is a string, a number, a truth value, or a
       list of strings (one for each line, or between commas);
    3. as the one property of an object that has only one required, or only one at all, in the same
       way.

    Raises:
        ResultError: nothing of that fits; it says why.
    """
    if data:
        try:
            value = json.loads(data)
        except ValueError as failure:
            raise ResultError(f"The structured answer is not valid JSON: {failure}.") from failure
        if problem := _problem(value, schema):
            raise ResultError(f"The structured answer does not fit the schema: {problem}.")
        return value
    for value in _candidates(answer, schema):
        if not _problem(value, schema):
            return value
    shown = answer if len(answer) <= 80 else answer[:79] + "…"
    raise ResultError(
        f"The answer is plain text ({shown!r}) and cannot be read as what the schema asks for."
    )


def write_output(path: Path, text: str) -> None:
    """Write a result so that the file is never there in part.

    Raises:
        StorageError: it cannot be written.
    """
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text if text.endswith("\n") else text + "\n")
                file.flush()
                os.fsync(file.fileno())
            mask = os.umask(0)
            os.umask(mask)
            Path(part).chmod(0o666 & ~mask)
            Path(part).replace(path)
        except OSError:
            Path(part).unlink(missing_ok=True)
            raise
    except OSError as failure:
        raise storage_error("write the result to", path, failure) from failure


def _problem(value: Any, schema: Schema) -> str:
    import jsonschema

    errors = jsonschema.validators.validator_for(schema)(schema).iter_errors(value)
    first = next(iter(errors), None)
    if first is None:
        return ""
    place = "/".join(str(part) for part in first.absolute_path)
    return f"{place}: {first.message}" if place else str(first.message)


def _candidates(answer: str, schema: Schema) -> list[Any]:
    """Values that the text may mean, most literal first."""
    found: list[Any] = []
    with contextlib.suppress(ValueError):
        found.append(json.loads(answer))
    found += _values(answer, schema)
    if (name := _only_property(schema)) is not None:
        inner = schema["properties"][name]
        found += [{name: value} for value in _values(answer, inner)]
    return found


def _only_property(schema: Schema) -> str | None:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return None
    required = schema.get("required", [])
    names = required if len(required) == 1 else list(properties)
    return names[0] if len(names) == 1 and names[0] in properties else None


def _values(answer: str, schema: Any) -> list[Any]:
    wanted = schema.get("type") if isinstance(schema, dict) else None
    text = answer.strip()
    found: list[Any] = []
    if wanted in ("integer", "number"):
        with contextlib.suppress(ValueError):
            number = float(text.replace(",", ""))
            if math.isfinite(number):
                found.append(int(number) if number.is_integer() else number)
    if wanted == "boolean" and text.lower().rstrip(".") in ("yes", "true", "no", "false"):
        found.append(text.lower().rstrip(".") in ("yes", "true"))
    if wanted == "array":
        parts = text.splitlines() if "\n" in text else text.split(",")
        found.append([part.strip() for part in parts if part.strip()])
    if wanted in (None, "string"):
        found.append(text)
    return found

"""Metrics: from what an evaluator looked at to a score from 0 to 1.

The names and the form of the rules are those of OSWorld's task files, where they are the format's
vocabulary; the functions are written anew. A metric is called `metric(result, expected,
**options)`, or without `expected` where the task has none. A result of None, for what is not there,
scores 0.
"""

from __future__ import annotations

import csv
import difflib
import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

Rules = Mapping[str, Any]
Metric = Callable[..., float]


def exact_match(result: Any, rules: Rules) -> float:
    """Whether the result is `expected`."""
    return float(result == rules["expected"])


def match_in_list(result: Any, rules: Rules) -> float:
    """Whether the result is one of `expected`."""
    return float(result in rules["expected"])


def is_in_list(result: Any, rules: Rules) -> float:
    """Whether `expected` is among the results."""
    return float(result is not None and rules["expected"] in result)


def literal_match(result: Any, expected: Any, **options: Any) -> float:
    """Whether two values read the same. Options: `type` (str, list), `ignore_case`."""
    fold = str.lower if options.get("ignore_case") else str
    if options.get("type", "str") == "list":
        if not isinstance(result, list | tuple) or not isinstance(expected, list | tuple):
            return 0.0
        return float([fold(str(each)) for each in result] == [fold(str(e)) for e in expected])
    return float(fold(str(result)) == fold(str(expected)))


def fuzzy_match(result: str | None, rules: Rules) -> float:
    """How alike the result is to `expected`."""
    return fuzz.ratio(result, rules["expected"]) / 100 if result is not None else 0.0


def check_include_exclude(result: str | None, rules: Rules) -> float:
    """Whether a text has all of `include` and none of `exclude`."""
    if result is None:
        return 0.0
    has_all = all(each in result for each in rules.get("include", []))
    return float(has_all and not any(each in result for each in rules.get("exclude", [])))


def check_list(result: str | None, rules: Rules) -> float:
    """Whether each pattern of `expect` is in a line of a file, and none of `unexpect`."""
    lines = _lines(result)
    if lines is None:
        return 0.0
    found = all(any(re.search(p, line) for line in lines) for p in rules.get("expect", []))
    return float(
        found and not any(re.search(p, line) for p in rules.get("unexpect", []) for line in lines)
    )


def check_csv(result: str | None, rules: Rules) -> float:
    """Whether a CSV file has rows like those of `expect` and none like those of `unexpect`."""
    try:
        rows = list(csv.DictReader((_text(result) or "").splitlines()))
    except csv.Error:
        return 0.0

    def among(wanted: Rules) -> bool:
        return any(all(row.get(key) == wanted[key] for key in wanted) for row in rows)

    expected = all(among(each) for each in rules.get("expect", []))
    return float(expected and not any(among(each) for each in rules.get("unexpect", [])))


def check_json(result: str | None, rules: Rules, is_yaml: bool = False) -> float:
    """Whether places in a JSON or YAML file are as `expect` says and not as `unexpect` says.

    A rule has `key` (the way there), `method` and `ref`.
    """
    try:
        text = Path(result or "").read_text("utf-8")
        data = yaml.safe_load(text) if is_yaml else json.loads(text)
    except (OSError, ValueError, yaml.YAMLError):
        return 0.0
    for rule in rules.get("expect", []):
        there, value = _at(data, rule["key"])
        if not there or not holds(value, rule):
            return 0.0
    for rule in rules.get("unexpect", []):
        if holds(_at(data, rule["key"])[1], rule):
            return 0.0
    return 1.0


def check_direct_json_object(result: Any, rules: Rules) -> float:
    """Whether each key of `expected` has its value in the result; `expect_in_result`: contains it.

    A list of alternatives counts where one is right.
    """
    if isinstance(result, str):
        try:
            result = json.loads(result.strip().replace("'", '"'))
        except ValueError:
            return 0.0
    if not isinstance(result, Mapping):
        return 0.0
    within = bool(rules.get("expect_in_result", False))
    for key, wanted in rules["expected"].items():
        value = result.get(key)
        if within:
            options = wanted if isinstance(wanted, list) else [wanted]
            if not any(option in (value or "") for option in options):
                return 0.0
        elif value != wanted:
            return 0.0
    return 1.0


def run_sqlite3(result: str | None, rules: Rules) -> float:
    """What the query `sql` gives on a database."""
    if result is None:
        return 0.0
    connection = sqlite3.connect(f"file:{result}?mode=ro", uri=True)
    try:
        row = connection.execute(rules["sql"]).fetchone()
    except sqlite3.DatabaseError:
        return 0.0
    finally:
        connection.close()
    return float(row[0] or 0) if row else 0.0


def file_contains(result: str | None, rules: Rules) -> float:
    """Whether a file has all texts of `expected`."""
    text = _text(result)
    return float(text is not None and all(each in text for each in rules["expected"]))


def check_line_number(result: str | None, rules: Rules) -> float:
    """Whether as many lines as `expected` show a time of day (hh:mm:ss)."""
    lines = _lines(result)
    if lines is None:
        return 0.0
    times = sum(bool(re.search(r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)", each)) for each in lines)
    return float(times == int(rules["expected"]))


def compare_text_file(result: str | None, expected: str | None, **options: Any) -> float:
    """Whether two text files are the same. Options: `ignore_blanks`, `ignore_case`."""
    first, second = _text(result), _text(expected)
    if first is None or second is None:
        return 0.0
    if options.get("ignore_blanks"):
        first, second = (" ".join(each.split()) for each in (first, second))
    if options.get("ignore_case"):
        first, second = first.lower(), second.lower()
    return float(first == second)


def diff_text_file(result: str | None, expected: str | None) -> float:
    """How alike two text files are, by lines."""
    first, second = _lines(result), _lines(expected)
    if first is None or second is None:
        return 0.0
    return difflib.SequenceMatcher(a=first, b=second).ratio()


def compare_config(result: str | None, rules: Rules) -> float:
    """Whether a file is the text `expected`."""
    return float(_text(result) == rules["expected"])


def compare_answer(result: str | None, rules: Rules) -> float:
    """Whether an answer is `expected`, white space at the ends aside."""
    return float(result is not None and result.strip() == str(rules["expected"]).strip())


def is_extension_installed(result: str | None, rules: Rules) -> float:
    """Whether a listing contains `expected` (`type` contain), or does not (`not_contain`)."""
    if result is None:
        return 0.0
    there = rules["expected"] in result
    return float(there if rules["type"] == "contain" else not there)


def check_json_settings(result: str | None, rules: Rules) -> float:
    """Whether a JSON file has each key of `expected`, with its value."""
    try:
        data = json.loads(_text(result) or "")
    except ValueError:
        return 0.0
    wanted = rules["expected"]
    return float(isinstance(data, dict) and all(data.get(key) == wanted[key] for key in wanted))


def check_json_keybindings(result: str | None, rules: Rules) -> float:
    """Whether a JSON list, comments aside, has the entry `expected`."""
    text = re.sub(r"^\s*//.*$", "", _text(result) or "", flags=re.MULTILINE)
    try:
        data = json.loads(text)
    except ValueError:
        return 0.0
    return float(isinstance(data, list) and rules["expected"] in data)


def check_gnome_favorite_apps(result: str | None, rules: Rules) -> float:
    """Whether a list as gsettings prints it has just the entries of `expected`."""
    names = re.findall(r"'([^']*)'", result or "")
    return float(result is not None and set(names) == set(rules["expected"]))


def is_utc_0(result: str | None) -> float:
    """Whether what `timedatectl` says has the time zone at +0000."""
    line = next((each for each in (result or "").splitlines() if "Time zone" in each), "")
    return float("+0000" in line)


def is_in_vm_clickboard(result: str | None, rules: Rules) -> float:
    """Whether `expected`, or each of it, is in a text."""
    wanted = rules["expected"]
    several = wanted if isinstance(wanted, list) else [wanted]
    return float(result is not None and all(each in result for each in several))


def holds(value: Any, rule: Rules) -> bool:
    """Whether a value is to `ref` as `method` says: re, eq, ne, gt, str_list_eq, approx:0.1, ...

    Raises:
        ValueError: the method is none.
    """
    method, ref = rule["method"], rule.get("ref")
    name, _, rest = method.partition(":")
    name, _, suffix = name.partition(".")
    if suffix == "value":  # a cell, of which only the value counts
        value = value.get("value") if isinstance(value, Mapping) else value
    if name == "re":
        return isinstance(value, str) and re.search(str(ref), value) is not None
    if name in ("eq", "ne"):
        return bool(value == ref) is (name == "eq")
    if name in ("le", "lt", "ge", "gt"):
        return _ordered(name, value, ref)
    if name in ("str_list_eq", "str_set_eq"):
        strings = [str(each) for each in value or ()]
        wanted = [str(each) for each in ref or ()]
        return strings == wanted if name == "str_list_eq" else set(strings) == set(wanted)
    if name == "approx":
        try:
            return abs(float(value) - float(ref or 0)) <= float(rest)
        except (TypeError, ValueError):
            return False
    if name == "spreadsheet_range":
        return isinstance(ref, Sequence) and value in ref
    raise ValueError(f"there is no method {method!r} to compare with")


def _ordered(name: str, value: Any, ref: Any) -> bool:
    try:
        if name == "le":
            return bool(value <= ref)
        if name == "lt":
            return bool(value < ref)
        return bool(value >= ref) if name == "ge" else bool(value > ref)
    except TypeError:
        return False


def _at(data: Any, way: Sequence[Any]) -> tuple[bool, Any]:
    """Whether there is a place in nested data, and what it holds."""
    for key in way:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return False, None
    return True, data


def _text(path: str | None) -> str | None:
    if path is None:
        return None
    try:
        return Path(path).read_text("utf-8", "replace")
    except OSError:
        return None


def _lines(path: str | None) -> list[str] | None:
    text = _text(path)
    return text.splitlines() if text is not None else None


METRICS: Mapping[str, Metric] = {
    function.__name__: function
    for function in (
        exact_match, match_in_list, is_in_list, literal_match, fuzzy_match, check_include_exclude,
        check_list, check_csv, check_json, check_direct_json_object, run_sqlite3, file_contains,
        check_line_number, compare_text_file, diff_text_file, compare_config, compare_answer,
        is_extension_installed, check_json_settings, check_json_keybindings,
        check_gnome_favorite_apps, is_utc_0, is_in_vm_clickboard,
    )
}  # fmt: skip

"""A person's settings: one small YAML file, read strictly.

    browser_path: /usr/bin/chromium   # which browser; "" finds one
    headless: true                    # without a window; auto: only where there is no display
    max_steps: 60                     # limits of a run
    minutes: 20
    keep_days: 30                     # delete runs that are older; 0 keeps them for ever
    planner: builtin                  # who decides; or the name of a model of models.yaml
    budget: 0.50                      # dollars that models may cost in a run; 0: no limit
    pixels: auto                      # read pictures: where trees tell too little, always, or off
    ocr: eng                          # languages of text in pictures, as eng+deu
    detector: ~/detector.py           # proposes controls in pictures; left out: by their shapes
    appearance: system                # of the window: system, light or dark
    language: system                  # of the window: system, en or de
    stop_key: Ctrl+.                  # keys in the window; "" for none
    stop_anywhere_key: Ctrl+Alt+.     # stops a run whatever window has the focus (X11)
    pause_key: Ctrl+Shift+P
    step_key: Ctrl+Shift+N
    take_over_key: Ctrl+Shift+T

What happens to actions (mode, rules) stands in the permissions file, not here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import UsageError, storage_error

APPEARANCES = ("system", "light", "dark")
LANGUAGES = ("system", "en", "de")
# A letter or a sign goes with Ctrl, Alt or Meta, so that it can still be typed.
_KEYS = re.compile(
    r"((Ctrl|Alt|Shift|Meta)\+)*((Ctrl|Alt|Meta)\+)(Shift\+)?[!-~]|"
    r"((Ctrl|Alt|Shift|Meta)\+)*(F\d{1,2}|Escape|Pause|Insert|Home|End)"
)


class SettingsError(UsageError):
    """The settings file has faults; the message lists each with its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the settings file may say, with what holds if it says nothing."""

    browser_path: str = ""
    headless: bool | None = None
    max_steps: int = 60
    minutes: float = 20.0
    keep_days: int = 0
    planner: str = "builtin"
    budget: float = 0.0
    pixels: str = "auto"
    ocr: str = "eng"
    detector: str = ""
    appearance: str = "system"
    language: str = "system"
    stop_key: str = "Ctrl+."
    stop_anywhere_key: str = "Ctrl+Alt+."
    pause_key: str = "Ctrl+Shift+P"
    step_key: str = "Ctrl+Shift+N"
    take_over_key: str = "Ctrl+Shift+T"

    @property
    def ocr_languages(self) -> tuple[str, ...]:
        """The languages that text in pictures is read in; none if they are not read."""
        return () if self.pixels == "off" else tuple(self.ocr.split("+"))


def written(value: object) -> str:
    """A setting's value as it is written in the file.

    >>> written(None), written(True), written(20.0)
    ('auto', 'true', '20')
    """
    if value is None:
        return "auto"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def load_settings(path: Path) -> Settings:
    """Read the settings; the defaults if there is no file.

    Raises:
        SettingsError: it has faults.
        StorageError: it is there but cannot be read.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except UnicodeDecodeError as failure:
        raise SettingsError(f"{path} is not UTF-8 text: {failure.reason}.") from failure
    except OSError as failure:
        raise storage_error("read the settings", path, failure) from failure
    return parse_settings(text, str(path))


def parse_settings(text: str, source: str = "settings.yaml") -> Settings:
    """Settings from YAML.

    Raises:
        SettingsError: one line for each fault: file, line, what is wrong.
    """
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as failure:
        mark = getattr(failure, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(failure, "problem", None) or failure
        raise SettingsError(f"{source}{line}: not valid YAML: {problem}.") from failure
    except RecursionError as failure:
        raise SettingsError(f"{source}: nested too deeply.") from failure
    if root is None:
        return Settings()
    if not isinstance(root, yaml.MappingNode):
        raise SettingsError(f"{source}, line 1: must be lines like `max_steps: 60`.")
    found: dict[str, object] = {}
    faults: list[str] = []
    for key, value in root.value:
        name = str(key.value)
        try:
            if name in found:
                raise ValueError("is given twice")
            found[name] = _read(name, value)
        except ValueError as failure:
            faults.append(f"{source}, line {key.start_mark.line + 1}: {name} {failure}.")
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(**found)  # type: ignore[arg-type]  # _read gave each its type


def set_setting(path: Path, name: str, value: str) -> None:
    """Change one setting in the file, and leave everything else in it as it is.

    Raises:
        SettingsError: the file has faults, or the value is none for this setting.
        StorageError: the file cannot be read or written.
    """
    from app.paths import ensure_folder
    from app.result import write_output
    from app.yaml_edit import with_scalar

    load_settings(path)  # says what is wrong with it
    text = path.read_text("utf-8") if path.exists() else ""
    changed = with_scalar(text, name, value)
    parse_settings(changed, str(path))
    ensure_folder(path.parent)
    write_output(path, changed)


def _read(name: str, node: object) -> object:
    """The value of a setting; ValueError continues the sentence that begins with its name."""
    import yaml

    if name not in _READERS:
        raise ValueError(f"is no setting; there are {', '.join(_READERS)}")
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("must be a single value")
    return _READERS[name](node.value)


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("must not contain NUL")
    return value


def _name(value: str) -> str:
    if not value.strip():
        raise ValueError("must be the name of a planner")
    return _text(value)


def _languages(value: str) -> str:
    if not re.fullmatch(r"\w+(\+\w+)*", value):
        raise ValueError(f"must be languages like eng+deu, not {value!r}")
    return value


def _keys(value: str) -> str:
    if not value or _KEYS.fullmatch(value):
        return value
    raise ValueError(f"must be keys like Ctrl+Shift+P or F9, not {value!r}")


def _one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}, not {value!r}")
        return value

    return read


def _truth(value: str) -> bool | None:
    known = {"true": True, "false": False, "auto": None}
    if value.lower() not in known:
        raise ValueError(f"must be true, false or auto, not {value!r}")
    return known[value.lower()]


def _number(least: float, most: float) -> Callable[[str], float]:
    def read(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            raise ValueError(f"must be a number, not {value!r}") from None
        if not least <= number <= most:
            raise ValueError(f"must be between {least:g} and {most:g}, not {value}")
        return number

    return read


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = _number(least, most)(value)
        if number != int(number):
            raise ValueError(f"must be a whole number, not {value}")
        return int(number)

    return read


_READERS: dict[str, Callable[[str], object]] = {
    "browser_path": _text,
    "headless": _truth,
    "max_steps": _whole(1, 100_000),
    "minutes": _number(0.01, 100_000),
    "keep_days": _whole(0, 100_000),
    "planner": _name,
    "budget": _number(0, 1_000_000),
    "pixels": _one_of("auto", "always", "off"),
    "ocr": _languages,
    "detector": _text,
    "appearance": _one_of(*APPEARANCES),
    "language": _one_of(*LANGUAGES),
    "stop_key": _keys,
    "stop_anywhere_key": _keys,
    "pause_key": _keys,
    "step_key": _keys,
    "take_over_key": _keys,
}

"""Metrics of OSWorld's own package `desktop-env`, where it is installed: imported one by one.

The package asks for some gigabytes of other packages, most of which a given metric never calls. So
only the module that a metric is in is imported; what that imports and is not installed is stood in
for. A stand-in that is really called ends the metric with a failure that cannot be mistaken for a
score, even by a metric that turns every other exception into 0.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
import threading
import types
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from app.evaluation.metrics import Metric

_PACKAGE = "desktop_env"
_METRICS = f"{_PACKAGE}.evaluators.metrics"
# Never imported, even where they are installed: they fetch weights, or take seconds to import.
_NEVER = frozenset({"easyocr", "torch", "transformers"})
_IMPORTING = threading.Lock()
_here = threading.local()  # `importing`: this thread imports a module of the package


class NotInstalled(BaseException):
    """A metric calls a package that is not installed.

    No `Exception`: OSWorld's metrics catch those, and give 0.
    """


def upstream_metric(name: str) -> Metric | None:
    """A metric of the package; None if it is not installed, or has none of that name."""
    module = _modules().get(name)
    if module is None:
        return None
    with _IMPORTING, _stood_in():
        found = getattr(importlib.import_module(f"{_METRICS}.{module}"), name)
    return found if callable(found) else None


def packages_missing(function: Metric) -> tuple[str, ...]:
    """The packages that a metric names, itself or in what it calls, and that are not installed."""
    missing: set[str] = set()
    seen: set[str] = set()
    waiting: list[Any] = [function]
    while waiting:
        code = getattr(waiting.pop(), "__code__", None)
        for name in getattr(code, "co_names", ()):
            value = getattr(function, "__globals__", {}).get(name)
            if isinstance(value, _Absent):
                missing.add(_root(value.__name__))
            elif isinstance(value, _Thing):
                missing.add(value.package)
            elif isinstance(value, types.FunctionType) and name not in seen:
                seen.add(name)
                waiting.append(value)
    return tuple(sorted(missing))


@cache
def _modules() -> dict[str, str]:
    """Metric -> the module that it is in, read from the files without importing them."""
    folder = _folder()
    found: dict[str, str] = {}
    for path in sorted((folder / "evaluators/metrics").glob("*.py")) if folder else ():
        text = path.read_text("utf-8", "replace")
        for name in re.findall(r"^def ([a-z]\w*)\(", text, re.MULTILINE):
            found.setdefault(name, path.stem)
    return found


def _folder() -> Path | None:
    spec = importlib.machinery.PathFinder.find_spec(_PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return Path(places[0]) if places else None


@contextmanager
def _stood_in() -> Iterator[None]:
    """Give the package's own packages without running them, and stand-ins for what is missing."""
    folder = _folder()
    assert folder is not None
    for name, place in (
        (_PACKAGE, folder),
        (f"{_PACKAGE}.evaluators", folder / "evaluators"),
        (_METRICS, folder / "evaluators/metrics"),
    ):
        if name not in sys.modules:
            package = types.ModuleType(name)
            package.__path__ = [str(place)]
            sys.modules[name] = package
    finder = _Missing()
    sys.meta_path.insert(0, finder)
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if _root(name) in _NEVER}
    _here.importing = True
    try:
        yield
    finally:
        _here.importing = False
        sys.meta_path.remove(finder)
        for name in finder.made:
            sys.modules.pop(name, None)
        sys.modules.update(hidden)


def _root(name: str) -> str:
    return name.partition(".")[0]


class _Missing(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what nobody else finds."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._asking = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if self._asking or _root(fullname) == _PACKAGE:
            return None
        if _root(fullname) not in _NEVER and _root(fullname) not in map(_root, self.made):
            self._asking = True
            try:
                if importlib.util.find_spec(_root(fullname)) is not None:
                    return None
            except ValueError:  # a module that says nothing of where it is from
                return None
            finally:
                self._asking = False
        self.made.append(fullname)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing is in it."""


class _Absent(types.ModuleType):
    """A module that is not installed: any name in it stands for something that cannot be used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Thing(f"{self.__name__}.{name}", self.__name__.partition(".")[0])


class _Thing:
    """Something of a package that is not installed. It can be named, and nothing else."""

    def __init__(self, name: str, package: str) -> None:
        self._name, self.package = name, package

    def __getattr__(self, name: str) -> _Thing:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Thing(f"{self._name}.{name}", self.package)

    def __getitem__(self, _: object) -> _Thing:
        return self  # in an annotation

    def __or__(self, _: object) -> _Thing:
        return self

    __ror__ = __or__

    def __mro_entries__(self, _: tuple[object, ...]) -> tuple[type, ...]:
        return (object,)  # as a base class

    def __call__(self, *_: object, **__: object) -> _Thing:
        if getattr(_here, "importing", False):  # what a module makes of it when it is imported
            return _Thing(f"{self._name}()", self.package)
        raise NotInstalled(f"{self._name} is needed: install the package {self.package}")

    __enter__ = __iter__ = __len__ = __call__

"""Choosing options by their text, and giving files to a page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from actions.environments import browser_scripts as scripts
from actions.environments.browser_aim import Aim, call, reachable
from actions.environments.browser_input import Input
from actions.environments.browser_loop import Loop
from actions.environments.browser_tabs import Tab, Tabs
from actions.errors import InvalidAction, TargetAmbiguous, TargetNotFound, TargetNotReady
from actions.target import Grounding
from perception.element import Element
from perception.page import Live, PageReader
from perception.page_world import send
from perception.predicate import fold

_OPTION_ROLES = frozenset({"option", "menuitem", "menuitemradio", "menuitemcheckbox", "treeitem"})
_CHOOSER_LIMIT = 3.0
# How long a list that a click opens may take to show the option.
_OPENING_LIMIT = 2.0


class Choices:
    """Selects and uploads."""

    def __init__(self, loop: Loop, tabs: Tabs, aim: Aim, devices: Input) -> None:
        self._loop = loop
        self._tabs = tabs
        self._aim = aim
        self._devices = devices

    def select(self, reader: PageReader, grounding: Grounding, wanted: Sequence[str]) -> str:
        """Choose options of a native select, or of a list that the page draws itself.

        Raises:
            TargetNotFound: there is no such option; those that come close are named.
            TargetAmbiguous: several options fit.
            TargetNotReady: the option is disabled, or choosing it had no effect.
        """
        if not wanted:
            raise InvalidAction("no option is named")
        live = self._aim.ready(grounding)
        options = self._options(reader, live.element.ref)
        if options is None:
            return self._select_drawn(reader, live, wanted)
        indices = [_match(text, options) for text in wanted]
        self._choose(reader, live, options, indices)
        return ""

    def select_itself(self, reader: PageReader, live: Live) -> bool:
        """Choose an option of a native select that was clicked; whether it is one.

        The list that such a select opens is drawn outside the page: clicks do not reach it.
        """
        if live.element.role != "option":
            return False
        options = self._options(reader, live.element.ref)
        own = next((i for i, option in enumerate(options or ()) if option["self"]), None)
        if options is None or own is None or options[own]["listed"]:
            return False
        self._choose(reader, live, options, [own])
        return True

    def upload(self, tab: Tab, grounding: Grounding, paths: Sequence[str]) -> None:
        """Give files to a file input, or to whatever opens a file chooser when clicked.

        Raises:
            InvalidAction: a file is missing, or the page takes only one.
            TargetNotReady: no file chooser opened.
        """
        files = [str(_existing(path)) for path in paths]
        if not files:
            raise InvalidAction("no file is named")
        reader = self._tabs.reader(tab)
        live = self._aim.ready(grounding)
        control = json.loads(str(call(reader, live.element.ref, scripts.DESCRIBE)))
        if control["type"] == "file":
            if len(files) > 1 and not control["multiple"]:
                raise InvalidAction(f"{live.element.described()} takes only one file")
            world, handle = reader.object_id(live.element.ref)
            send(world.session, "DOM.setFileInputFiles", {"files": files, "objectId": handle})
            return
        if not tab.choosers:
            self._devices.click(reachable(live))
            self._wait(lambda: bool(tab.choosers), _CHOOSER_LIMIT)
        if not tab.choosers:
            raise TargetNotReady(f"{live.element.described()} opened no file chooser")
        chooser = tab.choosers.pop()
        tab.choosers.clear()
        if len(files) > 1 and not chooser.is_multiple():
            raise InvalidAction("the page takes only one file")
        chooser.set_files(files, timeout=5000)

    def _options(self, reader: PageReader, ref: str) -> list[dict[str, Any]] | None:
        found = call(reader, ref, scripts.OPTIONS)
        return list(json.loads(found)) if isinstance(found, str) and found else None

    def _choose(
        self,
        reader: PageReader,
        live: Live,
        options: Sequence[dict[str, Any]],
        indices: Sequence[int],
    ) -> None:
        for index in indices:
            if options[index]["disabled"]:
                raise TargetNotReady(f'the option "{options[index]["label"]}" is disabled')
        if len(set(indices)) > 1 and not options[0]["multiple"]:
            raise InvalidAction(f"{live.element.described()} takes only one option")
        chosen = json.loads(str(call(reader, live.element.ref, scripts.CHOOSE, list(indices))))
        if sorted(chosen) != sorted(set(indices)):
            raise TargetNotReady(f"{live.element.described()} did not keep the choice")

    def _select_drawn(self, reader: PageReader, live: Live, wanted: Sequence[str]) -> str:
        """Open a list that the page draws, and click the options in it."""
        for text in wanted:
            option = self._shown_option(reader, live.element, text)
            if option is None:
                self._devices.click(reachable(live))
                if "editable" in live.element.states or live.element.role in (
                    "textbox",
                    "searchbox",
                ):
                    call(reader, live.element.ref, scripts.SELECT_ALL, True)
                    self._devices.write(text)
                option = self._appearing_option(reader, live.element, text)
            found = reader.live(option.ref, scroll=True)
            if found is None:
                raise TargetNotFound(f'the option "{text}" disappeared')
            self._devices.click(reachable(found))
            self._loop.sleep(0.05)
        return ""

    def _appearing_option(self, reader: PageReader, element: Element, text: str) -> Element:
        found: list[Element] = []

        def shown() -> bool:
            option = self._shown_option(reader, element, text)
            if option is not None:
                found.append(option)
            return option is not None

        self._wait(shown, _OPENING_LIMIT)
        if not found:
            shown_now = [each.name for each in self._drawn(reader, element)]
            near = "; it shows " + ", ".join(shown_now[:12]) if shown_now else ""
            raise TargetNotFound(
                f'{element.described()} has no option "{text}"{near}', near=shown_now[:12]
            )
        return found[0]

    def _shown_option(self, reader: PageReader, element: Element, text: str) -> Element | None:
        drawn = self._drawn(reader, element)
        exact = [each for each in drawn if fold(each.name) == fold(text)]
        if len(exact) > 1:
            raise TargetAmbiguous(
                f'several options are called "{text}"', [each.ref for each in exact]
            )
        return exact[0] if exact else None

    def _drawn(self, reader: PageReader, element: Element) -> list[Element]:
        shown = reader.read(whole=False).elements
        options = [each for each in shown if each.role in _OPTION_ROLES]
        parents = {each.ref: each.parent for each in shown}

        def inside(ref: str | None) -> bool:
            seen = 0
            while ref is not None and ref != element.ref and seen < 100:
                ref, seen = parents.get(ref), seen + 1
            return ref == element.ref

        return [each for each in options if inside(each.ref)] or options

    def _wait(self, condition: Callable[[], bool], limit: float) -> None:
        end = time.monotonic() + limit
        while not condition() and time.monotonic() < end:
            self._loop.sleep(0.05)


def _match(text: str, options: Sequence[dict[str, Any]]) -> int:
    """The index of the option with this text: its label, else its value, else part of a label."""
    wanted = fold(text)
    ways: tuple[Callable[[dict[str, Any]], bool], ...] = (
        lambda option: fold(option["label"]) == wanted,
        lambda option: fold(option["value"]) == wanted,
        lambda option: bool(wanted) and fold(option["label"]).startswith(wanted),
        lambda option: bool(wanted) and wanted in fold(option["label"]),
    )
    for fits in ways:
        found = [index for index, option in enumerate(options) if fits(option)]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            names = ", ".join(f'"{options[index]["label"]}"' for index in found[:6])
            raise TargetAmbiguous(f'"{text}" fits several options: {names}')
    labels = [str(option["label"]) for option in options]
    raise TargetNotFound(
        f'there is no option "{text}"; there are ' + ", ".join(f'"{each}"' for each in labels[:20]),
        near=labels[:20],
    )


def _existing(path: str) -> Path:
    found = Path(path).expanduser()
    if not found.is_file():
        raise InvalidAction(f"there is no file {path}")
    return found.absolute()

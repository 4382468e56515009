"""What Playwright's code generator makes of the same demonstrations, run on the same changes.

The generator itself is asked: the page is used with real input events while it listens, and what
it writes is kept line by line. It is run as it is, with strict locators; only the time that a
locator is waited for is shorter than the default, as nothing here takes longer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from drift import apps
from drift.play import Played
from drift.site import App
from playwright.sync_api import Browser, Error, Page, sync_playwright

from actions.environments.find_browser import find_browser

_TIMEOUT = 5000  # milliseconds

# What is done on the page as it was: a selector, and what is entered there.
_SHOWN: Mapping[type[App], tuple[tuple[str, str], ...]] = {
    apps.Contacts: (
        ('tr:has-text("Chen Wei") a', ""),
        ("#phone", apps.Contacts.other),
        ("#save", ""),
    ),
    apps.Orders: (('tr:has-text("A-1043") a', ""), ("#reason", apps.Orders.other), ("#save", "")),
    apps.Tasks: (('li:has-text("Order new chairs") button', ""),),
    apps.Transfer: (
        ("#payee", "option:Anna Berg"),
        ("#amount", apps.Transfer.other),
        ("#next", ""),
        ("#save", ""),
    ),
    apps.Rooms: (
        ('article:has-text("Blue Room") button', ""),
        ("dialog input[name=purpose]", apps.Rooms.other),
        ("dialog button", ""),
    ),
    apps.Mail: (('a:has-text("Invoice 2031")', ""), ("#to", apps.Mail.other), ("#save", "")),
    apps.Stock: (
        ('tr:has-text("Bolt M8") input', apps.Stock.other),
        ('tr:has-text("Bolt M8") button', ""),
    ),
}


@dataclass
class _Sink:
    """Takes the lines that the generator writes."""

    lines: list[str] = field(default_factory=list)

    def action_added(self, page: Any, data: Any, code: str) -> None:
        """A new line."""
        self.lines.append(code.strip())

    def action_updated(self, page: Any, data: Any, code: str) -> None:
        """The last line, said better."""
        if self.lines:
            self.lines[-1] = code.strip()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_browser()))
        yield browser
        browser.close()


def generated(browser: Browser, app: App, url: str) -> tuple[str, ...]:
    """The code that the generator writes while the task is done."""
    context = browser.new_context()
    sink = _Sink()
    # The generator has no public door in Python; this is what `playwright codegen` uses.
    context._sync(context._impl_obj._start_recording({"language": "python"}, sink))
    page = context.new_page()
    page.goto(f"{url}/{app.name}/")
    for selector, text in _SHOWN[type(app)]:
        where = page.locator(selector)
        where.wait_for()
        if text.startswith("option:"):
            where.select_option(label=text.removeprefix("option:"))
        else:
            _click(page, selector)
        if text and not text.startswith("option:"):
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type(text)
        page.wait_for_timeout(400)
    context.close()
    return tuple(line for line in sink.lines if line.startswith("page.") and "=" not in line[:5])


def play(browser: Browser, code: tuple[str, ...], patience: float) -> Played:
    """Run what was generated."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(_TIMEOUT)
    began = time.monotonic()
    try:
        for line in code:
            exec(line, {"page": page})  # noqa: S102 - what the generator wrote a moment ago
        page.wait_for_timeout(300 + patience * 2000)  # what was sent arrives
    except Error as error:
        reason = str(error).splitlines()[0]
        return Played(succeeded=False, reason=reason, seconds=time.monotonic() - began)
    finally:
        context.close()
    return Played(succeeded=True, steps=len(code), seconds=time.monotonic() - began)


def _click(page: Page, selector: str) -> None:
    """A click of the mouse, which the generator hears as a person's."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(150)
    page.mouse.down()
    page.mouse.up()

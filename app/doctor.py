"""`deskhand doctor`: tries out what a run needs, and says what works and how to get the rest.

It is a functional probe, not a list of versions: a browser is started, a local page is opened in
it, clicked, typed into and read back, a file is downloaded.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from actions.action import Click, EnvironmentAction, GroundedAction, Open, Type, targets
from actions.context import RunContext
from actions.environment import Effect, Environment
from actions.environments.find_browser import find_browser
from actions.errors import ActionError, EnvironmentUnavailable
from actions.target import Description
from app.demo.server import DemoSite
from app.errors import DeskhandError
from app.paths import Paths, paths
from grounding.chain import default_grounder
from perception.observation import Observation

# Accents, a script without case, a sign outside the basic plane, one joined of several, and text
# that runs from right to left.
SAMPLES = ("Zoë's café", "漢字かな", "🙂 👩‍🔧", "שלום عالم")
SPACE = 200_000_000  # bytes: a long run with its screenshots
SLOW_FSYNC = 0.1  # seconds: the log waits that long before each action


class Health(StrEnum):
    """How a check came out."""

    WORKS = "works"
    LIMITED = "limited"
    FAILS = "does not work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was tried.

    Attributes:
        detail: what was seen.
        remedy: how to get it, where it does not work.
    """

    name: str
    health: Health
    detail: str = ""
    remedy: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorReport:
    """What was tried, in order."""

    checks: tuple[Check, ...]

    @property
    def healthy(self) -> bool:
        """Whether a run in the browser will work."""
        return all(check.health is not Health.FAILS for check in self.checks)

    @property
    def exit_code(self) -> int:
        """0, or 4: what is needed is not available."""
        return 0 if self.healthy else 4

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"healthy": self.healthy, "checks": [asdict(check) for check in self.checks]}

    def __str__(self) -> str:
        return "\n".join(line for check in self.checks for line in lines(check))


def lines(check: Check) -> Iterator[str]:
    """A check in words, one to two lines."""
    sign = {Health.WORKS: "✓", Health.LIMITED: "!", Health.FAILS: "✗"}[check.health]
    yield f"{sign} {check.name}: {check.detail or check.health.value}"
    if check.remedy:
        yield f"  → {check.remedy}"


class Failed(Exception):
    """A check did not come out well.

    Attributes:
        remedy: what would help.
        health: how bad it is.
    """

    def __init__(self, detail: str, remedy: str = "", health: Health = Health.FAILS) -> None:
        super().__init__(detail)
        self.remedy = remedy
        self.health = health


def run_doctor(
    *,
    browser_path: str = "",
    home: Paths | None = None,
    told: Callable[[Check], None] = lambda _check: None,
) -> DoctorReport:
    """Try everything.

    Args:
        browser_path: the browser to use; found by itself if "".
        home: Deskhand's folders; those of this person by default.
        told: is handed each check as soon as it is done.
    """
    checks: list[Check] = []

    def attempt(name: str, probe: Callable[[], str]) -> bool:
        began = time.monotonic()
        try:
            check = Check(name=name, health=Health.WORKS, detail=probe())
        except Failed as failure:
            check = Check(
                name=name, health=failure.health, detail=str(failure), remedy=failure.remedy
            )
        except (ActionError, EnvironmentUnavailable, DeskhandError, OSError) as failure:
            check = Check(name=name, health=Health.FAILS, detail=str(failure))
        checks.append(replace(check, seconds=round(time.monotonic() - began, 3)))
        told(checks[-1])
        return check.health is not Health.FAILS

    attempt("System", _system)
    attempt("Run folder", lambda: _writable(home or paths()))
    attempt("Disk space", lambda: _space(home or paths()))
    attempt("Text in pictures", lambda: _reading(home or paths()))
    attempt("Keyring", _keyring)
    attempt("Display", _display)
    attempt("This desktop", _own_desktop)
    attempt("Private desktop", _private_desktop)
    if attempt("Browser", lambda: str(find_browser(browser_path))):
        _in_browser(attempt, browser_path)
    return DoctorReport(checks=tuple(checks))


def _system() -> str:
    return f"{platform.system()} {platform.release()}, Python {platform.python_version()}"


def _writable(home: Paths) -> str:
    """Write into the folder of the runs and have it on the disk."""
    folder = home.runs
    remedy = "set DESKHAND_HOME to a folder that can be written to"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".doctor-")
        try:
            os.write(handle, b"\0" * 4096)
            began = time.monotonic()
            os.fsync(handle)
            took = time.monotonic() - began
        finally:
            os.close(handle)
            Path(name).unlink()
    except OSError as failure:
        raise Failed(f"{folder}: {failure.strerror or failure}", remedy) from failure
    if took > SLOW_FSYNC:
        detail = f"{folder} takes {took:.2f} s to store a line; each action waits for that"
        raise Failed(detail, "set DESKHAND_HOME to a faster disk", Health.LIMITED)
    return f"{folder} can be written (fsync {took * 1000:.1f} ms)"


def _space(home: Paths) -> str:
    folder = home.runs
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB free for runs"
    if free < SPACE:
        raise Failed(text, "free some space, or set DESKHAND_HOME to another disk", Health.LIMITED)
    return text


def _reading(home: Paths) -> str:
    """Which languages can be read in pictures, and whether those that are set can."""
    from app.settings import load_settings
    from perception.ocr_engine import languages_here

    wanted = load_settings(home.settings).ocr_languages
    here = [each for each in languages_here() if each not in ("osd", "equ")]
    remedy = (
        "languages are added with their packages (apt-get install tesseract-ocr-deu) and set with"
        " ocr: eng+deu in the settings"
    )
    missing = [each for each in wanted if each not in here]
    if missing:
        packages = " ".join(f"tesseract-ocr-{each.lower().replace('_', '-')}" for each in missing)
        raise Failed(
            f"not in {', '.join(missing)} (installed: {', '.join(here) or 'none'})",
            f"try: apt-get install {packages}; other {remedy}",
            Health.LIMITED,
        )
    read = "+".join(wanted) or "not read (pixels: off)"
    return f"{read}; installed: {', '.join(here) or 'none'}; {remedy}"


def _display() -> str:
    names = ("WAYLAND_DISPLAY", "DISPLAY")
    found = next((f"{name}={os.environ[name]}" for name in names if os.environ.get(name)), "")
    if sys.platform in ("win32", "darwin") or found:
        return found or "the desktop of this machine"
    raise Failed(
        "none: the browser can only run without a window",
        "start Deskhand from a desktop session, or set DISPLAY, to watch it work",
        Health.LIMITED,
    )


def _keyring() -> str:
    from app.safety.vault import Vault, VaultError

    try:
        return Vault(patience=5.0).describe()
    except VaultError as failure:
        raise Failed(
            "none: passwords and keys can only be given as environment variables",
            str(failure),
            Health.LIMITED,
        ) from failure


def _own_desktop() -> str:
    if sys.platform in ("win32", "darwin"):
        raise Failed(
            "windows of this system can be worked, but this has not yet been run on a real machine",
            health=Health.LIMITED,
        )
    if os.environ.get("WAYLAND_DISPLAY"):
        raise Failed(
            "Wayland: elements can be worked through the accessibility bus; clicks at places of "
            "the screen, keys and screenshots are refused",
            "use --in sandbox, which has a desktop of its own, or log in to an X11 session",
            Health.LIMITED,
        )
    from app.doctor_desktop import ProbeFailed, own_desktop

    try:
        return own_desktop(SAMPLES)
    except EnvironmentUnavailable as failure:
        raise Failed(f"not available: {failure}", health=Health.LIMITED) from failure
    except ProbeFailed as failure:
        raise Failed(str(failure), "use --in sandbox instead", Health.LIMITED) from failure


def _private_desktop() -> str:
    if not sys.platform.startswith("linux"):
        raise Failed("only on Linux", health=Health.LIMITED)
    from app.doctor_desktop import ProbeFailed, private_desktop

    try:
        return private_desktop(SAMPLES)
    except EnvironmentUnavailable as failure:
        raise Failed(f"not available: {failure}", health=Health.LIMITED) from failure
    except ProbeFailed as failure:
        raise Failed(str(failure), health=Health.LIMITED) from failure


def _in_browser(attempt: Callable[[str, Callable[[], str]], bool], browser_path: str) -> None:
    """All that needs a running browser."""
    with DemoSite() as site, tempfile.TemporaryDirectory(prefix="deskhand-doctor-") as folder:
        opened: list[Environment] = []
        try:
            if not attempt("Start", lambda: _start(opened, browser_path, Path(folder))):
                return
            bench = _Bench(opened[0])
            if not attempt("Open a page", lambda: bench.open(f"{site.url}/probe")):
                return
            attempt("Screenshot", bench.picture)
            attempt("Click", bench.click)
            attempt("Type and read back", bench.type)
            attempt("Download", lambda: bench.download(f"{site.url}/orders", Path(folder)))
        finally:
            for environment in opened:
                environment.close()


def _start(opened: list[Environment], browser_path: str, downloads: Path) -> str:
    from actions.environments.browser import BrowserOptions, open_browser

    remedy = "see the message; a container often needs a larger /dev/shm or another user than root"
    try:
        options = BrowserOptions(path=browser_path, headless=True, downloads=downloads)
        environment = open_browser(options)
        opened.append(environment)
        environment.observe(RunContext(), screenshot=False)
    except EnvironmentUnavailable as failure:
        raise Failed(str(failure), remedy) from failure
    return "started without a window"


class _Bench:
    """Tries the parts of a step, one by one, on the probe page."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._context = RunContext()
        self._grounder = default_grounder()

    def open(self, url: str) -> str:
        """Open the page."""
        self._do(Open(what=url))
        observation = self._observe()
        if not any(element.name == "Probe" for element in observation.elements):
            raise Failed("the local page did not appear", "is a proxy set for 127.0.0.1?")
        return f"{len(observation.elements)} elements seen"

    def picture(self) -> str:
        """Take a picture that shows something."""
        shot = self._environment.observe(self._context).screenshot
        if shot is None:
            raise Failed("no picture was taken", health=Health.LIMITED)
        low, high = shot.image().convert("L").getextrema()
        if low == high:
            raise Failed("the picture is blank", "try another browser", Health.LIMITED)
        return f"{shot.size.width:g} × {shot.size.height:g} pixels"

    def click(self) -> str:
        """Click and see that the page noticed, once."""
        self._do(Click(target=Description(text="Probe button", role="button")))
        texts = " ".join(
            element.name or element.value or "" for element in self._observe().elements
        )
        counted = texts.partition("Clicks:")[2].split()[:1]
        if counted != ["1"]:
            raise Failed(f"the page counted {' '.join(counted) or 'nothing'} instead of one click")
        return "the page counted one click"

    def type(self) -> str:
        """Type samples of several scripts and read them back through a second channel."""
        wrong = []
        for sample in SAMPLES:
            self._do(Type(text=sample, into=Description(text="Probe text", role="textbox")))
            reading = self._environment.read(self._context, fresh=False)
            values = [element.value for element in reading.observation.elements]
            if sample not in values:
                wrong.append(sample)
        if wrong:
            raise Failed(f"not read back as typed: {', '.join(wrong)}")
        return " · ".join(SAMPLES)

    def download(self, url: str, folder: Path) -> str:
        """Click a link to a file and find the file."""
        self._do(Open(what=url))
        effect = self._do(Click(target=Description(text="Export CSV", role="link")))
        self._environment.settle(self._context)
        notices = self._observe().notices
        found = [*effect.files, *(each.path for each in notices if each.kind == "download")]
        if not any(path and Path(path).is_file() for path in found):
            listed = ", ".join(each.name for each in folder.iterdir()) or "nothing"
            raise Failed(f"no file arrived ({listed} in the folder)", health=Health.LIMITED)
        return f"{Path(found[0]).name} arrived"

    def _observe(self) -> Observation:
        return self._environment.observe(self._context, screenshot=False)

    def _do(self, action: EnvironmentAction) -> Effect:
        observation = self._observe()
        groundings = tuple(self._grounder.ground(target, observation) for target in targets(action))
        for grounding in groundings:
            self._environment.probe(grounding, self._context)
        grounded = GroundedAction(action=action, groundings=groundings)
        effect = self._environment.execute(grounded, self._context)
        self._environment.settle(self._context)
        return effect

"""Page perception against BrowserGym's observation and browser-use's DOM service, in one run.

    python tests/bench/page_perception.py [--rounds N] [--json FILE]

The peers live in an environment of their own, `.venv-bench`, made on first use. All read the same
pages over HTTP in the same Chromium build, taking turns, so that a busy machine is busy for all.
The share of interactive elements found is judged by `oracle.js`, which points at the page.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT)]

import pages  # noqa: E402 - found through the line above

from actions.environments.find_browser import find_browser  # noqa: E402
from perception.element import Element  # noqa: E402
from perception.geometry import Box  # noqa: E402
from perception.page import PageReader  # noqa: E402

ENVIRONMENT = ROOT / ".venv-bench"
PEERS = ("browsergym", "browser-use")
SIZES = (3000, 20000)
GRID = 10  # pixels between two points that the oracle tries
SCREENS = 12  # of a long page, evenly spread: pointing is slow on a big one
REQUIRED_RATIO = 10
REQUIRED_SHARE = 0.98
TRUTH = """() => JSON.stringify([...document.querySelectorAll('[data-truth]')].map(each => {
    const box = each.getBoundingClientRect();
    return [box.left + scrollX, box.top + scrollY, box.width, box.height, each.localName, ''];
}))"""  # what the page's construction says, for all of the page
START_EPISODE = "Math.seedrandom(7); core.EPISODE_MAX_TIME = 1e9; core.startEpisodeReal();"


def peers_environment() -> Path:
    """The Python of the peers; installs them on first use."""
    python = ENVIRONMENT / "bin" / "python"
    done = ENVIRONMENT / "complete"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, "-r", str(HERE / "peers.txt")], check=True)
        subprocess.run([*install, "--no-deps", "browsergym-core==0.14.3"], check=True)
        done.touch()
    return python


class Peer:
    """A peer's process."""

    def __init__(self, which: str, python: Path, chromium: str) -> None:
        self._process = subprocess.Popen(
            [str(python), str(HERE / "peer.py"), which, chromium],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, **request: object) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a peer ended unexpectedly")
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder under an address of its own."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def measure(
    page: Page, peers: dict[str, Peer], url: str, script: str, rounds: int
) -> dict[str, Any]:
    """All on one page, taking turns."""
    sys.stderr.write(f"{url}\n")
    page.goto(url)
    if script:
        page.evaluate(script)
    for peer in peers.values():
        peer.ask(open=url, script=script)
    reader = PageReader(page, "t1")
    times: dict[str, list[float]] = {name: [] for name in ("whole", "viewport", *peers)}
    found: dict[str, int] = {}
    first = 0.0
    for number in range(rounds):
        for name in times:
            if name in peers:
                answer = peers[name].ask(read=True)
                seconds, found[name] = answer["seconds"], answer["found"]
            else:
                begun = time.perf_counter()
                reading = reader.read(whole=name == "whole", limit=120)
                seconds = time.perf_counter() - begun
                found[name] = sum(element.interactive for element in reading.elements)
                if number == 0 and name == "whole":
                    first = seconds
            times[name].append(seconds)
    whole = reader.read(whole=True, limit=120)
    judged = json.loads(page.evaluate((HERE / "oracle.js").read_text("utf-8"), [GRID, SCREENS]))
    if script:  # the peers have seen it; the oracle would hit only MiniWoB's start cover
        page.evaluate("document.querySelector('#sync-task-cover')?.remove()")
    built = json.loads(page.evaluate(TRUTH))
    missed, _ = coverage([each for each in whole.elements if each.interactive], judged)
    unfound, beyond = coverage([each for each in whole.elements if each.interactive], built)
    reader.close()
    medians = {name: statistics.median(each) for name, each in times.items()}
    return {
        "elements": page.evaluate("document.querySelectorAll('*').length"),
        "rounds": rounds,
        "seconds": medians,
        "times": times,
        "first_whole": first,
        "interactive": found,
        "ratio": {name: medians[name] / medians["whole"] for name in peers},
        "viewport_ratio": {name: medians[name] / medians["viewport"] for name in peers},
        "oracle": len(judged),
        "share": 1 - len(missed) / max(len(judged), 1),
        "built": len(built),
        "built_share": 1 - len(unfound) / max(len(built), 1),
        "beyond": beyond,
        "missed": missed[:20],
    }


def coverage(found: list[Element], judged: list[list[Any]]) -> tuple[list[str], int]:
    """What the oracle hit and perception has not; how many perceived ones it never hit."""
    rows: dict[int, list[tuple[Box, str]]] = {}
    for element in found:
        rows.setdefault(round(element.box.y) // 20, []).append((element.box, element.ref))
    missed = []
    hit = set()
    for left, top, width, height, tag, text in judged:
        box = Box(left, top, width, height)
        row = round(top) // 20
        near = [each for step in (-1, 0, 1) for each in rows.get(row + step, ())]
        same = [ref for other, ref in near if box.overlap(other) >= 0.8]
        hit.update(same)
        if not same:
            missed.append(f"{tag} {text!r} at {left:.0f},{top:.0f}")
    return missed, len(found) - len(hit)


def report(results: dict[str, dict[str, Any]]) -> tuple[str, bool]:
    """The table, and whether what is required holds."""
    head = f"{'page':18}{'n':>3}{'whole':>10}{'viewport':>10}"
    head += "".join(f"{name:>14}{'ratio':>8}" for name in PEERS)
    lines = [f"{head}{'hit':>9}{'of':>6}{'built':>9}{'of':>6}"]
    good = True
    for name, result in results.items():
        seconds = result["seconds"]
        line = f"{name:18}{result['rounds']:>3}"
        line += f"{seconds['whole'] * 1e3:>8.1f}ms{seconds['viewport'] * 1e3:>8.1f}ms"
        for peer in PEERS:
            line += f"{seconds[peer] * 1e3:>12.0f}ms{result['ratio'][peer]:>7.1f}x"
        line += f"{result['share']:>9.1%}{result['oracle']:>6}"
        lines.append(f"{line}{result['built_share']:>9.1%}{result['built']:>6}")
        required = name != "MiniWoB"
        slow = required and min(result["ratio"].values()) < REQUIRED_RATIO
        good &= not slow and min(result["share"], result["built_share"]) >= REQUIRED_SHARE
        lines += [f"    not found: {each}" for each in result["missed"][:5]]
    lines += [
        "Times are medians over n rounds, the methods taking turns, the first round included.",
        "ratio: to the whole page. hit: share found of the interactive elements that pointing at",
        f"the page ({SCREENS} screens at most) reaches; built: of all that its making put there.",
        f"required at {' and '.join(f'{size:,}' for size in SIZES)} elements: ratio >= "
        f"{REQUIRED_RATIO}, found >= {REQUIRED_SHARE:.0%}: {'holds' if good else 'DOES NOT HOLD'}",
    ]
    return "\n".join(lines), good


def main() -> int:
    """Measure, print, write."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path, default=None)
    options.add_argument("--chromium", default=str(find_browser()))
    chosen = options.parse_args()
    python = peers_environment()
    miniwob = importlib.util.find_spec("miniwob")
    results = {}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        files = pages.write(folder, SIZES)
        if miniwob is not None and miniwob.origin:
            (folder / "miniwob").symlink_to(Path(miniwob.origin).parent / "html")
        browser = playwright.chromium.launch(executable_path=chosen.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        peers = {which: Peer(which, python, chosen.chromium) for which in PEERS}
        try:
            with served(folder) as address:
                if miniwob is not None:
                    url = f"{address}/miniwob/miniwob/click-checkboxes-large.html"
                    results["MiniWoB"] = measure(page, peers, url, START_EPISODE, chosen.rounds)
                for name, path in files.items():
                    url = f"{address}/{path.name}"
                    results[name] = measure(page, peers, url, "", chosen.rounds)
        finally:
            for peer in peers.values():
                peer.close()
            browser.close()
    table, good = report(results)
    sys.stdout.write(f"{table}\n")
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(results, indent=1), "utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

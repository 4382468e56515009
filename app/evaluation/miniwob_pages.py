"""Serves the MiniWoB++ pages on loopback and hears from them how an episode goes.

A small script, added to each page as it is served, begins the episode with its seed and reports two
things to this server: the instruction when the task is ready, and the reward when the episode is
over. So nothing has to reach into the page from outside, and the agent sees no more than a person:
the page's own instruction, reward and click marks are hidden.
"""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from app.errors import UsageError

# The page's own frame around the task: not part of what the agent may see.
HIDDEN = ("#query", "#reward-display", "#click-canvas", "#sync-task-cover")

# Moving-target tasks that BrowserGym leaves out of its 125, too.
_LEFT_OUT = frozenset({"button-delay", "chase-circle", "hover-shape", "moving-items", "simon-says"})

_SCRIPT = """
<style>%(hidden)s { visibility: hidden !important; }</style>
<script>
(() => {
  const plan = %(plan)s;
  const send = (what) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/report?episode=" + plan.episode, false);
    request.send(JSON.stringify(what));
  };
  const ready = () => {
    if (!WOB_TASK_READY) return setTimeout(ready, 10);
    const said = core.getUtterance();
    send({ utterance: typeof said === "string" ? said : said.utterance });
  };
  const end = core.endEpisode;
  core.endEpisode = function (...given) {
    const before = WOB_DONE_GLOBAL;
    end.apply(core, given);
    if (!before && WOB_DONE_GLOBAL) send({ raw: WOB_RAW_REWARD_GLOBAL, reward: WOB_REWARD_GLOBAL });
  };
  addEventListener("load", () => setTimeout(() => {
    Math.seedrandom(plan.seed);
    if (plan.limit) core.EPISODE_MAX_TIME = plan.limit * 1000;
    core.startEpisodeReal();
    ready();
  }, 0));
})();
</script>
"""


@dataclass
class EpisodeReport:
    """What the page of one episode has said.

    Attributes:
        utterance: the instruction; empty until `ready` is set.
        raw: the reward without the discount for time; None until `done` is set.
        reward: with it.
    """

    utterance: str = ""
    raw: float | None = None
    reward: float | None = None
    ready: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)


def find_pages() -> Path:
    """The folder with the pages, from the `miniwob` package.

    Raises:
        UsageError: it is not installed.
    """
    found = importlib.util.find_spec("miniwob")
    places = found.submodule_search_locations if found is not None else None
    folder = Path(next(iter(places))) / "html" if places else None
    if folder is None or not (folder / "miniwob").is_dir():
        raise UsageError(
            "The pages of MiniWoB++ are not installed. Install Deskhand with its extra `eval` "
            "(installer/run does), or: pip install miniwob"
        )
    return folder


def all_tasks(folder: Path) -> tuple[str, ...]:
    """The names of BrowserGym's 125 tasks."""
    names = {page.stem for page in (folder / "miniwob").glob("*.html")}
    return tuple(sorted(names - _LEFT_OUT))


class MiniwobPages:
    """The server. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._reports: dict[str, EpisodeReport] = {}
        handler = partial(_Handler, directory=str(folder), reports=self._reports)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="miniwob pages", daemon=True
        )
        self._thread.start()

    @property
    def origin(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def begin(self, task: str, seed: int, limit: float) -> tuple[str, EpisodeReport]:
        """The address of a new episode, and where its report will appear.

        Args:
            task: name of the page.
            seed: of the page's random numbers.
            limit: seconds for the episode; 0 for the page's own.
        """
        episode = str(len(self._reports))
        report = self._reports[episode] = EpisodeReport()
        query = urlencode({"episode": episode, "seed": seed, "limit": limit})
        return f"{self.origin}/miniwob/{task}.html?{query}", report

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> MiniwobPages:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(
        self, *given: object, reports: Mapping[str, EpisodeReport], directory: str
    ) -> None:
        self._reports = reports
        super().__init__(*given, directory=directory)  # type: ignore[arg-type]  # socketserver's

    def do_GET(self) -> None:
        """A page with the script in it, or any other file."""
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        if not address.path.endswith(".html") or "episode" not in query:
            super().do_GET()
            return
        path = Path(self.translate_path(address.path))
        if not path.is_file():
            self.send_error(404)
            return
        # A number: the seed "1" and the seed 1 give different episodes.
        plan = {
            "episode": int(query["episode"][0]),
            "seed": int(query["seed"][0]),
            "limit": float(query["limit"][0]),
        }
        script = _SCRIPT % {"plan": json.dumps(plan), "hidden": ", ".join(HIDDEN)}
        self._answer((path.read_text("utf-8") + script).encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        """A report; the first word on each thing counts."""
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        report = self._reports.get(parse_qs(address.query).get("episode", [""])[0])
        if report is None:
            self.send_error(404)
            return
        said = json.loads(body)
        if "utterance" in said and not report.ready.is_set():
            report.utterance = str(said["utterance"])
            report.ready.set()
        if "raw" in said and not report.done.is_set():
            report.raw, report.reward = float(said["raw"]), float(said["reward"])
            report.done.set()
        self._answer(b"{}", "application/json")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

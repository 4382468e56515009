"""A page with a form in three steps, and runs on it with a model behind a strict server."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from model_form import PAGE, Play
from model_server.makers import MAKERS, Maker
from model_server.server import KEY, ModelServer

from app.engine.events import RunFinished
from app.engine.handle import RunHandle
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.safety.vault import variable_of
from app.settings import Settings
from app.where import Where


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, list[str]]]:
    sent: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(PAGE.encode())

        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["content-length"])).decode())
            self._answer(b"ok")

        def _answer(self, data: bytes) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", sent
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page_of() -> Iterator[Callable[[str], str]]:
    """Serve a page: `page_of(html)` is its address."""
    servers: list[tuple[http.server.ThreadingHTTPServer, threading.Thread]] = []

    def serve(html: str) -> str:
        data = html.encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                return

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Carry out the task with a model: `play(server, url, maker=..., key=..., **setting)`.

    `others` are further models of models.yaml, by name.
    """

    def run(
        server: ModelServer,
        url: str,
        *,
        maker: Maker = MAKERS["chat"],
        key: str = KEY,
        others: Mapping[str, Mapping[str, Any]] | None = None,
        **setting: Any,
    ) -> tuple[RunFinished, list[Any]]:
        monkeypatch.setenv(variable_of("models/test"), key)
        models = [
            {
                "name": name,
                "model": "test-model",
                "profile": maker.profile,
                "address": server.address + maker.path,
                "key": "models/test",
                **given,
            }
            for name, given in {"tested": setting, **(others or {})}.items()
        ]
        (tmp_path / "models.yaml").write_text(json.dumps({"models": models}), "utf-8")
        options = LaunchOptions(
            task="Send the form as Zoë",
            where=Where(url=url, headless=True),
            planner="tested",
            yes=True,
            commits=True,
            max_steps=12,
        )
        paths = Paths.within(tmp_path)
        handle: RunHandle = launch(options, paths, Settings()).handle
        events = list(handle.events())
        return handle.result(), events

    return run

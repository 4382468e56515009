"""A server that speaks the protocol of OSWorld's machines, over the real desktop that it runs on.

It is a program of its own, started on a private desktop by the system's Python (which has gi):
`server.py PORTFILE`. What it tells is real: windows, trees and pictures of that desktop; what it is
told to run, it runs there. On request it misbehaves: POST /fault with a path and how.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import shlex
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zlib
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402
from Xlib import X, display  # noqa: E402

SPACE = "https://accessibility.ubuntu.example.org/ns/"
SPACES = {
    "st": "state",
    "attr": "attributes",
    "cp": "component",
    "val": "value",
    "act": "action",
}
HEAD = " ".join(f'xmlns:{short}="{SPACE}{name}"' for short, name in SPACES.items())
DEEPEST = 50

HOSTILE = {
    "entities": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]><desktop-frame>&j;</desktop-frame>",
    "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><desktop-frame>&a;'
    "</desktop-frame>",
    "deep": f"<desktop-frame {HEAD}>" + "<panel>" * 100_000 + "</panel>" * 100_000
    + "</desktop-frame>",
    "wide": f"<desktop-frame {HEAD}><application name='x'><frame name='x'>"
    + "<label name='x'/>" * 200_000 + "</frame></application></desktop-frame>",
    "code": f"<desktop-frame {HEAD}><application name='x'><frame name='Form' st:showing='true' "
    "st:visible='true' cp:screencoord='__import__(\"os\").abort()' cp:size='(1, 1)'/>"
    "</application></desktop-frame>",
    "cut": f"<desktop-frame {HEAD}><application name='x'><frame",
    "none": "",
}  # fmt: skip


def png() -> bytes:
    """The screen, as a PNG."""
    screen = display.Display()
    root = screen.screen().root
    geometry = root.get_geometry()
    wide, high = geometry.width, geometry.height
    data = root.get_image(0, 0, wide, high, X.ZPixmap, 0xFFFFFFFF).data
    screen.close()
    pixels = bytearray(wide * high * 3)
    pixels[0::3], pixels[1::3], pixels[2::3] = data[2::4], data[1::4], data[0::4]
    rows = b"".join(b"\0" + pixels[at * wide * 3 : (at + 1) * wide * 3] for at in range(high))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 1))
        + chunk(b"IEND", b"")
    )


def described(node: Any, depth: int) -> str:
    """One accessible object and all below it, as OSWorld writes them."""
    said = {"name": node.get_name() or ""}
    states = [each.value_nick.replace("-", "_") for each in node.get_state_set().get_states()]
    said |= {f"st:{each}": "true" for each in states}
    said |= {f"attr:{name}": value for name, value in (node.get_attributes() or {}).items() if name}
    interfaces = set(node.get_interfaces() or ())
    if {"visible", "showing"} <= set(states) and "Component" in interfaces:
        box = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
        said["cp:screencoord"] = f"({box.x}, {box.y})"
        said["cp:size"] = f"({box.width}, {box.height})"
    text = ""
    if "Text" in interfaces:
        text = Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node)) or ""
    if "Selection" in interfaces:
        said["selection"] = "true"
    if "Value" in interfaces:
        said["val:value"] = str(Atspi.Value.get_current_value(node))
        said["val:min"] = str(Atspi.Value.get_minimum_value(node))
        said["val:max"] = str(Atspi.Value.get_maximum_value(node))
    if "Action" in interfaces:
        for at in range(Atspi.Action.get_n_actions(node)):
            name = (Atspi.Action.get_action_name(node, at) or "").replace(" ", "-")
            said[f"act:{name or 'x'}_desc"] = ""
    tag = (node.get_role_name() or "unknown").replace(" ", "-")
    inside = ""
    if depth < DEEPEST:
        for at in range(min(node.get_child_count(), 1024)):
            with contextlib.suppress(AttributeError, gi.repository.GLib.GError):
                inside += described(node.get_child_at_index(at), depth + 1)
    attributes = " ".join(f"{name}={quoteattr(clean(value))}" for name, value in said.items())
    body = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<{tag} {attributes}>{body}{inside}</{tag}>"


def clean(text: str) -> str:
    return "".join(each for each in text if each >= " " or each in "\t\n")


def tree() -> str:
    """The trees of all programs."""
    desktop = Atspi.get_desktop(0)
    found = ""
    for at in range(desktop.get_child_count()):
        try:
            found += described(desktop.get_child_at_index(at), 1)
        except (AttributeError, gi.repository.GLib.GError):
            continue  # gone meanwhile
    return f"<desktop-frame {HEAD}>{found}</desktop-frame>"


class Server(http.server.ThreadingHTTPServer):
    """The server, and how it is to misbehave.

    Attributes:
        faults: path to how, and how often still.
        asked: every request, as "METHOD path".
    """

    daemon_threads = True

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self.faults: dict[str, tuple[str, int]] = {}
        self.asked: list[str] = []
        self.walking = threading.Lock()  # libatspi is for one thread at a time


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self._handled("GET")

    def do_POST(self) -> None:
        self._handled("POST")

    def log_message(self, *_: object) -> None:
        return

    def _handled(self, method: str) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        path = self.path.partition("?")[0]
        if path == "/fault":
            said = json.loads(body)
            self.server.faults[said["path"]] = (said["how"], said.get("times", 1_000_000))
            self._json({})
            return
        if path == "/asked":
            self._json({"asked": self.server.asked})
            return
        self.server.asked.append(f"{method} {path}")
        how, times = self.server.faults.get(path, ("", 0))
        if times > 0:
            self.server.faults[path] = (how, times - 1)
            if self._misbehaved(how, path, body):
                return
        try:
            self._answered(path, body)
        except BrokenPipeError:
            return
        except Exception as failure:  # noqa: BLE001 - as such servers do
            self._json({"status": "error", "message": str(failure)}, 500)

    def _misbehaved(self, how: str, path: str, body: bytes) -> bool:
        """Misbehave; whether there is nothing more to answer."""
        if how == "stall":
            time.sleep(600)
        elif how == "drip":
            self.wfile.write(b"HTTP/1.0 200 OK\r\ncontent-type: image/png\r\n\r\n")
            for _ in range(600):
                self.wfile.write(b"\x89")
                self.wfile.flush()
                time.sleep(0.2)
        elif how == "slow":
            time.sleep(3.0)
            return False
        elif how == "500":
            self._send(b"<html>Internal Server Error</html>", 500, "text/html")
        elif how == "404":
            self._send(b"Not Found", 404, "text/html")
        elif how == "html":
            self._send(b"<html>a login page</html>", 200, "text/html")
        elif how == "truncated":
            data = png()
            self._send(data[: len(data) // 2], 200, "image/png")
        elif how == "broken":
            self.wfile.write(b"HTTP/1.0 200 OK\r\ncontent-length: 100000\r\n\r\nabc")
            self.connection.close()
        elif how == "dropped":
            self.connection.close()
        elif how == "bomb":
            head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
            data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + b"\0" * 64
            self._send(data + b"IEND\xaeB\x60\x82", 200, "image/png")
        elif how == "done, then silent":
            subprocess.run([sys.executable, "-c", json.loads(body)["code"]], check=False)
            time.sleep(600)
        elif how in HOSTILE:
            self._json({"AT": HOSTILE[how]})
        else:
            raise AssertionError(how)
        return True

    def _answered(self, path: str, body: bytes) -> None:
        match path:
            case "/platform":
                self._send(b"Linux", 200, "text/html")
            case "/screenshot":
                self._send(png(), 200, "image/png")
            case "/accessibility":
                with self.server.walking:
                    found = tree()
                self._json({"AT": found})
            case "/screen_size":
                screen = display.Display().screen()
                self._json({"width": screen.width_in_pixels, "height": screen.height_in_pixels})
            case "/cursor_position":
                at = display.Display().screen().root.query_pointer()
                self._json([at.root_x, at.root_y])
            case "/execute" | "/setup/execute":
                self._execute(json.loads(body))
            case "/run_python":
                self._run_python(body)
            case "/setup/launch":
                subprocess.Popen(json.loads(body)["command"], start_new_session=True)
                self._send(b"launched", 200, "text/html")
            case "/file":
                asked = urllib.parse.parse_qs(body.decode())["file_path"][0]
                file = Path(asked).expanduser()
                if file.is_file():
                    self._send(file.read_bytes(), 200, "application/octet-stream")
                else:
                    self._json({"error": "File not found"}, 404)
            case "/setup/upload":
                self._upload(body)
            case "/terminal":
                self._json({"output": None, "status": "success"})
            case _:
                self._send(b"Not Found", 404, "text/html")

    def _execute(self, said: dict[str, Any]) -> None:
        command, shell = said["command"], said.get("shell", False)
        if isinstance(command, str) and not shell:
            command = shlex.split(command)
        if not shell and command and command[0] == "python":
            command[0] = sys.executable
        done = subprocess.run(command, shell=shell, capture_output=True, text=True, timeout=120)
        self._json(
            {"status": "success", "output": done.stdout, "error": done.stderr,
             "returncode": done.returncode}
        )  # fmt: skip

    def _run_python(self, body: bytes) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="ascii") as file:
            file.write(json.loads(body)["code"])
            file.flush()
            done = subprocess.run(
                [sys.executable, file.name], capture_output=True, text=True, timeout=30
            )
        self._json(
            {"status": "success" if done.returncode == 0 else "error", "output": done.stdout,
             "error": done.stderr, "message": done.stdout, "return_code": done.returncode}
        )  # fmt: skip

    def _upload(self, body: bytes) -> None:
        boundary = b"--" + self.headers["content-type"].partition("boundary=")[2].encode()
        found = {}
        for part in body.split(boundary)[1:-1]:
            head, _, data = part.partition(b"\r\n\r\n")
            name = head.partition(b'name="')[2].partition(b'"')[0].decode()
            found[name] = data.removesuffix(b"\r\n")
        path = Path(found["file_path"].decode()).expanduser()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(found["file_data"])
        self._send(b"File Uploaded", 200, "text/html")

    def _json(self, said: Any, status: int = 200) -> None:
        self._send(json.dumps(said).encode(), status, "application/json")

    def _send(self, data: bytes, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with Server(("127.0.0.1", port)) as server:
        Path(sys.argv[1]).write_text(str(server.server_port), "ascii")
        server.serve_forever()

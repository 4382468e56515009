"""A worker process whose model is a script: it asks a strict server what to write.

Takes the place of `python -m app.models.local.worker` and says the same frames. Where the server
is stands in SCRIPTED_MODEL, with the key after a space.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from typing import Any

from app.models.local.frames import read, send


def asked(messages: list[dict[str, Any]]) -> str:
    """What the server's script says to this conversation."""
    address, key = os.environ["SCRIPTED_MODEL"].split()
    for message in messages:
        for at, part in enumerate(message["content"]):
            if part["type"] == "image":
                url = {"url": f"data:image/png;base64,{part['data']}"}
                message["content"][at] = {"type": "image_url", "image_url": url}
        if message["role"] != "user":
            message["content"] = "".join(part["text"] for part in message["content"])
    body = {"model": "test-model", "messages": messages, "stream": True, "max_tokens": 1024}
    request = urllib.request.Request(
        f"{address}/v1/chat/completions",
        json.dumps(body).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {key}"},
    )
    text = ""
    with urllib.request.urlopen(request, timeout=60) as reply:
        for line in reply:
            data = line.removeprefix(b"data: ").strip()
            if line.startswith(b"data: ") and data != b"[DONE]":
                for choice in json.loads(data)["choices"]:
                    text += choice["delta"].get("content") or ""
    return text


def main() -> None:
    """Do one job after another until the orders end."""
    for line in sys.stdin.buffer:
        order = read(line)
        if order["do"] == "load":
            done: dict[str, Any] = {"device": "cpu", "dtype": "float32"}
        else:
            text = asked(order["messages"])
            done = {"text": text, "thinks": False, "read": 100, "written": 20, "cut": False}
        send(sys.stdout.buffer, {"done": done})


main()

"""One of the peers, in a process of its own: opens a page and reads it when told to.

Talks in JSON lines: {"open": url}, {"read": true} and {"text": true} come in; {"ok": true},
{"seconds": …, "found": …} and {"text": what a model would be sent of the page} go out. Runs in the
environment of `peers.txt`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

SIZE = {"width": 1280, "height": 800}
ARGUMENTS = ["--no-sandbox", "--hide-scrollbars"]


def requests() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def answer(**content: object) -> None:
    OUT.write(json.dumps(content) + "\n")
    OUT.flush()


def browsergym(executable: str) -> None:
    """BrowserGym's observation without its screenshot, as its environment extracts it."""
    from browsergym.core import observation as gym
    from browsergym.utils.obs import flatten_axtree_to_str
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("bid")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_page(viewport=SIZE)
        for request in requests():
            if "open" in request:
                page.goto(request["open"])
                if request.get("script"):
                    page.evaluate(request["script"])
                answer(ok=True)
                continue
            begun = time.perf_counter()
            gym._pre_extract(page, tags_to_mark="standard_html", lenient=False)
            snapshot = gym.extract_dom_snapshot(page)
            tree = gym.extract_merged_axtree(page)
            gym.extract_focused_element_bid(page)
            extra = gym.extract_dom_extra_properties(snapshot, scale_factor=1.0)
            gym._post_extract(page)
            seconds = time.perf_counter() - begun
            if "text" in request:
                answer(text=flatten_axtree_to_str(tree))
                continue
            answer(seconds=seconds, found=sum(bool(each["clickable"]) for each in extra.values()))
        browser.close()


async def browser_use(executable: str) -> None:
    """browser-use's DomService, with the settings of its own watchdog."""
    from browser_use.browser.profile import BrowserProfile
    from browser_use.browser.session import BrowserSession
    from browser_use.dom.service import DomService

    profile = BrowserProfile(
        executable_path=executable,
        headless=True,
        viewport=SIZE,
        args=ARGUMENTS,
        chromium_sandbox=False,
        enable_default_extensions=False,
    )
    session = BrowserSession(browser_profile=profile)
    await session.start()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        request = json.loads(line)
        if "open" in request:
            await session.navigate_to(request["open"])
            await asyncio.sleep(1)
            if request.get("script"):
                page = await session.get_current_page()
                await page.evaluate(f"() => {{ {request['script']} }}")
            answer(ok=True)
            continue
        service = DomService(
            browser_session=session,
            cross_origin_iframes=profile.cross_origin_iframes,
            paint_order_filtering=profile.paint_order_filtering,
            max_iframes=profile.max_iframes,
            max_iframe_depth=profile.max_iframe_depth,
        )
        begun = time.perf_counter()
        state, _, _ = await service.get_serialized_dom_tree()
        seconds = time.perf_counter() - begun
        if "text" in request:
            answer(text=state.llm_representation())
            continue
        answer(seconds=seconds, found=len(state.selector_map))
    await session.kill()


if __name__ == "__main__":
    # Whatever the peers print must not get between our lines.
    OUT = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    os.environ |= {"ANONYMIZED_TELEMETRY": "false", "BROWSER_USE_LOGGING_LEVEL": "error"}
    which, chromium = sys.argv[1:3]
    kinds: dict[str, Callable[[], object]] = {
        "browsergym": lambda: browsergym(chromium),
        "browser-use": lambda: asyncio.run(browser_use(chromium)),
    }
    kinds[which]()

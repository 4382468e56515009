"""Tabs, popups, dialogs, downloads, second readings, and what goes wrong with pages."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from actions.action import (
    AnswerDialog,
    Click,
    Navigate,
    Open,
    Press,
    SetValue,
    Type,
)
from actions.context import RunContext
from actions.environments.browser_navigate import completed
from actions.errors import (
    ActionError,
    ActionTimedOut,
    InvalidAction,
    RunCancelled,
    TargetChanged,
    TargetNotReady,
)
from actions.target import ElementRef

T = ElementRef(ref="")


@pytest.fixture
def show(hand: Any, site: Any) -> Any:
    def opened(html: str, path: str = "/page") -> Any:
        hand.do(Open(what=site.page(html, path)))
        return hand

    return opened


def title(hand: Any) -> str:
    return hand.see(whole=False).active.title


ASKING = """<title>-</title><button onclick="document.title = confirm('Sure?')">Ask</button>
<button onclick="document.title = prompt('Name?', 'Ann')">Name</button>
<button onclick="alert('one'); alert('two'); document.title = 'both'">Twice</button>"""


def test_a_dialog_waits_and_is_answered(show: Any) -> None:
    hand = show(ASKING)
    assert hand.do(Click(target=T), "Ask").note == "a dialog opened"
    time.sleep(0.3)  # nobody answers by itself
    seen = hand.see(screenshot=True)
    assert [(each.kind, each.message) for each in seen.dialogs] == [("confirm", "Sure?")]
    assert seen.screenshot is None or seen.screenshot.size.width > 0
    assert {"Ask", "OK", "Cancel"} <= {each.name for each in seen.elements}
    assert [each.kind for each in seen.notices] == ["dialog"]
    with pytest.raises(TargetNotReady, match="Sure"):
        hand.do(Click(target=T), "Ask")
    probe = hand.environment.probe(hand.ground(hand.find("OK")), hand.context)
    assert probe.hit
    assert probe.element is not None
    hand.do(Click(target=T), "Cancel")
    assert title(hand) == "false"
    hand.do(Click(target=T), "Ask")
    hand.do(AnswerDialog(accept=True))
    assert title(hand) == "true"
    with pytest.raises(InvalidAction, match="no dialog"):
        hand.do(AnswerDialog(accept=True))


def test_a_prompt_is_typed_into(show: Any) -> None:
    hand = show(ASKING)
    hand.do(Click(target=T), "Name")
    field = hand.find("Name?", "textbox")
    assert field.value == "Ann"
    hand.do(Type(text="Bo", into=T), field)
    assert hand.find("Name?", "textbox").value == "Bo"
    hand.do(Click(target=T), "OK")
    assert title(hand) == "Bo"
    hand.do(Click(target=T), "Name")
    hand.do(Press(keys="Enter"))
    assert title(hand) == "Ann"
    hand.do(Click(target=T), "Name")
    hand.do(AnswerDialog(accept=True, text="Cy"))
    assert title(hand) == "Cy"


def test_dialogs_one_after_another(show: Any) -> None:
    hand = show(ASKING)
    hand.do(Click(target=T), "Twice")
    assert hand.see().dialogs[0].message == "one"
    hand.do(AnswerDialog(accept=True))
    assert hand.see().dialogs[0].message == "two"
    hand.do(AnswerDialog(accept=True))
    assert title(hand) == "both"


def test_a_page_that_loops_dialogs_is_freed(show: Any) -> None:
    hand = show("<title>-</title><button onclick=\"while (true) alert('again')\">Loop</button>")
    hand.do(Click(target=T), "Loop")
    for _ in range(12):
        seen = hand.see(whole=False)
        if not seen.dialogs:
            break
        hand.do(AnswerDialog(accept=True))
    seen = hand.until(lambda seen: not seen.dialogs and bool(seen.elements))
    assert title(hand) == "-"  # it answers again
    assert hand.find("Loop") is not None


def test_unsaved_data_asks_before_leaving(show: Any, site: Any) -> None:
    leaving = """<input aria-label=Text><script>
      addEventListener('beforeunload', event => event.preventDefault())</script>"""
    hand = show(leaving)
    hand.do(Type(text="x", into=T), "Text")
    other = site.page("<h1>Other</h1>", "/other")
    assert "dialog" in hand.do(Open(what=other)).note
    seen = hand.see()
    assert seen.dialogs[0].kind == "beforeunload"
    hand.do(Click(target=T), "Stay")
    assert hand.see().active.url.endswith("/page")
    hand.do(Open(what=other))
    hand.do(Click(target=T), "Leave")
    hand.until(lambda seen: seen.active.url.endswith("/other"))


def test_closing_a_tab_with_unsaved_data_asks(show: Any, site: Any) -> None:
    hand = show("<p>first</p>")
    hand.do(
        Open(
            what=site.page(
                """<input aria-label=Text><script>
      addEventListener('beforeunload', event => event.preventDefault())</script>""",
                "/two",
            ),
            new_surface=True,
        )
    )
    hand.do(Type(text="x", into=T), "Text")
    hand.do(Navigate(how="close"))
    assert hand.see().dialogs[0].kind == "beforeunload"
    hand.do(AnswerDialog(accept=True))
    hand.until(lambda seen: len(seen.surfaces) == 1)


def test_a_popup_becomes_active_and_goes_again(show: Any, site: Any) -> None:
    site.page("<title>Popup</title><button onclick='window.close()'>Done</button>", "/popup")
    hand = show("""<title>Opener</title><button onclick="window.open('/popup')">Pop</button>
      <a href="/popup" target=_blank>Blank</a><a href="/popup">Plain</a>""")
    opener = hand.see().active.ref
    for name in ("Pop", "Blank"):
        hand.do(Click(target=T), name)
        hand.environment.settle(hand.context)
        seen = hand.until(lambda seen: seen.active.title == "Popup")
        assert seen.active.opener == opener
        hand.do(Click(target=T), "Done") if name == "Pop" else hand.do(Navigate(how="close"))
        seen = hand.until(lambda seen: len(seen.surfaces) == 1)
        assert seen.active.ref == opener
    hand.do(Click(target=T, modifiers=("Control",)), "Plain")
    seen = hand.until(lambda seen: len(seen.surfaces) == 2)
    assert seen.active.ref == opener
    behind = next(each for each in seen.surfaces if not each.active)
    hand.do(Navigate(how="activate", surface=behind.ref))
    assert title(hand) == "Popup"


@pytest.mark.campaign
def test_fifty_popups_are_cut(show: Any) -> None:
    hand = show(
        "<button onclick=\"for (let i = 0; i < 50; i++) window.open('about:blank')\">Many</button>"
    )
    hand.do(Click(target=T), "Many")
    seen = hand.see()
    notices = list(seen.notices)
    end = time.monotonic() + 10
    while time.monotonic() < end:
        seen = hand.see(whole=False)
        notices += seen.notices
        if any(each.kind == "popup_blocked" for each in notices) and len(seen.surfaces) <= 12:
            break
        time.sleep(0.1)
    assert any(each.kind == "popup_blocked" for each in notices)
    assert len(seen.surfaces) <= 30


def test_history(show: Any, site: Any) -> None:
    hand = show("<title>One</title>")
    hand.do(Open(what=site.page("<title>Two</title>", "/two")))
    hand.do(Navigate(how="back"))
    assert title(hand) == "One"
    hand.do(Navigate(how="forward"))
    assert title(hand) == "Two"
    with pytest.raises(InvalidAction, match="forward"):
        hand.do(Navigate(how="forward"))
    site.page("<title>Newer</title>", "/two")
    hand.do(Navigate(how="reload"))
    assert title(hand) == "Newer"
    with pytest.raises(TargetChanged):
        hand.do(Navigate(how="close", surface="t999"))


def test_downloads_are_saved_and_named(show: Any, site: Any) -> None:
    site.pages["/file"] = lambda *_: (
        200,
        {"content-disposition": 'attachment; filename="../../a report.csv"'},
        b"a,b\n",
    )
    hand = show('<a href="/file">Get</a>')
    files = hand.do(Click(target=T), "Get").files
    if not files:  # it began after the click was over
        seen = hand.until(lambda seen: any(each.path for each in seen.notices))
        assert seen is not None
    again = hand.do(Open(what=site.url + "/file")).files
    paths = [Path(each) for each in (*files, *again)]
    assert paths
    for path in paths:
        assert path.is_absolute()
        assert path.read_bytes() == b"a,b\n"
        assert "deskhand" in str(path) or "downloads" in str(path)
        assert ".." not in path.parts


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://nosuchhost.invalid/", "no such host|did not begin to answer"),  # a slow resolver
        ("http://127.0.0.1:9/", "refuses|port"),
        ("http://127.0.0.1:{free}/", "refuses"),
        ("file:///nonexistent/file", "no such file"),
    ],
)
def test_unreachable_addresses_are_clear_errors(hand: Any, url: str, problem: str) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(ActionError, match=problem):
            hand.do(Open(what=url.format(free=free.getsockname()[1])))
    assert any(each.kind == "navigation_failed" for each in hand.see().notices)


@pytest.mark.parametrize("url", ["", "  ", "javascript:alert(1)", "two words", "a\x00b"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidAction):
        completed(url)


def test_a_page_that_never_answers_and_one_that_never_ends(hand: Any, site: Any) -> None:
    released = threading.Event()

    def silent(*_: object) -> Any:
        released.wait(60)
        return 200, {}, b""

    site.pages["/silent"] = silent
    started = time.monotonic()
    try:
        with pytest.raises(ActionTimedOut, match="did not begin to answer"):
            hand.do(Open(what=site.url + "/silent"))
        assert time.monotonic() - started < 30
        hand.do(Open(what=site.page('<h1>Here</h1><img src="/silent">')))
        assert hand.find("Here") is not None
        assert hand.environment.settle(hand.context, limit=1.0) in (True, False)
    finally:
        released.set()


def test_a_busy_page_is_left_and_can_be_cancelled(show: Any, site: Any) -> None:
    hand = show('<title>Busy</title><button onclick="while (true);">Spin</button>')
    hand.see(screenshot=True)
    spin = hand.find("Spin")
    stopping = RunContext()
    timer = threading.Timer(0.4, stopping.cancel.cancel)
    timer.start()
    hand.context = stopping
    with pytest.raises(RunCancelled):
        hand.do(Click(target=T), spin)
    timer.join()
    hand.context = RunContext()
    hand.do(Open(what=site.page("<title>Free</title>", "/free")))
    assert title(hand) == "Free"


def test_a_large_page(show: Any) -> None:
    rows = "".join(f"<tr><td>{i}<td><button>Edit {i}</button>" for i in range(25_000))
    hand = show(f"<table>{rows}</table>")
    seen = hand.see(whole=False, screenshot=True)
    assert any(each.name == "Edit 3" for each in seen.elements)
    assert not seen.complete


def test_a_crashed_page_is_told_and_left(show: Any, site: Any) -> None:
    hand = show("<p>fine</p>")

    def crash(it: Any) -> None:
        tab = it._tabs.active
        with contextlib.suppress(Exception):  # whichever way it is told
            it._loop.run(lambda: tab.session.send("Page.crash", timeout=3000))
        assert tab.crashed

    hand.environment._call(crash)
    seen = hand.see(screenshot=True)
    assert any(each.kind == "crashed" for each in seen.notices)
    assert not seen.elements
    with pytest.raises(TargetChanged, match="crashed"):
        hand.do(Press(keys="Enter"))
    hand.do(Open(what=site.page("<title>Again</title>", "/again")))
    assert title(hand) == "Again"


def test_reading_anew_leaves_the_tab_alone(show: Any, site: Any) -> None:
    count = iter(range(100))
    site.pages["/count"] = lambda *_: (
        200,
        {"content-type": "text/html"},
        f"<p>Visit {next(count)}</p><script>open('/popup'); alert(1)</script>"
        "<input aria-label=Text>".encode(),
    )
    hand = show("<p>start</p>")
    hand.do(Open(what=site.url + "/count"))
    while hand.see().dialogs:
        hand.do(AnswerDialog(accept=True))
    for surface in hand.see().surfaces:
        if not surface.url.endswith("/count"):
            hand.do(Navigate(how="close", surface=surface.ref))
    reading = hand.environment.read(hand.context, fresh=True)
    assert reading.fresh
    assert reading.method == "reloaded"
    assert any("Visit 1" in each.name for each in reading.observation.elements)
    seen = hand.see()
    assert any("Visit 0" in each.name for each in seen.elements)
    assert len(seen.surfaces) == 1
    hand.do(Type(text="unsaved", into=T), "Text")
    reading = hand.environment.read(hand.context, fresh=True)
    assert not reading.fresh
    assert "unsaved" in reading.reason
    assert any(each.value == "unsaved" for each in reading.observation.elements)
    assert hand.environment.read(hand.context, fresh=True, url=site.url + "/count").fresh


def test_a_posted_page_is_never_loaded_again(show: Any, site: Any) -> None:
    site.pages["/send"] = lambda *_: (200, {"content-type": "text/html"}, b"<h1>Thanks</h1>")
    hand = show('<form method=post action="/send"><button>Send</button></form>')
    hand.do(Click(target=T), "Send")
    hand.until(lambda seen: seen.active.url.endswith("/send"))
    reading = hand.environment.read(hand.context, fresh=True)
    assert not reading.fresh
    assert "form" in reading.reason
    with pytest.raises(InvalidAction, match="again"):
        hand.do(Navigate(how="reload"))
    assert [each for each in site.asked if each[1] == "/send"] == [("POST", "/send")]


def test_a_page_that_submits_itself_is_not_submitted_by_reading(hand: Any, site: Any) -> None:
    site.page(
        "<form method=post action='/send'></form><script>document.forms[0].submit()</script>",
        "/auto",
    )
    hand.environment.read(hand.context, fresh=True, url=site.url + "/auto")
    assert ("POST", "/send") not in site.asked


def test_probe_says_what_is_there_now(show: Any, site: Any) -> None:
    hand = show("<button id=b>One</button>")
    grounding = hand.ground(hand.find("One"))
    probe = hand.environment.probe(grounding, hand.context)
    assert probe.hit
    assert probe.origin == site.url
    hand.do(Open(what=site.other + "/page"))
    probe = hand.environment.probe(grounding, hand.context)
    assert probe.element is None
    assert probe.origin == site.other


def test_setting_values_in_frames_keeps_refs(show: Any, site: Any) -> None:
    site.page("<input type=range aria-label=Inner>", "/inner")
    hand = show('<iframe src="/inner"></iframe>')
    hand.until(lambda seen: any(each.name == "Inner" for each in seen.elements))
    before = hand.find("Inner").ref
    hand.do(SetValue(target=T, value="20"), "Inner")
    assert hand.find("Inner").ref == before
    assert hand.find("Inner").value == "20"

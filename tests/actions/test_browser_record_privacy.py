"""What a recording of a browser must not tell, and what a page cannot do to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from recorded_browser import Person, named

from actions.action import Click, Open, Type
from actions.target import ElementRef
from perception.events import (
    Elsewhere,
    KeyPressed,
    Pasted,
    PointerPressed,
    Snapshot,
    ValueChanged,
    Went,
)
from perception.geometry import Box
from perception.observation import Observation

SECRET = "Tr0ub4dor"
T = ElementRef(ref="")  # grounded beside the action


@pytest.fixture
def person(hand: Any, site: Any) -> Iterator[Person]:
    """A person at the shared browser; only one of the test server's origins is recorded."""
    person = Person.at(hand.environment, site.url)
    yield person
    person.source.close()
    hand.environment.on_thread(lambda browser: browser.secrets.clear())


def begin(person: Person, hand: Any, site: Any, html: str) -> None:
    """Show a page and start to record."""
    hand.do(Open(what=site.page(html)))
    person.source.start()
    person.wait(Snapshot)
    person.forget()


def told(person: Person) -> str:
    """All that was told, as text."""
    texts = [repr(each) for each in person.events]
    for snapshot in person.all(Snapshot):
        texts += [repr(each) for each in snapshot.observation.elements]
    return "\n".join(texts)


def is_black(seen: Observation, box: Box) -> bool:
    """Whether the picture shows nothing inside a box."""
    assert seen.screenshot is not None
    inside = box.scaled(seen.viewport.scale)
    part = seen.screenshot.image().convert("RGB")
    cut = part.crop((int(inside.x) + 2, int(inside.y) + 2, int(inside.right), int(inside.bottom)))
    return max(high for _, high in cut.getextrema()) < 10  # type: ignore[misc] # one pair a channel


@pytest.mark.parametrize(
    "field",
    [
        "<input type=password aria-label=It>",
        "<input autocomplete='section-a current-password' aria-label=It>",
        "<input autocomplete=cc-number aria-label=It>",
        "<input style='-webkit-text-security:disc' aria-label=It>",
    ],
)
def test_what_is_typed_into_secret_fields_is_nowhere(
    person: Person, hand: Any, site: Any, field: str
) -> None:
    begin(person, hand, site, f"{field}<button>Next</button>")
    person.click("input")
    person.type(SECRET)
    person.press("Backspace")
    person.click("button")
    changed = person.wait(ValueChanged, final=True)
    seen = person.rest().observation
    person.quiet()
    assert (changed.secret, changed.value) == (True, "")
    keys = person.all(KeyPressed)
    assert [(key.keys, key.text) for key in keys] == [("", "")] * len(SECRET) + [("Backspace", "")]
    assert SECRET[:-1] not in told(person)
    assert "password" in changed.element.states
    (shown,) = (each for each in seen.elements if each.name == "It")
    assert set(shown.value or "") == {"•"}
    assert is_black(seen, shown.box)


def test_a_password_that_is_shown_stays_secret(person: Person, hand: Any, site: Any) -> None:
    """By an eye button, by a field drawn anew, and as a text of the page."""
    begin(
        person,
        hand,
        site,
        """<span id=at><input type=password aria-label=Password></span><button id=eye
        onclick="document.querySelector('input').type='text'">Show</button><button id=new
        onclick="const v=document.querySelector('input').value;
        at.innerHTML='<input aria-label=Password>';document.querySelector('input').value=v">Draw
        </button><button id=say onclick="out.textContent='You typed '+
        document.querySelector('input').value">Say</button><p id=out></p>""",
    )
    person.click("input")
    person.type(SECRET)
    person.click("#eye")
    seen = person.rest().observation
    field = next(each for each in seen.elements if each.name == "Password")
    assert is_black(seen, field.box)
    person.click("input")
    person.press("End")
    person.type("x")
    person.click("#new")
    person.rest()
    person.click("#say")
    seen = person.rest().observation
    person.quiet()
    said = next(each for each in seen.elements if each.name.startswith("You typed"))
    assert is_black(seen, said.box)
    assert SECRET not in told(person)
    assert {key.text for key in person.all(KeyPressed) if key.keys != "End"} == {""}


def test_an_address_that_holds_a_password_is_masked(person: Person, hand: Any, site: Any) -> None:
    begin(person, hand, site, "<form><input type=password name=p><button>Go</button></form>")
    person.click("input")
    person.type("a b&" + SECRET)
    person.click("button")
    went = person.wait(Went)
    person.rest()
    assert went.where.startswith(site.url)
    assert SECRET not in told(person)


def test_a_password_that_is_pasted_or_typed_in_a_pause_is_not_told(
    person: Person, hand: Any, site: Any
) -> None:
    begin(
        person,
        hand,
        site,
        f"<input id=a value={SECRET}x><input id=b type=password><p id=c></p><button onclick="
        "'c.textContent=b.value;a.remove()'>Show</button>",
    )
    person.source.mark("pause")
    person.click("#a", click_count=3)
    person.press("Control+c")
    person.click("#b")
    person.press("Control+v")
    person.click("button")
    person.quiet()
    person.source.mark("resume")
    person.click("button")
    person.rest()
    person.quiet()
    assert not person.all(Pasted)
    assert SECRET not in told(person)


def test_other_origins_are_blank(person: Person, hand: Any, site: Any) -> None:
    site.page("<title>Private</title><p>Balance</p><input>", "/private")
    begin(person, hand, site, f"<a href={site.other}/private>Away</a>")
    person.click("a")
    person.wait(Elsewhere)
    seen = person.rest().observation
    assert seen.elements == ()
    assert seen.screenshot is None
    assert [(each.url, each.title, each.origin) for each in seen.surfaces] == [("", "", "")]
    person.forget()
    person.click("input")
    person.type("what I have")
    person.quiet()
    assert set(person.kinds(Snapshot)) <= {"Elsewhere"}
    person.in_page(lambda page: page.go_back())
    went = person.wait(Went)
    assert (went.where, went.how) == (site.url + "/page", "back")
    assert "Balance" not in told(person)


def test_frames_of_other_origins_are_left_out_and_black(
    person: Person, hand: Any, site: Any
) -> None:
    site.page("<body style='background:white'><p>Advert</p><input>", "/advert")
    begin(
        person,
        hand,
        site,
        f"<button>Mine</button><br><iframe width=300 height=100 src={site.other}/advert></iframe>"
        "<button id=last onclick='this.textContent=1'>Last</button>",
    )
    person.click("input", 1)
    person.wait(Elsewhere)
    person.type("secret words")
    person.quiet()
    assert not person.all(KeyPressed)
    person.click("#last")
    seen = person.rest().observation
    assert "Advert" not in told(person)
    frame = next(each for each in seen.elements if each.role == "iframe")
    assert is_black(seen, frame.box)
    assert not is_black(seen, next(e for e in seen.elements if e.name == "Mine").box)


def test_a_page_cannot_forge_what_a_person_does(person: Person, hand: Any, site: Any) -> None:
    begin(
        person,
        hand,
        site,
        """<button id=a>Real</button><button id=b>Forged</button><input id=i><script>
        setInterval(() => {
          b.click();
          for (const kind of ["pointerdown", "pointerup", "keydown"])
            b.dispatchEvent(new (kind === "keydown" ? KeyboardEvent : PointerEvent)(
              kind, {bubbles: true, composed: true, key: "x"}));
          i.value += "y";
          i.dispatchEvent(new InputEvent("input", {bubbles: true}));
          i.dispatchEvent(new Event("change", {bubbles: true}));
        }, 30)</script>""",
    )
    person.click("#a")
    person.until(lambda: person.all(PointerPressed))
    person.in_page(lambda page: page.wait_for_timeout(300))
    person.click("#a")
    person.until(lambda: len(person.all(PointerPressed)) == 2)
    assert named(person.all(PointerPressed)) == ["Real", "Real"]
    assert not person.all(ValueChanged)
    assert not person.all(KeyPressed)


def test_a_page_cannot_keep_anything_from_being_heard(person: Person, hand: Any, site: Any) -> None:
    """It stops all events before they arrive anywhere, and has broken what listeners use."""
    person.source.start()
    hand.do(
        Open(
            what=site.page(
                """<script>
        for (const kind of ["pointerdown", "pointerup", "keydown", "input", "change", "focusin"])
          window.addEventListener(kind, (event) => {
            event.stopImmediatePropagation();
            event.preventDefault();
          }, true);
        EventTarget.prototype.addEventListener = () => { throw 1; };
        Element.prototype.getBoundingClientRect = () => { throw 1; };
        Event.prototype.composedPath = () => [];
        JSON.stringify = () => "{}";
        Object.defineProperty(Event.prototype, "isTrusted", {get: () => false});
        </script><button>Press</button><label>Name <input></label>"""
            )
        )
    )
    person.until(lambda: person.all(Snapshot) and person.last(Snapshot).observation.elements)
    person.forget()
    person.click("button")
    person.in_page(lambda page: page.locator("input").focus())
    person.type("hi")
    person.press("Tab")
    person.until(lambda: len(person.all(KeyPressed)) == 3)
    assert named(person.all(PointerPressed)) == ["Press"]
    assert named(person.all(KeyPressed)) == ["Name"] * 3


def test_a_page_cannot_see_that_it_is_listened_to(person: Person, hand: Any, site: Any) -> None:
    html = """<button>Go</button><script>
        window.own = Object.getOwnPropertyNames(window).length;
        window.added = 0;
        const add = EventTarget.prototype.addEventListener;
        EventTarget.prototype.addEventListener = function (...rest) {
          window.added++;
          return add.apply(this, rest);
        };</script>"""
    look = "[Object.getOwnPropertyNames(window).length, added, document.documentElement.outerHTML]"
    hand.do(Open(what=site.page(html)))
    before = person.in_page(lambda page: page.evaluate(look))
    person.source.start()
    hand.do(Open(what=site.page(html)))
    person.in_page(lambda page: page.mouse.click(20, 18))  # a locator would listen itself
    assert named([person.wait(PointerPressed)]) == ["Go"]
    assert person.in_page(lambda page: page.evaluate(look)) == before
    assert not any("tell_" in name or "deskhand" in name for name in names_in(person))


def names_in(person: Person) -> list[str]:
    """All names that the page's own world knows."""
    found = person.in_page(lambda page: page.evaluate("Object.getOwnPropertyNames(globalThis)"))
    return [str(name) for name in found]


def test_what_deskhand_does_is_not_the_persons(person: Person, hand: Any, site: Any) -> None:
    begin(
        person,
        hand,
        site,
        "<button>One</button><button id=two>Two</button><label>Name <input></label>",
    )
    hand.do(Click(target=T), "One")
    person.click("#two")
    person.until(lambda: person.all(PointerPressed))
    person.quiet()
    assert named(person.all(PointerPressed)) == ["Two"]
    person.forget()
    hand.do(Type(text="by Deskhand", into=T), "Name")
    person.click("#two")
    person.until(lambda: person.all(PointerPressed))
    person.quiet()
    assert not person.all(KeyPressed)
    assert not person.all(ValueChanged, final=True)
    person.click("input")
    person.press("End")
    person.type("!")
    person.click("#two")
    changed = person.wait(ValueChanged, final=True)
    assert changed.value == "by Deskhand!"
    hand.do(Open(what=site.page("<h1>Elsewhere</h1>", "/by-deskhand")))
    person.quiet()
    assert not person.all(Went)

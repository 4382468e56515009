"""What a person does in a page is told: real input, in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from recorded_browser import Person, brief, named

from actions.action import Open
from perception.events import (
    DialogAnswered,
    FileArrived,
    FilesChosen,
    KeyPressed,
    Marked,
    Pasted,
    PointerPressed,
    PointerReleased,
    PointerRested,
    Scrolled,
    Snapshot,
    SurfaceActivated,
    SurfaceClosed,
    ValueChanged,
    Went,
)


@pytest.fixture
def person(hand: Any, site: Any) -> Iterator[Person]:
    """A person at the shared browser; both origins of the test server are recorded."""
    person = Person.at(hand.environment, site.url, site.other)
    yield person
    person.source.close()


def begin(person: Person, hand: Any, site: Any, html: str, path: str = "/page") -> None:
    """Show a page and start to record."""
    hand.do(Open(what=site.page(html, path)))
    person.source.start()
    person.wait(Snapshot)
    person.forget()


def test_the_first_page_and_what_it_shows_come_first(person: Person, hand: Any, site: Any) -> None:
    hand.do(Open(what=site.page("<title>Orders</title><button>New</button>")))
    person.source.start()
    first = person.source.next(5)
    second = person.source.next(5)
    assert isinstance(first, Went)
    assert (first.where, first.how, first.surface) == (site.url + "/page", "typed", "t1")
    assert isinstance(second, Snapshot)
    assert [each.name for each in second.observation.elements] == ["New"]
    assert second.observation.screenshot is not None
    assert second.observation.complete


def test_a_click_has_the_element_that_perception_names(
    person: Person, hand: Any, site: Any
) -> None:
    begin(person, hand, site, "<p>Total</p><button id=pay><b>Pay</b> <i>now</i></button>")
    seen = hand.find("Pay now", "button")
    person.click("i", click_count=1)
    pressed, released = person.wait(PointerPressed), person.wait(PointerReleased)
    assert pressed.element is not None
    assert pressed.element.ref == seen.ref
    assert (pressed.element.role, pressed.element.name) == ("button", "Pay now")
    assert pressed.element.attributes["id"] == "pay"
    assert pressed.element.box == seen.box
    assert pressed.element.box.contains(pressed.point)
    assert released.element is not None
    assert released.element.ref == seen.ref


def test_clicks_tell_button_and_modifiers(person: Person, hand: Any, site: Any) -> None:
    begin(person, hand, site, "<button oncontextmenu='return false'>Go</button>")
    person.click("button", button="right")
    person.in_page(lambda page: page.keyboard.down("Shift"))
    person.click("button")
    person.in_page(lambda page: page.keyboard.up("Shift"))
    person.until(lambda: len(person.all(PointerReleased)) == 2)
    first, second = person.all(PointerPressed)
    assert (first.button, first.modifiers) == ("right", ())
    assert (second.button, second.modifiers) == ("left", ("Shift",))


def test_a_click_that_leads_away_at_once_is_told(person: Person, hand: Any, site: Any) -> None:
    site.page("<title>There</title><h1>Arrived</h1>", "/there")
    begin(person, hand, site, "<a href=/there onmousedown='location.href=\"/there\"'>Go there</a>")
    person.click("a")
    went = person.wait(Went)
    assert (went.where, went.how) == (site.url + "/there", "followed")
    pressed = person.wait(PointerPressed)
    assert person.events.index(pressed) < person.events.index(went)
    assert named([pressed]) == ["Go there"]
    assert [each.name for each in person.rest().observation.elements] == ["Arrived"]


def test_an_element_that_goes_at_the_press_is_still_known(
    person: Person, hand: Any, site: Any
) -> None:
    begin(person, hand, site, "<button onpointerdown='this.remove()'>Gone</button>")
    person.click("button")
    assert named([person.wait(PointerPressed)]) == ["Gone"]


def test_typing_gives_keys_and_the_final_value(person: Person, hand: Any, site: Any) -> None:
    begin(person, hand, site, "<label>Name <input value=old></label><button>Next</button>")
    person.click("input", click_count=3)
    person.type("Ada")
    person.click("button")
    changed = person.wait(ValueChanged, final=True)
    person.quiet()
    assert (changed.element.name, changed.element.value, changed.value) == ("Name", "old", "Ada")
    keys = person.all(KeyPressed)
    assert [(key.keys, key.text) for key in keys] == [("A", "A"), ("d", "d"), ("a", "a")]
    assert {key.element.ref for key in keys if key.element} == {changed.element.ref}
    next_press = person.all(PointerPressed)[-1]
    assert person.events.index(changed) < person.events.index(next_press)
    assert len(person.all(ValueChanged, final=True)) == 1


def test_keys_are_spelled_as_actions_spell_them(person: Person, hand: Any, site: Any) -> None:
    begin(person, hand, site, "<textarea autofocus></textarea>")
    person.click("textarea")
    person.press("Space", "Shift+Tab", "Control+a", "Control+Shift+ArrowLeft", "Enter", "F2")
    person.until(lambda: len(person.all(KeyPressed)) == 6)
    assert [key.keys for key in person.all(KeyPressed)] == [
        "Space",
        "Shift+Tab",
        "Control+a",
        "Control+Shift+ArrowLeft",
        "Enter",
        "F2",
    ]
    assert [key.text for key in person.all(KeyPressed)][:3] == [" ", "", ""]


def test_a_form_that_is_sent_with_enter_tells_its_field_first(
    person: Person, hand: Any, site: Any
) -> None:
    site.page("<h1>Found</h1>", "/find")
    begin(person, hand, site, "<form action=/find><input name=q aria-label=Search></form>")
    person.click("input")
    person.type("paper")
    person.press("Enter")
    went = person.wait(Went)
    changed = person.wait(ValueChanged, final=True)
    enter = person.wait(KeyPressed, keys="Enter")
    order = [person.events.index(each) for each in (changed, enter, went)]
    assert order == sorted(order)
    assert changed.value == "paper"
    assert went.where.endswith("/find?q=paper")


def test_controls_tell_what_they_come_to_hold(person: Person, hand: Any, site: Any) -> None:
    begin(
        person,
        hand,
        site,
        """<label><input type=checkbox id=c> Express</label>
        <label><input type=radio name=r id=r> By post</label>
        <select id=s aria-label=Size><option>Small<option>Large</select>
        <input type=date id=d aria-label=Day value=2024-01-02>
        <input type=range id=n aria-label=Volume min=0 max=10 value=2>
        <select id=m multiple size=3 aria-label=Colours><option>Red<option>Blue</select>
        <button>End</button>""",
    )
    person.click("#c")
    person.click("#r")
    person.in_page(lambda page: page.locator("#s").focus())
    person.press("ArrowDown")
    person.in_page(lambda page: page.locator("#d").focus())
    person.press("ArrowRight", "ArrowUp")
    person.in_page(lambda page: page.locator("#n").focus())
    person.press("ArrowRight", "ArrowRight")
    person.click("#m option:nth-child(1)")
    person.click("button")
    person.quiet()
    final = {each.element.name: each.value for each in person.all(ValueChanged, final=True)}
    day = final.pop("Day")
    assert day[:4] == "2024"
    assert day != "2024-01-02"
    assert final == {
        "Express": "true",
        "By post": "true",
        "Size": "Large",
        "Volume": "4",
        "Colours": "Red",
    }
    before = {each.element.name: each.element for each in person.all(ValueChanged)}
    assert "checked" not in before["Express"].states


def test_rich_text_tells_what_it_holds(person: Person, hand: Any, site: Any) -> None:
    begin(
        person, hand, site, "<div contenteditable aria-label=Note>Hello</div><button>End</button>"
    )
    person.click("div")
    person.press("End")
    person.type(" you")
    person.click("button")
    changed = person.wait(ValueChanged, final=True)
    assert (changed.element.role, changed.element.name) == ("textbox", "Note")
    assert (changed.element.value, changed.value) == ("Hello", "Hello you")


def test_a_field_that_is_drawn_anew_with_each_key_loses_nothing(
    person: Person, hand: Any, site: Any
) -> None:
    begin(
        person,
        hand,
        site,
        """<div id=root></div><p id=out></p><script>
        let value = "";
        function draw() {
          root.innerHTML = "<label>Code <input></label>";
          const field = root.querySelector("input");
          field.value = value;
          field.focus();
          field.setSelectionRange(value.length, value.length);
          field.oninput = () => { value = field.value; setTimeout(draw); };
        }
        draw();</script>""",
    )
    text = "the quick brown fox jumps over the lazy dog"
    for letter in text:
        person.type(letter)
        time.sleep(0.04)
    person.quiet()
    keys = person.all(KeyPressed)
    assert "".join(key.text for key in keys) == text
    assert {key.element.name for key in keys if key.element} == {"Code"}
    assert len({key.element.ref for key in keys if key.element}) == 1
    assert person.last(ValueChanged).value == text


def test_what_is_pasted_is_told(person: Person, hand: Any, site: Any) -> None:
    begin(person, hand, site, "<input value='copy me' id=a><input id=b aria-label=To>")
    person.click("#a", click_count=3)
    person.press("Control+c")
    person.click("#b")
    person.press("Control+v")
    pasted = person.wait(Pasted)
    assert pasted.text == "copy me"
    assert named([pasted]) == ["To"]


def test_the_wheel_is_told_in_lines(person: Person, hand: Any, site: Any) -> None:
    begin(person, hand, site, "<div style='height:5000px'>Long</div>")
    person.in_page(lambda page: page.mouse.move(200, 200))
    for _ in range(3):
        person.in_page(lambda page: page.mouse.wheel(0, 120))
    scrolled = person.wait(Scrolled)
    person.quiet()
    assert sum(each.dy for each in person.all(Scrolled)) == pytest.approx(9)
    assert scrolled.dx == 0


def test_drags_end_where_the_button_went_up(person: Person, hand: Any, site: Any) -> None:
    begin(
        person,
        hand,
        site,
        """<style>div{position:absolute;top:20px;width:80px;height:80px;background:#ccc}</style>
        <div role=button aria-label=Bin style="left:300px"
          ondragover='event.preventDefault()'></div>
        <div role=button aria-label=Letter style='left:20px' draggable=true></div>
        <div role=button aria-label=Knob style='left:20px;top:200px'></div>""",
    )

    def drag(page: Any, start: tuple[int, int], end: tuple[int, int]) -> None:
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*end, steps=6)
        page.mouse.up()

    person.in_page(lambda page: drag(page, (60, 60), (340, 60)))
    person.in_page(lambda page: drag(page, (60, 240), (340, 60)))
    person.quiet()
    assert named(person.all(PointerPressed)) == ["Letter", "Knob"]
    assert named(person.all(PointerReleased)) == ["Bin", "Bin"]


def test_frames_are_heard_in_place(person: Person, hand: Any, site: Any) -> None:
    """Of the same site and, in a process of its own, of another."""
    site.page("<button>Inside</button><input aria-label=Inner>", "/inner")
    begin(
        person,
        hand,
        site,
        f"<iframe src=/inner style='margin:40px'></iframe><iframe src={site.other}/inner></iframe>",
    )
    for frame in (1, 2):
        seen = [each for each in hand.see().elements if each.name == "Inside"][frame - 1]
        person.click("button", frame)
        person.click("input", frame)
        person.type("x")
        person.until(lambda: len(person.all(KeyPressed)) == 1)
        pressed = person.all(PointerPressed)[0]
        assert pressed.element is not None
        assert (pressed.element.ref, pressed.element.name) == (seen.ref, "Inside")
        assert pressed.element.box.overlap(seen.box) > 0.9
        assert seen.box.contains(pressed.point)
        key = person.all(KeyPressed)[0]
        assert named([key]) == ["Inner"]
        person.press("Tab")
        person.forget()


def test_shadow_roots_are_heard_open_and_closed(person: Person, hand: Any, site: Any) -> None:
    begin(
        person,
        hand,
        site,
        """<x-open></x-open><x-closed></x-closed><script>
        for (const mode of ["open", "closed"])
          customElements.define("x-" + mode, class extends HTMLElement {
            constructor() {
              super();
              this.attachShadow({mode}).innerHTML =
                `<button>Push ${mode}</button><input aria-label="Field ${mode}">`;
            }
          });</script>""",
    )
    for mode in ("open", "closed"):
        button, field = hand.find(f"Push {mode}"), hand.find(f"Field {mode}")
        person.in_page(lambda page, at=button.box.center: page.mouse.click(at.x, at.y))
        person.in_page(lambda page, at=field.box.center: page.mouse.click(at.x, at.y))
        person.type("ok")
        person.in_page(lambda page: page.mouse.click(600, 400))
        changed = person.wait(ValueChanged, final=True)
        assert named(person.all(PointerPressed))[:2] == [f"Push {mode}", f"Field {mode}"]
        assert [key.element.ref for key in person.all(KeyPressed) if key.element] == [field.ref] * 2
        assert (changed.element.ref, changed.value) == (field.ref, "ok")
        person.forget()


def test_popups_and_tabs(person: Person, hand: Any, site: Any) -> None:
    site.page("<title>Extra</title><button>More</button>", "/extra")
    begin(person, hand, site, "<a target=_blank href=/extra>Open</a><button>Here</button>")
    person.click("a")
    went = person.wait(Went)
    assert (went.where, went.how, went.new) == (site.url + "/extra", "followed", True)
    assert went.surface != "t1"
    assert [each.name for each in person.rest().observation.elements] == ["More"]
    person.click("button")
    person.until(lambda: len(person.all(PointerPressed)) == 2)
    pressed = person.last(PointerPressed)
    assert (pressed.surface, named([pressed])) == (went.surface, ["More"])
    assert not person.all(SurfaceActivated)

    def back(environment: Any) -> None:
        environment.context.pages[0].bring_to_front()
        environment.context.pages[0].mouse.click(90, 20)

    hand.environment.on_thread(back)
    activated = person.wait(SurfaceActivated)
    assert activated.surface == "t1"
    person.until(lambda: len(person.all(PointerPressed)) == 3)
    assert person.events.index(activated) < person.events.index(person.last(PointerPressed))
    hand.environment.on_thread(lambda environment: environment.context.pages[1].close())
    assert person.wait(SurfaceClosed).surface == went.surface


def test_a_tab_that_opens_behind_is_not_gone_to(person: Person, hand: Any, site: Any) -> None:
    site.page("<title>Extra</title><button>More</button>", "/extra")
    begin(person, hand, site, "<a href=/extra>Open</a><button>Here</button>")
    person.click("a", button="middle")
    went = person.wait(Went)
    assert (went.new, went.where) == (True, site.url + "/extra")
    seen = person.rest().observation
    assert [each.name for each in seen.elements] == ["Open", "Here"]
    assert seen.active is not None
    assert seen.active.ref == "t1"


def test_dialogs_wait_for_the_person(person: Person, hand: Any, site: Any) -> None:
    begin(
        person,
        hand,
        site,
        '<button onclick=\'document.title=prompt("Your name?", "nobody")\'>Ask</button>',
    )
    person.in_session(lambda session: session.send("Page.enable"))
    person.click_on("button")
    person.until(lambda: any(each.observation.dialogs for each in person.all(Snapshot)))
    time.sleep(0.5)
    person.quiet()
    assert not person.all(DialogAnswered)  # nobody answered in the person's place
    person.in_session(
        lambda session: session.send(
            "Page.handleJavaScriptDialog", {"accept": True, "promptText": "Grace"}
        )
    )
    answered = person.wait(DialogAnswered)
    assert (answered.kind, answered.message) == ("prompt", "Your name?")
    assert (answered.accept, answered.text) == (True, "Grace")
    assert not person.rest().observation.dialogs
    assert hand.see().surfaces[0].title == "Grace"


def test_uploads_tell_the_paths(person: Person, hand: Any, site: Any, tmp_path: Path) -> None:
    begin(person, hand, site, "<input type=file multiple aria-label=Papers>")
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for path in paths:
        path.write_text("x")
    person.in_page(
        lambda page: page.locator("input").set_input_files([str(path) for path in paths])
    )
    chosen = person.wait(FilesChosen)
    assert chosen.paths == tuple(map(str, paths))
    assert named([chosen]) == ["Papers"]


def test_downloads_tell_where_they_lie(person: Person, hand: Any, site: Any) -> None:
    site.pages["/list.csv"] = lambda *_: (
        200,
        {"content-type": "text/csv", "content-disposition": "attachment"},
        b"a,b",
    )
    begin(person, hand, site, "<a href=/list.csv>Export</a>")
    person.click("a")
    arrived = person.wait(FileArrived)
    assert Path(arrived.path).read_bytes() == b"a,b"


def test_ways_to_an_address(person: Person, hand: Any, site: Any) -> None:
    site.page("<title>Two</title><button onclick='history.back()'>Back</button>", "/two")
    begin(person, hand, site, "<title>One</title><a href=/two>Two</a>")
    person.click("a")
    assert person.wait(Went).how == "followed"
    person.rest()
    person.forget()
    person.in_page(lambda page: page.go_back())
    assert person.wait(Went).how == "back"
    person.in_page(lambda page: page.go_forward())
    person.until(lambda: len(person.all(Went)) == 2)
    assert person.last(Went).how == "forward"
    person.in_page(lambda page: page.reload())
    person.until(lambda: len(person.all(Went)) == 3)
    assert person.last(Went).how == "reload"
    person.in_page(lambda page: page.goto(site.url + "/page?typed"))
    person.until(lambda: len(person.all(Went)) == 4)
    assert person.last(Went).how == "typed"
    person.in_page(lambda page: page.go_back())
    person.quiet()
    person.events.clear()
    person.click("button")
    assert person.wait(Went).how == "followed"  # the page's own button


def test_routes_within_a_page(person: Person, hand: Any, site: Any) -> None:
    begin(
        person,
        hand,
        site,
        """<button onclick="history.pushState(1,'','/page/orders');
        document.querySelector('h1').textContent='Orders'">Orders</button><h1>Start</h1>""",
    )
    person.click("button")
    went = person.wait(Went)
    assert (went.where, went.how) == (site.url + "/page/orders", "followed")
    names = [each.name for each in person.rest().observation.elements]
    assert names == ["Orders", "Orders"]
    person.in_page(lambda page: page.go_back())
    person.until(lambda: len(person.all(Went)) == 2)
    assert person.last(Went).how == "back"


def test_a_snapshot_lies_between_an_action_and_the_next(
    person: Person, hand: Any, site: Any
) -> None:
    begin(
        person,
        hand,
        site,
        """<button onclick="setTimeout(() => this.after(Object.assign(
        document.createElement('button'), {textContent: 'Second'})), 150)">First</button>""",
    )
    person.click("button")
    person.until(
        lambda: (
            [each.name for each in person.last(Snapshot).observation.elements]
            == ["First", "Second"]
            if person.all(Snapshot)
            else False
        )
    )
    person.click("button:nth-of-type(2)")
    person.until(lambda: len(person.all(PointerPressed)) == 2)
    kinds = person.kinds(PointerReleased)
    assert kinds[0] == "PointerPressed"
    assert kinds[-1] == "PointerPressed"
    assert set(kinds[1:-1]) == {"Snapshot"}


def test_a_page_that_changes_by_itself_is_read_again(person: Person, hand: Any, site: Any) -> None:
    begin(person, hand, site, "<h1>Waiting</h1>")
    person.in_page(
        lambda page: page.evaluate(
            "setTimeout(() => document.querySelector('h1').textContent = 'Done', 600); 0"
        )
    )
    person.until(
        lambda: any(
            each.observation.elements and each.observation.elements[0].name == "Done"
            for each in person.all(Snapshot)
        )
    )


def test_resting_on_something_that_unfolds(person: Person, hand: Any, site: Any) -> None:
    begin(
        person,
        hand,
        site,
        """<style>ul{display:none} nav:hover ul{display:block}</style>
        <nav><button>Menu</button><ul><li><a href=#x>Item</a></ul></nav>
        <button style='position:absolute;top:300px'>Plain</button>""",
    )
    person.in_page(lambda page: page.mouse.move(60, 310))
    person.quiet()
    assert not person.all(PointerRested)
    person.in_page(lambda page: page.mouse.move(30, 20))
    rested = person.wait(PointerRested)
    assert named([rested]) == ["Menu"]
    assert "Item" in [each.name for each in person.rest().observation.elements]


def test_marks_and_pauses(person: Person, hand: Any, site: Any) -> None:
    begin(person, hand, site, "<button id=a>One</button><button id=b>Two</button>")
    person.source.mark("parameter", "customer")
    assert person.wait(Marked).note == "customer"
    person.source.mark("pause")
    person.click("#a")
    person.quiet()
    person.source.mark("resume")
    person.click("#b")
    person.wait(PointerPressed)
    person.quiet()
    assert named(person.all(PointerPressed)) == ["Two"]
    assert [each.kind for each in person.all(Marked)] == ["parameter", "pause", "resume"]


def test_times_never_run_backwards(person: Person, hand: Any, site: Any) -> None:
    begin(person, hand, site, "<input><button>Go</button>")
    person.click("input")
    person.type("abc")
    person.click("button")
    person.rest()
    times = [each.at for each in person.events]
    assert times == sorted(times), "\n".join(map(brief, person.events))
    assert all(0 <= at < 60 for at in times)

"""What can be done on a page, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from actions.action import (
    Click,
    Drag,
    Hold,
    MouseDown,
    MouseUp,
    Move,
    Press,
    Scroll,
    SecretRef,
    Select,
    SetValue,
    Type,
    Upload,
    Wait,
    Window,
)
from actions.errors import (
    ActionTimedOut,
    InvalidAction,
    TargetAmbiguous,
    TargetChanged,
    TargetNotFound,
    TargetNotReady,
)
from actions.target import ElementRef
from perception.geometry import Point
from perception.predicate import Exists, Text

T = ElementRef(ref="")

# Pages tell what happened to them in their title.
LOG = """
<title></title><script>
let log = '';
const say = (...parts) => { document.title = log += parts.join(' ') + ';'; };
</script>
"""


def said(hand: Any) -> str:
    return hand.see(whole=False).active.title


@pytest.fixture
def show(hand: Any, site: Any) -> Any:
    from actions.action import Open

    def opened(html: str) -> Any:
        hand.do(Open(what=site.page(LOG + html)))
        return hand

    return opened


def test_clicks(show: Any) -> None:
    hand = show("""<button id=b style="width:80px;height:30px">Go</button><script>
      for (const type of ['click', 'dblclick', 'contextmenu', 'auxclick'])
        document.getElementById('b').addEventListener(type, event => {
          event.preventDefault();
          say(type, event.detail, event.button, event.shiftKey ? 'shift' : '', event.isTrusted);
        });
    </script>""")
    hand.do(Click(target=T), "Go")
    assert said(hand) == "click 1 0 true;"
    hand.do(Click(target=T, count=3), "Go")
    assert "dblclick 2 0" in said(hand)
    assert "click 3 0" in said(hand)
    hand.do(Click(target=T, button="right"), "Go")
    assert "contextmenu" in said(hand)
    hand.do(Click(target=T, button="middle"), "Go")
    assert "auxclick 1 1" in said(hand)
    hand.do(Click(target=T, modifiers=("Shift",)), "Go")
    assert "click 1 0 shift" in said(hand)
    hand.do(Click(target=T), hand.find("Go").click_point)
    assert said(hand).endswith("click 1 0 true;")


def test_a_target_out_of_view_is_scrolled_to(show: Any) -> None:
    hand = show('<div style="height:5000px"></div><button onclick="say(1)">Deep</button>')
    hand.do(Click(target=T), "Deep")
    assert said(hand) == "1;"


def test_what_cannot_be_clicked_is_said(show: Any) -> None:
    hand = show("""<button disabled>Off</button>
      <div style="position:relative;height:60px"><button id=under>Under</button>
      <div style="position:absolute;inset:0;background:#eee" id=veil>Please wait</div></div>
      <button id=gone>Gone</button>""")
    with pytest.raises(TargetNotReady, match="disabled"):
        hand.do(Click(target=T), "Off")
    with pytest.raises(TargetChanged, match="covered"):
        hand.do(Click(target=T), "Under")
    gone = hand.find("Gone")
    hand.do(Press(keys="Tab"))
    run(hand, "document.getElementById('gone').remove()")
    with pytest.raises(TargetChanged, match="no longer"):
        hand.do(Click(target=T), gone)
    with pytest.raises(InvalidAction, match="outside"):
        hand.do(Click(target=T), Point(5000, 10))


def run(hand: Any, script: str) -> None:
    """Run a script in the page, as the page itself would."""
    environment = hand.environment
    environment._call(lambda it: it._loop.run(lambda: it._tabs.active.page.evaluate(script)))


FIELDS = """
<label>Name <input id=name></label> <label>Mail <input type=email value="old@x.y"></label>
<label>Pass <input type=password></label> <label>Count <input type=number></label>
<label>Notes <textarea></textarea></label> <label>Code <input maxlength=3></label>
<label>Fixed <input readonly value=a></label> <label>Stubborn <input id=s></label>
<div contenteditable aria-label=Rich role=textbox style="min-height:20px;width:200px"></div>
<script>document.getElementById('s').addEventListener('beforeinput', e => e.preventDefault());
document.getElementById('name').addEventListener('keydown', e => say(e.key));</script>
"""


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Name", "Zoë", "Zoë"),
        ("Name", "日本語 😀 <b>&amp;", "日本語 😀 <b>&amp;"),
        ("Mail", "new@x.y", "new@x.y"),
        ("Pass", "s3cret", "••••••"),
        ("Count", "42", "42"),
        ("Notes", "one\ntwo\tthree", "one\ntwo\tthree"),
        ("Rich", "one\ntwo", "one\ntwo"),
        ("Notes", "x" * 3000, "x" * 3000),
    ],
)
def test_typing(show: Any, name: str, text: str, shown: str) -> None:
    hand = show(FIELDS)
    effect = hand.do(Type(text=text, into=T), name)
    assert effect.note == ""
    assert hand.find(name).value == shown


def test_typing_sends_keys_and_replaces_or_adds(show: Any) -> None:
    hand = show(FIELDS)
    hand.do(Type(text="ab", into=T), "Name")
    assert "a;b;" in said(hand)
    hand.do(Type(text="cd", into=T, clear=False), "Name")
    assert hand.find("Name").value == "abcd"
    hand.do(Type(text="e"), *())
    assert hand.find("Name").value == "e"
    hand.do(Type(text="", into=T), "Name")
    assert hand.find("Name").value == ""
    hand.do(Type(text="x", into=T, clear=False), "Mail")
    assert hand.find("Mail").value == "old@x.yx"


def test_a_field_that_takes_nothing_or_something_else_is_reported(show: Any) -> None:
    hand = show(FIELDS)
    assert "12" in hand.do(Type(text="12345", into=T), "Code").note
    with pytest.raises(TargetNotReady, match="read-only"):
        hand.do(Type(text="b", into=T), "Fixed")
    with pytest.raises(TargetNotReady, match="took nothing"):
        hand.do(Type(text="b", into=T), "Stubborn")


def test_typing_with_submit_presses_enter(show: Any) -> None:
    hand = show('<form onsubmit="say(q.value);return false"><input id=q aria-label=Q></form>')
    hand.do(Type(text="find me\nnow", into=T, submit=True), "Q")
    assert said(hand) == "find me now;"


def test_secrets_stay_hidden(show: Any) -> None:
    hand = show(FIELDS + "<p id=echo></p>")
    hand.secrets = {"key": "hunter2-secret"}.__getitem__
    hand.do(Type(text=SecretRef(name="key"), into=T), "Name")
    run(hand, "document.getElementById('echo').textContent = document.getElementById('name').value")
    seen = hand.see(screenshot=True)
    assert "hunter2" not in repr(seen)
    field = hand.find("Name", seen=seen)
    image = seen.screenshot.image()
    inside = image.getpixel((int(field.box.x + 3), int(field.box.y + 8)))
    assert inside[:3] == (0, 0, 0)
    with pytest.raises(InvalidAction) as raised:
        hand.do(Type(text=SecretRef(name="other"), into=T), "Name")
    assert "hunter2" not in str(raised.value)
    with pytest.raises(TargetNotReady) as refused:
        hand.do(Type(text=SecretRef(name="key"), into=T), "Stubborn")
    assert "hunter2" not in repr(refused.value)
    assert "hunter2" not in hand.do(Type(text=SecretRef(name="key"), into=T), "Code").note


@pytest.mark.parametrize(
    ("kind", "given", "shown"),
    [
        ("date", "2024-03-05", "2024-03-05"),
        ("date", "03/05/2024", "2024-03-05"),
        ("time", "9:37 PM", "21:37"),
        ("datetime-local", "2024-03-05T21:37", "2024-03-05T21:37"),
        ("month", "March 2024", "2024-03"),
        ("week", "2024-W10", "2024-W10"),
        ("color", "teal", "#008080"),
        ("range", "70", "70"),
        ("number", "3.5", "3.5"),
    ],
)
def test_setting_values(show: Any, kind: str, given: str, shown: str) -> None:
    hand = show(f"""<label>Field <input id=f type={kind} step=any></label><script>
      const field = document.getElementById('f');
      field.addEventListener('change', () => say(field.value));</script>""")
    field = next(each for each in hand.see().elements if each.attributes.get("id") == "f")
    assert hand.do(SetValue(target=T, value=given), field).note == ""
    assert said(hand) == shown + ";"
    other = hand.do(Type(text=given, into=T), field) if kind != "number" else None
    assert other is None or other.note == ""


def test_values_that_do_not_suit_are_refused(show: Any) -> None:
    hand = show(
        "<label>D <input type=date></label><label>C <input type=color></label>"
        "<label>R <input type=range min=0 max=10></label><p>Text</p>"
    )
    for name, value in (("D", "tomorrow-ish"), ("C", "not a colour"), ("R", "much")):
        with pytest.raises(InvalidAction):
            hand.do(SetValue(target=T, value=value), name)


def test_checkboxes_switches_and_sliders(show: Any) -> None:
    hand = show("""<label><input type=checkbox> Plain</label>
      <div role=switch aria-checked=false tabindex=0 aria-label=Fancy
        onclick="this.setAttribute('aria-checked', this.ariaChecked !== 'true')">x</div>
      <div role=slider aria-label=Volume tabindex=0 aria-valuemin=0 aria-valuemax=10 aria-valuenow=3
        onkeydown="const d = {ArrowRight: 1, ArrowLeft: -1}[event.key] || 0;
          this.ariaValueNow = Math.min(10, Math.max(0, +this.ariaValueNow + d))">v</div>""")
    for name in ("Plain", "Fancy"):
        hand.do(SetValue(target=T, value="true"), name)
        assert "checked" in hand.find(name).states
        assert "already" in hand.do(SetValue(target=T, value="true"), name).note
        hand.do(SetValue(target=T, value="false"), name)
        assert "checked" not in hand.find(name).states
    hand.do(SetValue(target=T, value="7"), "Volume")
    assert hand.find("Volume").value == "7"
    with pytest.raises(TargetNotReady):
        hand.do(SetValue(target=T, value="20"), "Volume")


SELECTS = """
<select aria-label=One onchange="say(value)"><option value=a>Apple</option><option value=b>Banana
</option><option value=c disabled>Cherry</option><option>Apple pie</option></select>
<select aria-label=Many multiple size=4><option>Red<option>Green<option>Blue</select>
<div role=combobox tabindex=0 aria-label=Drawn aria-expanded=false onclick="document.getElementById(
  'list').hidden = false">choose</div>
<ul id=list role=listbox hidden><li role=option onclick="say(this.textContent);
  this.parentNode.hidden = true">First</li><li role=option>Second</li></ul>
"""


def test_selecting(show: Any) -> None:
    hand = show(SELECTS)
    hand.do(Select(target=T, options=("banana",)), "One")
    assert hand.find("One").value == "Banana"
    assert said(hand) == "b;"
    hand.do(Type(text="Apple", into=T), "One")
    assert hand.find("One").value == "Apple"
    hand.do(Select(target=T, options=("Red", "Blue")), "Many")
    seen = hand.see()
    chosen = [each.name for each in seen.elements if "selected" in each.states]
    assert chosen == ["Red", "Blue"]
    hand.do(Select(target=T, options=("First",)), "Drawn")
    assert said(hand).endswith("First;")


def test_options_that_cannot_be_selected(show: Any) -> None:
    hand = show(SELECTS)
    with pytest.raises(TargetNotReady, match="disabled"):
        hand.do(Select(target=T, options=("Cherry",)), "One")
    with pytest.raises(TargetNotFound, match="Banana"):
        hand.do(Select(target=T, options=("Durian",)), "One")
    with pytest.raises(TargetAmbiguous):
        hand.do(Select(target=T, options=("App",)), "One")
    with pytest.raises(InvalidAction, match="only one"):
        hand.do(Select(target=T, options=("Apple", "Banana")), "One")
    with pytest.raises(TargetNotFound, match="First"):
        hand.do(Select(target=T, options=("Third",)), "Drawn")


def test_keys(show: Any) -> None:
    hand = show("""<input aria-label=K><script>addEventListener('keydown', e => {
      say((e.ctrlKey ? 'C-' : '') + (e.shiftKey ? 'S-' : '') + e.key); })</script>""")
    hand.do(Press(keys="ctrl+shift+k", target=T), "K")
    assert "C-S-K;" in said(hand)
    hand.do(Press(keys="Down", repeat=2))
    assert said(hand).endswith("ArrowDown;ArrowDown;")
    hand.do(Press(keys="a b ñ"))
    assert hand.find("K").value == "abñ"
    hand.do(Hold(keys="x", seconds=0.7))
    assert hand.find("K").value.startswith("abñxx")
    with pytest.raises(InvalidAction):
        hand.do(Press(keys="NoSuchKey"))


def test_scrolling(show: Any) -> None:
    hand = show("""<div id=box style="height:100px;overflow:auto" tabindex=0 role=region
      aria-label=Box><p style="height:900px">Long</p></div><div style="height:4000px"></div>""")
    hand.do(Scroll(dy=1, unit="page"))
    hand.until(lambda seen: seen.viewport.scroll.y > 500)
    hand.do(Scroll(dy=-20, unit="page"))
    hand.until(lambda seen: seen.viewport.scroll.y == 0)
    box = next(each for each in hand.see().elements if each.attributes.get("id") == "box")
    assert hand.do(Scroll(target=T, dy=300, unit="pixel"), box).note == ""
    assert hand.see().viewport.scroll.y == 0
    with pytest.raises(InvalidAction):
        hand.do(Scroll())


def test_dragging(show: Any) -> None:
    hand = show("""<style>div { display:inline-block; width:80px; height:50px; margin:20px }</style>
      <div draggable=true role=button id=a aria-label=Card
        ondragstart="event.dataTransfer.setData('text', 'card')">card</div>
      <div id=b role=button aria-label=Bin ondragover="event.preventDefault()"
        ondrop="say('dropped', event.dataTransfer.getData('text'))">bin</div>
      <div id=p style="user-select:none" role=button aria-label=Pad
        onpointermove="event.buttons && (this.n = (this.n || 0) + 1)"
        onpointerup="say('moves', this.n > 3)">pad</div>""")
    hand.do(Drag(path=(T, T)), "Card", "Bin")
    assert "dropped card;" in said(hand)
    pad = hand.find("Pad").box
    hand.do(Drag(path=(T, T)), Point(pad.x + 5, pad.y + 5), Point(pad.x + 60, pad.y + 40))
    assert "moves true;" in said(hand)
    hand.do(MouseDown(target=T), "Pad")
    hand.do(Move(target=T), "Card")
    hand.do(MouseUp(target=T), "Pad")
    assert said(hand).count("moves") == 2


def test_hovering_opens_a_menu(show: Any) -> None:
    hand = show("""<style>nav ul { display:none } nav:hover ul { display:block }</style>
      <nav aria-label=Menu><button>File</button><ul><li><a href="#x" onclick="say('new')">New</a>
      </ul></nav>""")
    hand.do(Move(target=T), "File")
    hand.do(Click(target=T), "New")
    assert said(hand) == "new;"


def test_uploading(show: Any, tmp_path: Any) -> None:
    hand = show("""<input type=file aria-label=One onchange="say(this.files[0].name)">
      <button onclick="document.getElementById('f').click()">Attach</button>
      <input type=file multiple hidden id=f onchange="say(this.files.length, 'files')">""")
    files = [tmp_path / "a b.txt", tmp_path / "ä.txt"]
    for path in files:
        path.write_text("x")
    one = next(each for each in hand.see().elements if each.attributes.get("type") == "file")
    hand.do(Upload(target=T, paths=(str(files[0]),)), one)
    hand.do(Upload(target=T, paths=tuple(map(str, files))), "Attach")
    assert said(hand) == "a b.txt;2 files;"
    with pytest.raises(InvalidAction, match="no file"):
        hand.do(Upload(target=T, paths=(str(tmp_path / "none"),)), one)
    with pytest.raises(InvalidAction, match="only one"):
        hand.do(Upload(target=T, paths=tuple(map(str, files))), one)


def test_frames_and_shadow_roots(show: Any, site: Any) -> None:
    inner = "<button onclick=\"parent.postMessage('{}', '*')\">{}</button><input aria-label={}-f>"
    for name in ("same", "cross", "scaled"):
        site.page(inner.format(name, name, name), f"/{name}")
    hand = show(f"""<iframe src="/same" style="height:60px"></iframe>
      <iframe src="{site.other}/cross" style="height:60px"></iframe>
      <iframe src="{site.other}/scaled" style="height:60px;transform:scale(.6);border:9px solid">
      </iframe><div id=open></div><div id=closed></div><script>
      addEventListener('message', event => say(event.data));
      for (const mode of ['open', 'closed']) {{
        const root = document.getElementById(mode).attachShadow({{mode}});
        root.innerHTML = `<button>${{mode}}</button><input aria-label="${{mode}}-f">`;
        root.querySelector('button').onclick = () => say(mode);
      }}</script>""")
    names = ("same", "cross", "scaled", "open", "closed")
    hand.until(lambda seen: set(names) <= {each.name for each in seen.elements})
    for name in names:
        hand.do(Click(target=T), name)
        hand.do(Type(text=f"in {name}", into=T), f"{name}-f")
        assert hand.find(f"{name}-f").value == f"in {name}"
    hand.until(lambda _: said(hand) == "".join(f"{name};" for name in names))


def test_waiting(show: Any) -> None:
    hand = show("""<script>setTimeout(() => document.body.append('Loaded now'), 400)</script>""")
    hand.do(Wait(seconds=3, until=Text(text="loaded now")))
    with pytest.raises(ActionTimedOut, match="still not so"):
        hand.do(Wait(seconds=0.3, until=Exists(role="button", name="Never")))


def test_windows_are_not_ours(show: Any) -> None:
    hand = show("<p>x</p>")
    with pytest.raises(InvalidAction):
        hand.do(Window(surface="t1", how="maximize"))
    assert "Window" not in hand.environment.capabilities.actions

"""Patients who wait, as a GTK 3 window; run by the system's Python.  gtk_visits.py STATE.json

The file holds {"look": …, "words": …, "records": […], "extra": []}, and is written when something
was done.
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402 - the version comes first

path = Path(sys.argv[1])
state = json.loads(path.read_text("utf-8"))
look, words = state["look"], state["words"]
CSS = {
    "dark": "* { background: #202226; color: #dde; }",
    "dense": "* { font-size: 8px; padding: 0; margin: 0; }",
    "large": "* { font-size: 20px; }",
    "airy": "* { font-family: serif; } button { padding: 14px; border-radius: 12px; }",
}


def word(text):
    return words.get(text, text)


def keep():
    part = path.with_suffix(".part")
    part.write_text(json.dumps(state), "utf-8")
    part.replace(path)


def check_in(_, record, button, info):
    record["note"] = note.get_text()
    record["in"] = "yes"
    keep()
    button.set_sensitive(False)
    info.set_text(f"checked in: {record['note']}")


def twin(_):
    state["extra"].append("twin")
    keep()


def row(record):
    line = Gtk.ListBoxRow()
    box = Gtk.Box(spacing=12)
    name = Gtk.Label(label=record["name"])
    info = Gtk.Label(label=record["room"])
    button = Gtk.Button(label=word("Check in"))
    button.connect("clicked", check_in, record, button, info)
    if look["disabled"]:
        button.set_sensitive(False)
    if look["disabled"] == "at first":
        GLib.timeout_add(1500, lambda: button.set_sensitive(True))
    parts = [name, info, button]
    if look["column"]:
        parts.insert(0, Gtk.Label(label="North"))
    if look["actions"] == "first":
        parts.reverse()
    for part in parts:
        box.pack_start(part, False, False, 4)
    line.add(box)
    return line


def draw(records):
    for child in rows.get_children():
        rows.remove(child)
    for record in records:
        rows.add(row(record))
    rows.show_all()
    return False


window = Gtk.Window(title=word("Visits"))
window.set_default_size(620, 560)
window.connect("destroy", Gtk.main_quit)
provider = Gtk.CssProvider()
provider.load_from_data(CSS.get(look["style"], "").encode())
Gtk.StyleContext.add_provider_for_screen(
    Gdk.Screen.get_default(), provider, Gtk.STYLE_PROVIDER_PRIORITY_USER
)
column = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
outer = column
if look["wrapped"]:
    outer = Gtk.Frame(label="All")
    outer.add(column)
window.add(outer)
line = Gtk.Box(spacing=6)
label = Gtk.Label(label=word("Note"))
note = Gtk.Entry()
label.set_mnemonic_widget(note)
line.pack_start(label, False, False, 4)
line.pack_start(note, True, True, 4)
scrolled = Gtk.ScrolledWindow()
rows = Gtk.ListBox(selection_mode=Gtk.SelectionMode.NONE)
scrolled.add(rows)
parts = [(line, False), (scrolled, True)]
if look["fields"] == "reversed" or look["buttons"] == "above":
    parts.reverse()
for part, grows in parts:
    column.pack_start(part, grows, grows, 0)
if look["notice"] == "bar":
    column.pack_start(Gtk.Label(label="We have new terms."), False, False, 0)
if look["twin"]:
    frame = Gtk.Frame(label="Newsletter")
    name = word("Check in") if look["twin"] == "same" else word("Check in") + " as template"
    other = Gtk.Button(label=name)
    other.connect("clicked", twin)
    frame.add(other)
    column.pack_start(frame, False, False, 0)
window.show_all()
if look["slow"]:
    GLib.timeout_add(int(look["slow"] * 2000), lambda: draw(state["records"]))
else:
    draw(state["records"])
if look["late"]:
    GLib.timeout_add(int(look["late"] * 1000), lambda: draw(state["records"][::-1]))
if look["notice"] in ("layer", "alert"):
    dialog = Gtk.MessageDialog(transient_for=window, modal=True, text="How do you like it?")
    dialog.add_buttons("Not now", Gtk.ResponseType.CLOSE)
    dialog.connect("response", lambda d, _: d.destroy())
    dialog.show()
Gtk.main()

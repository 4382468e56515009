"""A GTK 3 window with one of everything that is recorded; run by the system's Python."""

import sys
import time

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402 - the version comes first

window = Gtk.Window(title="Desk")
window.set_default_size(480, 560)
window.connect("destroy", Gtk.main_quit)
column = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
window.add(column)
status = Gtk.Label(label="Ready")


def say(text):
    status.set_text(text)


def item(label, then):
    made = Gtk.MenuItem(label=label)
    made.connect("activate", lambda _: then())
    return made


def menu(*items):
    made = Gtk.Menu()
    for each in items:
        made.append(each)
    made.show_all()
    return made


bar = Gtk.MenuBar()
file = Gtk.MenuItem(label="File")
more = Gtk.MenuItem(label="More")
more.set_submenu(menu(item("Archive", lambda: say("Archived")), item("Burn", lambda: say("Burnt"))))
saving = item("Save", lambda: say("Saved"))
file.set_submenu(menu(saving, item("Print", lambda: say("Printed")), more))
bar.append(file)
column.pack_start(bar, False, False, 0)


def labelled(text, field):
    label = Gtk.Label(label=text)
    label.set_mnemonic_widget(field)
    row = Gtk.Box(spacing=6)
    row.pack_start(label, False, False, 0)
    row.pack_start(field, True, True, 0)
    column.pack_start(row, False, False, 0)
    return field


name = labelled("Name", Gtk.Entry())
password = Gtk.Entry()
password.set_visibility(False)
labelled("Password", password)
colour = Gtk.ComboBoxText()
for each in ("Red", "Green", "Blue"):
    colour.append_text(each)
colour.set_active(0)
labelled("Colour", colour)
labelled("Count", Gtk.SpinButton.new_with_range(0, 100, 1))
news = Gtk.CheckButton(label="News")
column.pack_start(news, False, False, 0)
show = Gtk.CheckButton(label="Show password")
show.connect("toggled", lambda each: password.set_visibility(each.get_active()))
column.pack_start(show, False, False, 0)


def button(label, signal, then):
    made = Gtk.Button(label=label)
    made.connect(signal, lambda *_: then())
    column.pack_start(made, False, False, 0)
    return made


def ask():
    """A dialog whose button closes it as soon as it is pressed."""
    dialog = Gtk.Dialog(title="Sure", transient_for=window)
    quick = Gtk.Button(label="Quick")
    quick.connect("button-press-event", lambda *_: dialog.destroy())
    entry = Gtk.Entry()
    entry.set_activates_default(False)
    entry.connect("activate", lambda _: dialog.destroy())
    dialog.get_content_area().add(entry)
    dialog.get_content_area().add(quick)
    dialog.set_default_size(260, 120)
    dialog.show_all()


button("Ask", "clicked", ask)
button("Hang", "clicked", lambda: time.sleep(8))
place = Gtk.EventBox()
place.add(Gtk.Label(label="Place"))
popup = menu(item("Copy", lambda: say("Copied")), item("Remove", lambda: say("Removed")))


def pop(_, event):
    if event.button == 3:
        popup.popup_at_pointer(event)


place.connect("button-press-event", pop)
column.pack_start(place, False, False, 0)
rows = Gtk.ListStore(str)
for number in range(40):
    rows.append([f"Row {number}"])
view = Gtk.TreeView(model=rows)
view.append_column(Gtk.TreeViewColumn("Rows", Gtk.CellRendererText(), text=0))
scrolled = Gtk.ScrolledWindow()
scrolled.add(view)
column.pack_start(scrolled, True, True, 0)
column.pack_start(status, False, False, 0)
window.show_all()
if len(sys.argv) > 2:
    window.move(int(sys.argv[1]), int(sys.argv[2]))
Gtk.main()

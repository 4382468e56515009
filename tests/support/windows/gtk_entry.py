"""A GTK window with one text field; run by the system's Python.  gtk_entry.py 3.0|4.0"""

import sys

import gi

gi.require_version("Gtk", sys.argv[1])
from gi.repository import GLib, Gtk  # noqa: E402 - the version comes first

four = sys.argv[1].startswith("4")


def build(app=None):
    window = Gtk.ApplicationWindow(application=app) if four else Gtk.Window()
    window.set_title("Entry")
    window.set_default_size(500, 120)
    entry = Gtk.Entry()
    if four:
        window.set_child(entry)
        window.present()
    else:
        window.add(entry)
        window.connect("destroy", Gtk.main_quit)
        window.show_all()
    entry.grab_focus()


if four:
    application = Gtk.Application(application_id=f"org.example.Entry{GLib.random_int()}")
    application.connect("activate", build)
    application.run([])
else:
    build()
    Gtk.main()

"""Desktop notifications, taken in by a service of another library."""

from __future__ import annotations

import json
import subprocess

from actions.environments.private_desktop import PrivateDesktop
from perception.platforms.notify import notify

SERVICE = """
import json, sys
from gi.repository import Gio, GLib
XML = '''<node><interface name="org.freedesktop.Notifications"><method name="Notify">
<arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
</method></interface></node>'''
loop = GLib.MainLoop()
def called(bus, sender, path, interface, method, given, call):
    call.return_value(GLib.Variant("(u)", (7,)))
    print(json.dumps(given.unpack()), flush=True)
    GLib.timeout_add(100, loop.quit)
def owned(bus, name):
    print("ready", flush=True)
def joined(bus, name):
    info = Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0]
    bus.register_object("/org/freedesktop/Notifications", info, called, None, None)
Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.Notifications", 0, joined, owned, None)
GLib.timeout_add_seconds(60, loop.quit)
loop.run()
"""


def test_a_notification_arrives_as_it_was_said(desktop: PrivateDesktop) -> None:
    variables = dict(desktop.session.variables)
    address = variables["DBUS_SESSION_BUS_ADDRESS"]
    service = subprocess.Popen(
        ["/usr/bin/python3", "-c", SERVICE], env=variables, stdout=subprocess.PIPE, text=True
    )
    try:
        assert service.stdout is not None
        assert service.stdout.readline() == "ready\n"
        assert notify(address, "Deskhand needs you", "Click <Save> & go – ünd so?", urgent=True)
        given = json.loads(service.stdout.readline())
    finally:
        service.terminate()
        service.communicate(timeout=20)
    program, replaces, _icon, title, body, actions, hints, lasts = given
    assert (program, replaces, title) == ("Deskhand", 0, "Deskhand needs you")
    assert body == "Click &lt;Save> &amp; go – ünd so?"
    assert (actions, hints, lasts) == ([], {"urgency": 2}, -1)


def test_nobody_to_tell_is_no_fault() -> None:
    assert not notify("", "title", "body")
    assert not notify("unix:path=/nowhere/at/all", "title", "body")

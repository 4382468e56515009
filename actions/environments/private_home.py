"""The home folder of a private desktop: empty folders, and settings that keep programs quiet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from perception.platforms.session import SCALE

FOLDERS = (
    "Desktop",
    "Documents",
    "Downloads",
    "Music",
    "Pictures",
    "Public",
    "Templates",
    "Videos",
)

_SERVICES = Path("/usr/share/dbus-1/services")
# Bus services that a program must not wake here: they ask where nobody sees it, belong to the
# person's own session, or keep programs waiting for seconds.
_UNWANTED = (
    "org.freedesktop.secrets",
    "org.gnome.keyring",
    "org.freedesktop.portal",
    "org.freedesktop.impl.portal",
    "org.freedesktop.systemd1",
    "org.gtk.vfs.Metadata",  # only gvfs itself is wanted: without it there is no bin
    "org.gtk.vfs.UDisks2",
    "org.gnome.OnlineAccounts",
    "org.gnome.evolution",
    "org.kde.kwalletd",
    "org.kde.kglobalaccel",
)

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_incoming_bytes">1000000000</limit>
  <limit name="max_outgoing_bytes">1000000000</limit>
  <limit name="max_message_size">1000000000</limit>
  <limit name="max_completed_connections">100000</limit>
  <limit name="max_replies_per_connection">50000</limit>
</busconfig>
"""

_OFFICE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{items}
</oor:items>
"""
_OFFICE_ITEMS = (
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("/org.openoffice.Office.Common/Misc", "CrashReport", "false"),
    ("/org.openoffice.Office.Common/Misc", "CollectUsageInformation", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("/org.openoffice.Setup/Office", "MigrationCompleted", "true"),
    ("/org.openoffice.Office.UI.Infobar/Enabled", "WhatsNew", "false"),
    ("/org.openoffice.Office.UI.Infobar/Enabled", "Donate", "false"),
    ("/org.openoffice.Office.UI.Infobar/Enabled", "GetInvolved", "false"),
    ("/org.openoffice.Setup/Product", "LastTimeDonateShown", "4102444800"),
    ("/org.openoffice.Setup/Product", "LastTimeGetInvolvedShown", "4102444800"),
)

# A window manager without desktop menus, with plain decorations.
_OPENBOX = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <theme><name>Clearlooks</name><titleLayout>NLIMC</titleLayout></theme>
  <desktops><number>2</number><popupTime>0</popupTime></desktops>
  <keyboard>
    <keybind key="C-A-t"><action name="Execute">
      <command>x-terminal-emulator</command></action></keybind>
    <keybind key="A-F4"><action name="Close"/></keybind>
    <keybind key="A-Tab"><action name="NextWindow"/></keybind>
    <keybind key="A-S-Tab"><action name="PreviousWindow"/></keybind>
  </keyboard>
  <mouse>
    <dragThreshold>4</dragThreshold><doubleClickTime>400</doubleClickTime>
    <context name="Titlebar">
      <mousebind button="Left" action="Drag"><action name="Move"/></mousebind>
      <mousebind button="Left" action="DoubleClick"><action name="ToggleMaximize"/></mousebind>
    </context>
    <context name="Titlebar Top Right Bottom Left TLCorner TRCorner BRCorner BLCorner">
      <mousebind button="Left" action="Press">
        <action name="Focus"/><action name="Raise"/>
      </mousebind>
    </context>
    <context name="Top"><mousebind button="Left" action="Drag">
      <action name="Resize"><edge>top</edge></action></mousebind></context>
    <context name="Left"><mousebind button="Left" action="Drag">
      <action name="Resize"><edge>left</edge></action></mousebind></context>
    <context name="Right"><mousebind button="Left" action="Drag">
      <action name="Resize"><edge>right</edge></action></mousebind></context>
    <context name="Bottom"><mousebind button="Left" action="Drag">
      <action name="Resize"><edge>bottom</edge></action></mousebind></context>
    <context name="TRCorner BRCorner TLCorner BLCorner">
      <mousebind button="Left" action="Drag"><action name="Resize"/></mousebind></context>
    <context name="Client">
      <mousebind button="Left" action="Press">
        <action name="Focus"/><action name="Raise"/>
      </mousebind>
      <mousebind button="Middle" action="Press">
        <action name="Focus"/><action name="Raise"/>
      </mousebind>
      <mousebind button="Right" action="Press">
        <action name="Focus"/><action name="Raise"/>
      </mousebind>
    </context>
    <context name="Close"><mousebind button="Left" action="Click">
      <action name="Close"/></mousebind></context>
    <context name="Iconify"><mousebind button="Left" action="Click">
      <action name="Iconify"/></mousebind></context>
    <context name="Maximize"><mousebind button="Left" action="Click">
      <action name="ToggleMaximize"/></mousebind></context>
  </mouse>
</openbox_config>
"""

_GTK3 = "[Settings]\ngtk-enable-animations=0\ngtk-cursor-blink=0\n"


def furnish(home: Path) -> None:
    """Make the folders and settings of a new home; what is there already stays as it is."""
    for name in FOLDERS:
        (home / name).mkdir(parents=True, exist_ok=True)
    config = home / ".config"
    names = {"Public": "PUBLICSHARE"}
    lines = [f'XDG_{names.get(each, each.upper())}_DIR="$HOME/{each}"\n' for each in FOLDERS]
    items = "\n".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in _OFFICE_ITEMS
    )
    _write(config / "user-dirs.dirs", "".join(lines).replace("DOWNLOADS", "DOWNLOAD"))
    _write(config / "user-dirs.conf", "enabled=False\n")
    _write(config / "gtk-3.0/settings.ini", _GTK3)
    _write(config / "gtk-4.0/settings.ini", _GTK3)
    _write(config / "libreoffice/4/user/registrymodifications.xcu", _OFFICE.format(items=items))


def bus_settings(folder: Path) -> Path:
    """The settings file of the session bus, with the services that programs may wake."""
    services = folder / "services"
    services.mkdir()
    if _SERVICES.is_dir():
        for each in sorted(_SERVICES.glob("*.service")):
            if not each.name.startswith(_UNWANTED):
                (services / each.name).symlink_to(each)
    settings = folder / "bus.conf"
    settings.write_text(_BUS.format(folder=folder), "utf-8")
    return settings


def window_manager_settings(folder: Path) -> Path:
    """The settings file of the window manager."""
    settings = folder / "openbox.xml"
    settings.write_text(_OPENBOX, "utf-8")
    return settings


PROGRAMS = "programs"  # in the desktop's folder: scripts that come before what is installed


def add_programs(folder: Path, programs: Mapping[str, str]) -> None:
    """Write scripts that stand in for programs."""
    for name, script in programs.items():
        path = folder / PROGRAMS / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(script, "utf-8")
        path.chmod(0o755)


_GAMES = ("/usr/local/games", "/usr/games")


def variables(
    folder: Path, home: Path, inherited: Mapping[str, str], *, scale: float = 1.0
) -> dict[str, str]:
    """The environment of programs on the desktop, without its display.

    Args:
        folder: of the desktop.
        home: the home folder.
        inherited: the environment of this process; only what names no place and holds no secret
            is taken over.
        scale: of the desktop.
    """
    kept = ("PATH", "LANG", "LANGUAGE", "TZ", "USER", "LOGNAME", "SHELL", "TERMINFO")
    own = {name: inherited[name] for name in kept if name in inherited}
    path = own.get("PATH", "/usr/local/bin:/usr/bin:/bin").split(":")
    # Games have menu entries; that a superuser's path leaves them out makes none of them unfit.
    if (folder / PROGRAMS).is_dir():
        path.insert(0, str(folder / PROGRAMS))
    own["PATH"] = ":".join([*path, *(each for each in _GAMES if each not in path)])
    locale = inherited.get("LC_ALL") or inherited.get("LC_CTYPE") or inherited.get("LANG", "")
    if "utf" not in locale.lower():
        own["LC_ALL"] = "C.UTF-8"
    return (
        own
        | _scaled(scale)
        | {
            "HOME": str(home),
            "DESKHAND_DESKTOP": str(folder),
            "XAUTHORITY": str(folder / "xauthority"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "XDG_CURRENT_DESKTOP": "XFCE",
            "XDG_SESSION_TYPE": "x11",
            "TMPDIR": str(folder / "tmp"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'bus'}",
            "GDK_BACKEND": "x11",
            "GTK_MODULES": "gail:atk-bridge",
            "GTK_USE_PORTAL": "0",
            "GVFS_DISABLE_FUSE": "1",
            "GSETTINGS_BACKEND": "keyfile",
            "QT_QPA_PLATFORM": "xcb",
            "QT_ACCESSIBILITY": "1",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "SAL_USE_VCLPLUGIN": "gtk3",
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }
    )


def _scaled(scale: float) -> dict[str, str]:
    if scale == 1:
        return {}
    whole = max(int(scale), 1)
    return {
        SCALE: f"{scale:g}",
        "GDK_SCALE": str(whole),
        "GDK_DPI_SCALE": f"{scale / whole:g}",
        "QT_SCALE_FACTOR": f"{scale:g}",
    }


def _write(path: Path, text: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

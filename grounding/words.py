"""The words in which people speak of what they see on a screen, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


def alternatives(words: str) -> list[str]:
    """The members of a table that is written as "one|two words|three"."""
    return words.split("|")


# Words that say nothing about which thing is meant.
STOP = frozenset(
    alternatives("a|an|and|are|as|at|by|for|from|in|is|it|of|on|or|the|to|with|your|my|this")
)

# Verbs of which a following "in" or "on" is a part.
PARTICLE_VERBS = frozenset(
    alternatives("sign|log|check|opt|zoom|plug|turn|switch|fill|clock|tap|drop")
)

# Words that say little: "email address" and "email" are the same field.
LIGHT = frozenset(alternatives("address|number|code|field|option|item|page|name|box|label|value"))

# Signs on buttons, and what people call them.
SIGNS = MappingProxyType(
    {
        **dict.fromkeys("×✕✖✗✘⨯❌", "close"),
        **dict.fromkeys("+＋➕", "add"),
        **dict.fromkeys("-−–➖", "minus"),
        **dict.fromkeys("‹«←◀⟨<⬅", "previous"),
        **dict.fromkeys("›»→▶⟩>➡", "next"),
        **dict.fromkeys("↑▲⬆", "up"),
        **dict.fromkeys("↓▼▾⬇", "down"),
        **dict.fromkeys("☰≡", "menu"),
        **dict.fromkeys("⋮⋯…", "more"),
        **dict.fromkeys("⚙🔧", "setting"),
        **dict.fromkeys("🔍🔎⌕", "search"),
        **dict.fromkeys("✎✏🖉🖊", "edit"),
        **dict.fromkeys("🗑", "delete"),
        **dict.fromkeys("★☆⭐", "star"),
        **dict.fromkeys("♥❤♡", "like"),
        **dict.fromkeys("✓✔✅", "confirm"),
        **dict.fromkeys("🏠⌂", "home"),
        **dict.fromkeys("🔔", "notification"),
        **dict.fromkeys("🛒", "cart"),
        **dict.fromkeys("↻⟳🔄", "refresh"),
        **dict.fromkeys("?", "help"),
        **dict.fromkeys("↩⎌", "undo"),
        **dict.fromkeys("📎", "attach"),
        **dict.fromkeys("⏸", "pause"),
    }
)

# Groups that mean the same on a control; the first is the group's head. Words that may both stand
# on one page with different meanings (save and submit, close and cancel) are in no common group.
_GROUPS = """
sign in|log in|login|signin|log on|sign on
sign out|log out|logout|signout|log off
sign up|signup|register|create account
delete|remove|trash|bin|trash can
search|find|look up|magnifier|magnifying glass
edit|modify|change|pencil
add|plus
close|dismiss|x
previous|prev
setting|preference|gear|cog
cart|basket|shopping cart|bag
email|e mail|mail address|email address
phone|telephone|phone number|telephone number
zip|postcode|post code|postal code|zip code
last name|surname|family name
first name|given name|forename
username|user name|login name|user id
quantity|qty|amount
birthday|date birth|birth date|dob
photo|picture|image
ok|okay
menu|hamburger
like|heart
favorite|favourite
color|colour
minus|decrease|decrement
refresh|reload
information|info
notification|alert|bell
message|msg
description|desc
company|organization|organisation
newsletter|mailing list
"""


def _synonyms() -> dict[tuple[str, ...], str]:
    return {
        tuple(member.split()): line.split("|")[0]
        for line in _GROUPS.strip().splitlines()
        for member in line.split("|")
    }


SYNONYMS = MappingProxyType(_synonyms())


@dataclass(frozen=True, slots=True)
class Kind:
    """What a role word stands for.

    Attributes:
        roles: ARIA roles that are meant.
        also: roles that people give this name as well, less surely.
        container: whether other things are said to be in it.
        state: a state that sets it apart from others of its role, or "".
    """

    roles: frozenset[str]
    also: frozenset[str] = frozenset()
    container: bool = False
    state: str = ""


def _kind(roles: str, also: str = "", container: bool = False) -> Kind:
    return Kind(frozenset(roles.split()), frozenset(also.split()), container)


_BUTTON = _kind(
    "button", "link menuitem tab switch generic image option combobox checkbox radio listitem"
)
_LINK = _kind("link", "button menuitem tab treeitem generic")
_FIELD = _kind(
    "textbox searchbox spinbutton combobox",
    "listbox slider checkbox generic group cell gridcell",
)
_TEXTBOX = _kind("textbox searchbox spinbutton", "combobox generic")
_TEXTAREA = Kind(frozenset({"textbox"}), frozenset({"generic"}), state="multiline")
_CHECKBOX = _kind("checkbox menuitemcheckbox", "switch radio generic option")
_RADIO = _kind("radio menuitemradio", "checkbox option generic")
_COMBO = _kind("combobox listbox", "button menu generic textbox")
_OPTION = _kind(
    "option menuitem radio checkbox menuitemradio menuitemcheckbox treeitem",
    "listitem link tab button generic cell gridcell",
)
_MENUITEM = _kind("menuitem menuitemradio menuitemcheckbox option", "link button listitem generic")
_TAB = _kind("tab", "link button generic heading listitem radio")
_IMAGE = _kind("image img figure graphic", "button link generic text canvas")
_ICON = _kind("image img button link generic graphic", "menuitem tab text checkbox switch listitem")
_HEADING = _kind("heading", "text button tab columnheader")
_SHAPE = _kind("image img graphic generic button", "link text listitem cell")
_ROW = _kind("row", "listitem article option treeitem group", container=True)
_COLUMN = _kind("columnheader", "cell", container=True)
_CELL = _kind("cell gridcell columnheader rowheader", "generic button", container=True)
_ITEM = _kind(
    "listitem option menuitem row article treeitem", "link generic group text cell", container=True
)
_FOLDER = _kind("link treeitem listitem option row", "button generic tab menuitem", container=True)
_TABLE = _kind("table grid treegrid", "list group region", container=True)
_LIST = _kind("list listbox menu tree", "group table combobox navigation", container=True)
_SECTION = _kind(
    "region group form article section navigation complementary heading tabpanel main figure"
    " banner contentinfo search",
    "list table dialog listitem generic details toolbar button",
    container=True,
)
_CARD = _kind("article listitem group region", "link generic row figure button", container=True)
_DIALOG = _kind("dialog alertdialog", "alert group region menu tooltip status", container=True)
_FORM = _kind("form", "group region search dialog", container=True)
_NAVIGATION = _kind("navigation menubar", "list menu banner toolbar tablist", container=True)
_MENU = _kind("menu menubar listbox", "navigation list combobox button dialog", container=True)
_SIDEBAR = _kind("complementary navigation", "region list menu", container=True)
_TOOLBAR = _kind("toolbar", "group menubar navigation banner", container=True)
_TABLIST = _kind("tablist", "navigation list", container=True)
_TEXT = _kind("text paragraph generic heading status alert cell", "listitem link", container=False)

KINDS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("button", "btn", "push button", "pushbutton", "key"), _BUTTON),
        **dict.fromkeys(("link", "hyperlink", "anchor"), _LINK),
        **dict.fromkeys(
            ("field", "input", "entry", "input field", "form field", "box", "input box", "blank"),
            _FIELD,
        ),
        **dict.fromkeys(
            alternatives(
                "textbox|text box|text field|textfield|text input|edit box"
                "|edit field|searchbox|editor"
            ),
            _TEXTBOX,
        ),
        **dict.fromkeys(
            ("checkbox", "check box", "tick box", "tickbox", "check mark", "checkmark"), _CHECKBOX
        ),
        **dict.fromkeys(("switch", "toggle", "toggle switch"), _kind("switch", "checkbox button")),
        **dict.fromkeys(("radio button", "radio", "radiobutton", "radio option"), _RADIO),
        **dict.fromkeys(
            alternatives(
                "dropdown|drop down|combobox|combo box|select|select box|selector|dropdown list"
                "|drop down list|dropdown menu|drop down menu|dropdown box|pull down|picker"
                "|selectbox|choice box|pulldown"
            ),
            _COMBO,
        ),
        **dict.fromkeys(("option", "choice", "alternative", "answer"), _OPTION),
        **dict.fromkeys(("menu item", "menuitem", "menu entry", "menu option"), _MENUITEM),
        "tab": _TAB,
        **dict.fromkeys(("image", "picture", "photo", "thumbnail", "logo", "avatar"), _IMAGE),
        **dict.fromkeys(("icon", "arrow", "symbol"), _ICON),
        **dict.fromkeys(("heading", "headline", "title"), _HEADING),
        **dict.fromkeys(
            alternatives(
                "circle|square|triangle|rectangle|shape|star shape|dot|oval|ellipse|polygon|line"
                "|pentagon|hexagon"
            ),
            _SHAPE,
        ),
        **dict.fromkeys(("slider", "range slider", "knob"), _kind("slider", "spinbutton generic")),
        **dict.fromkeys(("spinner", "spin box", "stepper"), _kind("spinbutton", "textbox")),
        **dict.fromkeys(("row", "table row", "line item", "record"), _ROW),
        **dict.fromkeys(("column",), _COLUMN),
        **dict.fromkeys(("cell", "table cell", "grid cell"), _CELL),
        **dict.fromkeys(("item", "list item", "entry item", "result", "listing"), _ITEM),
        **dict.fromkeys(("table", "grid", "spreadsheet"), _TABLE),
        **dict.fromkeys(("list", "listbox", "list box", "tree"), _LIST),
        **dict.fromkeys(
            alternatives(
                "section|area|panel|block|group|part|pane|region|fieldset|accordion|box area"
                "|tab panel|category"
            ),
            _SECTION,
        ),
        **dict.fromkeys(("card", "tile", "post", "article", "product", "widget"), _CARD),
        **dict.fromkeys(
            alternatives(
                "dialog|dialogue|popup|pop up|modal|overlay|dialog box|message box|alert|lightbox"
                "|modal dialog|prompt"
            ),
            _DIALOG,
        ),
        **dict.fromkeys(("form",), _FORM),
        **dict.fromkeys(
            alternatives(
                "navigation|nav|nav bar|navbar|navigation bar|menu bar|menubar|navigation menu"
                "|main menu|top bar"
            ),
            _NAVIGATION,
        ),
        **dict.fromkeys(("column header", "column heading"), _kind("columnheader", "link button")),
        "filter": _kind("combobox listbox searchbox", "textbox button checkbox group"),
        "menu": _MENU,
        **dict.fromkeys(("sidebar", "side bar", "side panel", "side menu"), _SIDEBAR),
        **dict.fromkeys(("toolbar", "tool bar", "action bar", "button bar"), _TOOLBAR),
        **dict.fromkeys(("tab bar", "tab list", "tabs bar"), _TABLIST),
        **dict.fromkeys(
            ("header", "page header", "banner"),
            _kind("banner", "navigation heading region columnheader", container=True),
        ),
        **dict.fromkeys(
            ("footer", "page footer"), _kind("contentinfo", "region navigation", container=True)
        ),
        **dict.fromkeys(("text", "label", "message", "paragraph", "word", "caption"), _TEXT),
        **dict.fromkeys(("text area", "textarea", "multiline field"), _TEXTAREA),
        **dict.fromkeys(("folder", "file", "mailbox"), _FOLDER),
        "bar": _kind("textbox searchbox toolbar progressbar", "navigation slider menubar banner"),
        **dict.fromkeys(("control", "element", "thing", "one"), _kind("", "")),
    }
)

LONGEST_KIND = max(len(word.split()) for word in KINDS)

# Shapes that a role word names.
SHAPES = frozenset(
    alternatives("circle|square|triangle|rectangle|oval|ellipse|polygon|line|star|pentagon|hexagon")
)

# The whole page: being in it says nothing.
EVERYWHERE = frozenset(
    alternatives(
        "page|screen|window|site|website|app|application|browser|web-page|webpage|view|display"
    )
)

COLORS = MappingProxyType(
    {
        "red": (220, 30, 30),
        "green": (30, 150, 40),
        "lime": (0, 255, 0),
        "blue": (30, 60, 220),
        "navy": (0, 0, 128),
        "yellow": (250, 230, 20),
        "orange": (255, 150, 0),
        "purple": (128, 0, 140),
        "violet": (160, 60, 230),
        "pink": (255, 150, 190),
        "magenta": (255, 0, 255),
        "cyan": (0, 230, 230),
        "aqua": (0, 255, 255),
        "teal": (0, 128, 128),
        "brown": (140, 80, 30),
        "black": (0, 0, 0),
        "white": (255, 255, 255),
        "gray": (128, 128, 128),
        "grey": (128, 128, 128),
    }
)

# Colours that people do not keep apart.
COLOR_FAMILIES = (
    frozenset({"green", "lime"}),
    frozenset({"blue", "navy"}),
    frozenset({"purple", "violet", "magenta"}),
    frozenset({"pink", "magenta"}),
    frozenset({"cyan", "aqua", "teal"}),
    frozenset({"gray", "grey"}),
)

# State words: what must hold, or with a leading "-" must not.
STATES = MappingProxyType(
    {
        "checked": "checked",
        "ticked": "checked",
        "unchecked": "-checked",
        "unticked": "-checked",
        "selected": "selected",
        "unselected": "-selected",
        "active": "selected",
        "current": "selected",
        "disabled": "disabled",
        "greyed": "disabled",
        "grayed": "disabled",
        "inactive": "disabled",
        "enabled": "-disabled",
        "expanded": "expanded",
        "open": "expanded",
        "collapsed": "collapsed",
        "closed": "collapsed",
        "required": "required",
        "mandatory": "required",
        "focused": "focused",
        "invalid": "invalid",
        "readonly": "readonly",
        "pressed": "pressed",
        "empty": "empty",
        "filled": "-empty",
        "clickable": "interactive",
        "covered": "covered",
        "visible": "visible",
    }
)

SIZES = MappingProxyType(
    {
        "small": -1,
        "tiny": -1,
        "little": -1,
        "smaller": -1,
        "smallest": -1,
        "large": -2,
        "big": -2,
        "huge": -2,
        "larger": -2,
        "bigger": -2,
        "largest": -2,
        "biggest": -2,
    }
)

_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = MappingProxyType(
    {
        **{word: number for number, word in enumerate(_ORDINAL_WORDS.split(), 1)},
        "last": -1,
        "final": -1,
        "penultimate": -2,
    }
)
NUMBERS = MappingProxyType(
    {
        word: number
        for number, word in enumerate(
            alternatives("one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"), 1
        )
    }
)

# Which roles an action can be done to: surely, and less surely.
PURPOSES = MappingProxyType(
    {
        "type": (
            frozenset({"textbox", "searchbox", "spinbutton", "combobox"}),
            frozenset({"slider", "generic", "cell", "gridcell"}),
        ),
        "select": (
            frozenset({"combobox", "listbox", "radio", "option", "checkbox", "menuitemradio"}),
            frozenset(
                alternatives(
                    "menuitem|menuitemcheckbox|tab|switch|button|treeitem|textbox|searchbox"
                    "|spinbutton|slider|link|generic|listitem|row"
                )
            ),
        ),
        "check": (
            frozenset({"checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"}),
            frozenset({"option", "button", "generic", "treeitem", "row", "listitem"}),
        ),
    }
)

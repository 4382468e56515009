"""The words that the built-in planner knows: verbs by intent, nouns by role, numbers, qualities."""

from __future__ import annotations

from app.planners.builtin.plan import Intent
from app.planners.builtin.words import words

# Verbs (base form, possibly with a particle) to what they ask for. A verb that is in several
# groups would be settled by the order here: the first group wins.
_VERBS: dict[Intent, str] = {
    Intent.CLICK: "click, click on, press, press on, tap, tap on, hit, push, strike, double-click, "
    "double click, right-click, right click, activate, trigger, left-click, punch, depress",
    Intent.TYPE: "type, type in, enter, input, write, key in, put, put in, fill, fill in, "
    "fill out, insert, paste, populate, complete, place text, supply, provide, specify, jot down, "
    "key, complete with, fill with, write down, record",
    Intent.CHOOSE: "select, choose, pick, pick out, opt for, single out, elect, take",
    Intent.SET: "set, change, update, make, adjust, edit, modify, alter, turn, correct, "
    "replace, rename, dial, put at, bring, increase, decrease, raise, lower, rename to",
    Intent.CHECK: "check, tick, tick off, check off, enable, switch on, turn on, activate option",
    Intent.UNCHECK: "uncheck, untick, disable, switch off, turn off, unselect, deselect, clear",
    Intent.MARK: "mark, flag, label, classify, star, favorite, favourite, tag, denote",
    Intent.SUBMIT: "submit, submit it, confirm, send it off, hand in, save, save it, "
    "apply, finalize, finalise, place the order, place an order, place your order, place my order, "
    "place order, check out",
    Intent.SEARCH: "search, search for, look up, query, google, search by",
    Intent.FIND: "find, locate, look for, identify, seek, seek out, discover, track down, "
    "hunt for, look through, spot, pinpoint, go find",
    Intent.ANSWER: "tell, tell me, say, report, read, read out, count, what, which, who, when, "
    "where, whose, how many, how much, how, is, are, does, do, name, give me, show me, list, "
    "calculate, compute, determine, work out, figure out, solve, let me know, answer, multiply, "
    "divide, subtract",
    Intent.SCROLL: "scroll, scroll to, scroll down, scroll up, swipe",
    Intent.DRAG: "drag, move, drag and drop, slide, pull, shift, relocate, carry, rearrange, "
    "reposition, drop, transfer",
    Intent.SORT: "sort, order by, arrange, reorder, re-order, put in order, rank, organize, "
    "organise",
    Intent.DRAW: "draw, sketch, trace, plot",
    Intent.CREATE: "create, add, make a, register, schedule, set up, sign up, open a new, compose, "
    "construct, build, generate a new",
    Intent.HIGHLIGHT: "highlight, mark up",
    Intent.FOCUS: "focus, focus on, focus into, put the cursor, place the cursor, put the focus, "
    "set focus, put focus, give focus",
    Intent.RESIZE: "resize, stretch, shrink, enlarge, make bigger, make smaller, widen, scale",
    Intent.FORMAT: "make it, make them, make that, make this, format, style, bold, "
    "italicize, italicise, underline, colour, color",
    Intent.COPY: "copy, duplicate, replicate",
    Intent.EXPAND: "expand, unfold, unroll, open up, reveal, uncollapse",
    Intent.COLLAPSE: "collapse, fold",
    Intent.CLOSE: "close, dismiss, shut, hide, get rid of, cancel",
    Intent.OPEN: "open, go to, go into, visit, navigate to, view, show, display, bring up, "
    "access, enter the page, head to, head over to, switch to, launch, turn to",
    Intent.BROWSE: "navigate, browse, switch, switch between, toggle between, flip through, "
    "go through, explore, cycle through, look around, move between, navigate through, "
    "browse through, use, using, utilize, utilise, employ, traverse, work through, walk through",
    Intent.BACK: "go back, return, navigate back, back",
    Intent.FORWARD_PAGE: "go forward",
    Intent.RELOAD: "reload, refresh",
    Intent.WAIT: "wait, pause, hold on",
    Intent.HOVER: "hover, hover over, point at, mouse over, move the mouse over",
    Intent.UPLOAD: "upload, attach",
    Intent.DOWNLOAD: "download",
    Intent.LOGIN: "log in, login, sign in, log into, log on, sign into, authenticate",
    Intent.GUESS: "guess",
    Intent.DELETE: "delete, remove, erase, discard, trash, bin, throw away, drop the",
    Intent.COMMAND: "reply, reply to, respond, respond to, forward, send, share, give, book, buy, "
    "purchase, order, like, retweet, block, mute, follow, unfollow, archive, star it, print, "
    "export, import, publish, post, comment, approve, reject, accept, decline, assign, invite, "
    "cancel the, duplicate the, subscribe, unsubscribe, reserve, pay, rate, vote, play, stop, "
    "start, win, keep, generate, produce, write to, message, email, mail, call, ship, mention, "
    "pass, pass on, pass along, return to, add to cart, embed, report user, roll, spin, run, solve "
    "for, relay, get, acquire, obtain, procure, answer to, repost, agree, zoom, undo, redo, "
    "redirect, resend, rotate, flip, mirror, crop, execute, quit, "
    "reschedule, transmit, connect, join, leave, finish, proceed, continue",
}

VERBS: dict[str, Intent] = {}
for _intent, _words in _VERBS.items():
    for _verb in _words.split(", "):
        VERBS.setdefault(_verb, _intent)

LONGEST_VERB = max(len(verb.split()) for verb in VERBS)

# Words before a verb that say nothing about what is to be done.
FILLERS = frozenset(
    words(
        "please kindly now just also simply you should must need have can could would "
        "will shall want to try i i'd like go ahead proceed finally lastly first next "
        "then afterwards afterward subsequently once again let's lets make sure be we'd "
        "us ok okay so thereafter thereupon carefully quickly immediately"
    )
)

CONNECTORS = frozenset(
    words(
        ", ; : . then and & next afterwards afterward finally thereafter before lastly "
        "subsequently + plus but"
    )
) | {"—", "–", "->", "→"}

DETERMINERS = frozenset(
    words("the a an this that these those my your his her its their our any some")
)

ORDINALS: dict[str, int] = {
    word: number
    for number, word in enumerate(
        words("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"),
        1,
    )
} | {"last": -1, "final": -1, "penultimate": -2, "bottommost": -1, "topmost": 1, "initial": 1}

NUMBERS: dict[str, int] = {
    word: number
    for number, word in enumerate(
        words("zero one two three four five six seven eight nine ten eleven twelve")
    )
} | {"a single": 1, "single": 1, "couple": 2, "pair": 2, "dozen": 12}

EVERY = frozenset(["all", "every", "each", "both", "everything", "entire", "whole"])

COLORS = frozenset(
    words(
        "red green blue yellow orange purple violet pink brown black white gray grey cyan "
        "aqua magenta fuchsia lime maroon navy olive teal silver gold indigo turquoise "
        "beige"
    )
)
SIZES: dict[str, int] = {
    "large": 1, "big": 1, "huge": 1, "bigger": 1, "larger": 1, "small": -1, "tiny": -1,
    "little": -1, "smaller": -1,
}  # fmt: skip
# Superlatives and comparatives: 1 asks for the greatest of a quantity, -1 for the least.
SUPERLATIVES: dict[str, int] = dict.fromkeys(words(
        "greatest highest largest biggest most longest latest maximum max newest tallest "
        "dearest priciest heaviest oldest-in-years top-rated best strongest widest"
    ), 1) | dict.fromkeys(words(
        "smallest lowest least cheapest shortest minimum min earliest fewest tiniest "
        "lightest slightest oldest fastest quickest worst nearest soonest"
    ), -1)  # fmt: skip
# What quantity a superlative speaks of, when it says so by itself.
QUANTITY_OF: dict[str, str] = {
    "cheapest": "price", "dearest": "price", "priciest": "price",
    "shortest": "duration", "longest": "duration", "fastest": "duration", "quickest": "duration",
    "earliest": "date", "latest": "date", "newest": "date", "oldest": "date", "soonest": "date",
}  # fmt: skip

SHAPES: dict[str, str] = {
    "circle": "circle", "circles": "circle", "ball": "circle", "dot": "circle", "dots": "circle",
    "disc": "circle", "square": "rectangle", "squares": "rectangle", "rectangle": "rectangle",
    "rectangles": "rectangle", "rect": "rectangle", "triangle": "triangle",
    "triangles": "triangle", "polygon": "polygon", "line": "line", "lines": "line",
    "letter": "letter", "letters": "letter", "digit": "digit", "digits": "digit",
    "number": "digit", "numbers": "digit", "shape": "", "shapes": "", "item": "", "items": "",
    "object": "", "objects": "", "figure": "", "figures": "", "thing": "", "things": "",
    "figures'": "", "point": "circle", "points": "circle", "ellipse": "circle", "oval": "circle",
}  # fmt: skip

# Nouns that say what kind of element is meant -> ARIA roles that fit ("" for anything).
_ROLES: dict[str, tuple[str, ...]] = {
    "button, btn, key": ("button", "link", "menuitem", "generic"),
    "link, hyperlink, anchor": ("link", "generic"),
    "text box, textbox, text field, input, input box, input field, text input, field, box, "
    "entry field, text area, textarea, input textbox, entry box, text entry, entry, blank, "
    "input text field, edit field, editor, text input field": (
        "textbox", "searchbox", "spinbutton", "combobox",
    ),
    "checkbox, check box, tick box, tickbox, checkboxes, check boxes": ("checkbox", "switch"),
    "radio, radio button, radiobutton, option button": ("radio",),
    "dropdown, drop-down, drop down, select, combobox, combo box, dropdown list, list box, "
    "drop-down list, drop-down menu, dropdown menu, pulldown, selection list, select box": (
        "combobox", "listbox",
    ),
    "list, scroll list, scrolling list, listbox": ("listbox", "combobox", "list"),
    "option, choice": ("option", "radio", "checkbox", "menuitem"),
    "slider, range, slide bar": ("slider",),
    "spinner, spin button, number field, spinbox, stepper": ("spinbutton",),
    "tab, tab page": ("tab",),
    "menu": ("menu", "button", "menuitem"),
    "menu item, menu entry, menu option": ("menuitem", "option", "link"),
    "icon, image, picture, symbol": ("img", "button", "link", "generic"),
    "heading, title": ("heading",),
    "row, line": ("row",),
    "cell": ("cell", "gridcell"),
    "dialog, dialog box, popup, pop-up, modal, popup window, message box, dialogue, dialogue box": (
        "dialog", "alertdialog",
    ),
    "section, panel, accordion": ("button", "tab", "heading", "region"),
    "folder, file, node, tree item": ("treeitem",),
    "switch, toggle": ("switch", "checkbox", "button"),
    "page": ("document",),
}  # fmt: skip
ROLES: dict[str, tuple[str, ...]] = {
    noun: roles for nouns, roles in _ROLES.items() for noun in nouns.split(", ")
}
ROLES |= {noun + "s": roles for noun, roles in list(ROLES.items()) if not noun.endswith(("s", "x"))}
ROLES |= {noun + "es": roles for noun, roles in list(ROLES.items()) if noun.endswith("x")}

# Nouns that name a thing without saying which or of what kind.
PLAIN_NOUNS = frozenset(
    words(
        "item items thing things one ones entry entries element elements control controls "
        "word words text texts value values widget widgets box boxes area area's record "
        "name named label labeled labelled titled called user users account option "
        "options result results file files person contact product message"
    )
)

MONTHS: dict[str, int] = {
    name[:length]: number
    for number, name in enumerate(
        words(
            "january february march april may june july august september october november december"
        ),
        1,
    )
    for length in (3, 20)
} | {"sept": 9}

# What people call the same command: words that stand on a control for each other.
COMMAND_SYNONYMS: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split(", "))
    for group in (
        "delete, remove, trash, bin, erase, discard, garbage, rubbish",
        "reply, respond, answer, write back",
        "forward, send on, pass on, redirect, relay",
        "send, submit, deliver, transmit, dispatch",
        "submit, ok, done, apply, confirm, finish, go, save, send, continue, proceed",
        "save, store, update, apply, keep, submit",
        "search, find, go, look up, query, magnifier, lookup",
        "edit, change, modify, pencil, update, rename",
        "add, create, new, plus, insert, +, register, schedule",
        "close, dismiss, x, ×, ✕, ✖, cancel, shut, exit",
        "cancel, abort, dismiss, close, decline",
        "important, star, favorite, favourite, starred, flag",
        "like, heart, love, favorite, favourite, thumbs up",
        "share, send on, arrow",
        "retweet, repost, reshare",
        "log in, login, sign in, signin, log on, enter, ok",
        "log out, logout, sign out, signout, log off",
        "book, reserve, buy, order, purchase, select",
        "buy, purchase, order, get, acquire, book, checkout",
        "next, >, ›, », →, forward, older, more",
        "previous, prev, <, ‹, «, ←, back, newer",
        "more, ..., …, options, actions, menu, ⋮, other, ellipsis",
        "yes, ok, confirm, agree, accept",
        "sign up, signup, register, join, create account",
        "download, export, save as",
        "settings, preferences, options, configuration",
        "bold, b", "italic, italics, i, italicize", "underline, underlined, u",
        "block, ban", "mute, silence", "copy, duplicate, clone",
    )
)  # fmt: skip

SUBMIT_NAMES = (
    "submit", "save", "ok", "send", "apply", "confirm", "done", "go", "continue", "search",
    "update", "create", "add", "finish", "log in", "login", "sign in", "save changes",
    "next", "proceed",
)  # fmt: skip


def synonyms(word: str) -> set[str]:
    """Words that a control for the command `word` may carry, `word` among them."""
    found = {word}
    for group in COMMAND_SYNONYMS:
        if word in group:
            found |= group
    return found

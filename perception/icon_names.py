"""What people call what an icon stands for, made from the name that its theme gives it.

The names are those of the freedesktop.org Icon Naming Specification and what themes add to them in
the same manner: a field of work first, then what is done ("document-save-as", "tab-new").
"""

from __future__ import annotations

import re
from functools import cache

# Fields of work, which nobody says: "format-text-bold" is "bold".
_FIELDS_TEXT = """
format-text format-justify format-font media-playback gtk stock gnome xfce kde document edit format
view go media object process dialog emblem applications tools x im player help action preferences
system
"""
_FIELDS = tuple(tuple(each.split("-")) for each in _FIELDS_TEXT.split())
_ENDINGS = re.compile(r"(-symbolic|-rtl|-ltr|[-_.]?\d+(px)?)+$")
# Words that come after the thing in a name of an icon, and before it in speech.
_TURNED = frozenset({"new", "close", "add", "remove", "delete", "edit", "open", "show", "hide"})
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

_CALLED = """
document-new: new, new file, new document, create
document-open: open, open file
document-open-recent: recent, open recent, history
document-open-folder: open folder, open
document-save: save
document-print: print
printer: print
document-print-preview: print preview, preview
document-properties: properties, information
document-revert: revert, reload
document-send: send, share
document-edit: edit
edit: edit, rename, pencil
edit-find: find, search
system-search: search, find
search: search, find
edit-find-replace: find and replace, replace
edit-delete: delete, remove, trash
edit-clear: clear, erase
edit-clear-all: clear all, clear
edit-rename: rename
user-trash: trash, delete, bin
list-add: add, new, plus, zoom in
list-remove: remove, minus, zoom out
value-increase: increase, plus
value-decrease: decrease, minus
go-up: up, go up, open parent, parent folder
go-home: home, go home
user-home: home
go-previous: previous, back, go back
go-next: next, forward, go forward
go-down: down, next
go-first: first
go-last: last
go-top: top, first
go-bottom: bottom, last
go-jump: jump to, go to
view-refresh: refresh, reload
view-fullscreen: fullscreen, full screen
view-restore: restore, leave fullscreen
view-list: list, list view, detailed list
view-list-details: detailed list, details, list view
view-list-icons: icon view, icons
view-list-text: compact view, list view
view-grid: grid, icon view, grid view
view-app-grid: applications, all applications
view-more: more, menu, more options
view-paged: pages, page view
view-sort-ascending: sort ascending, sort
view-sort-descending: sort descending, sort
view-split-left-right: split view, side pane
view-dual: split view, dual page
view-close: close
view-reveal: reveal, show
view-conceal: conceal, hide
view-history: history
view-preview: preview
view-filter: filter
open-menu: menu, main menu, options, more
application-menu: menu, main menu, application menu
overflow-menu: more, menu, options
sidebar-show: sidebar, show sidebar, side pane, side panel
sidebar-show-right: sidebar, show sidebar, properties
view-sidetree: side pane, sidebar, tree
zoom-in: zoom in
zoom-out: zoom out
zoom-original: normal size, original size, actual size
zoom-fit-best: best fit, fit, zoom to fit
zoom-fit-width: fit width
window-close: close
window-minimize: minimize
window-maximize: maximize
window-restore: restore
window-new: new window
tab-new: new tab, open tab, add tab
tab-close: close tab
preferences-system: preferences, settings, options
preferences-other: preferences, settings
preferences-desktop: preferences, settings
emblem-system: settings, preferences
applications-system: settings, preferences
configure: configure, settings, preferences
gear: settings, preferences
system-run: run, execute, settings
help-about: about, information
help-contents: help, contents
help-browser: help, contents
help-faq: help, questions
dialog-question: help, question
process-stop: stop, cancel
dialog-cancel: cancel
dialog-close: close
dialog-ok: ok, confirm
dialog-ok-apply: apply, ok, confirm
dialog-information: information
dialog-warning: warning
dialog-error: error
emblem-ok: ok, done, confirm
object-select: select, check, done, apply
media-playback-start: play, start, slideshow
media-playback-pause: pause
media-playback-stop: stop
media-skip-forward: next, skip forward
media-skip-backward: previous, skip backward
media-seek-forward: fast forward, seek forward
media-seek-backward: rewind, seek backward
media-record: record
media-playlist-repeat: repeat
media-playlist-shuffle: shuffle
media-eject: eject
object-rotate-left: rotate left, rotate counterclockwise
object-rotate-right: rotate right, rotate clockwise
object-flip-horizontal: flip horizontally, mirror
object-flip-vertical: flip vertically
format-indent-more: increase indent, indent, increase
format-indent-less: decrease indent, outdent, decrease
format-justify-left: align left, left
format-justify-center: align center, center
format-justify-right: align right, right
format-justify-fill: justified, justify
format-text-bold: bold
format-text-italic: italic
format-text-underline: underline
format-text-strikethrough: strikethrough
format-font-size-more: increase size, larger
format-font-size-less: decrease size, smaller
insert-image: insert image, image, picture
image-x-generic: image, picture
insert-link: insert link, link, hyperlink
insert-text: insert text, text
insert-table: insert table, table
bookmark-new: bookmark, add bookmark
bookmarks: bookmarks
user-bookmarks: bookmarks
starred: star, favorite, bookmark
non-starred: star, favorite, bookmark
emblem-favorite: favorite, like
emote-love: like, love
mail-send: send
mail-reply-sender: reply
mail-reply-all: reply all
mail-forward: forward
mail-attachment: attach, attachment
mail-message-new: compose, new message, new mail
mail-unread: mail, message, unread
mail-mark-junk: spam, junk
folder-new: new folder, create folder
folder: folder, open
folder-open: open, open folder
folder-download: downloads
utilities-terminal: terminal, open terminal
terminal: terminal
changes-prevent: lock, locked
changes-allow: unlock
system-lock-screen: lock
system-shutdown: shut down, power
system-log-out: log out
application-exit: quit, exit
avatar-default: account, profile, user
user: user, account, profile
system-users: users, people
contact-new: add contact, new contact
audio-volume-high: volume, sound
audio-volume-medium: volume, sound
audio-volume-muted: mute, muted, volume
microphone-sensitivity-muted: mute microphone
audio-input-microphone: microphone
camera-photo: camera, take photo
camera-web: camera
appointment-new: new event, new appointment
x-office-calendar: calendar
calendar: calendar, date
alarm: alarm
preferences-system-notifications: notifications
notification: notifications
mark-location: location
find-location: location
network-wireless: wireless, network
cart: cart
shopping-cart: cart
tools-check-spelling: spelling, check spelling
pan-down: menu, show menu
document-export: export
document-import: import
cloud-download: download
download: download
folder-publicshare: share
send-to: share, send
emblem-shared: share
"""


@cache
def _called() -> dict[str, tuple[str, ...]]:
    lines = (line.partition(": ") for line in _CALLED.strip().splitlines())
    return {name: tuple(words.split(", ")) for name, _, words in lines}


def spoken(icon: str) -> tuple[str, ...]:
    """What an icon of a theme is called, the likeliest first.

    Args:
        icon: its name in the theme, without the ending of the file.

    >>> spoken("document-save-as-symbolic"), spoken("folder-new")
    (('save as', 'document save as'), ('new folder', 'create folder'))
    >>> spoken("edit-table-delete-row")
    ('table delete row', 'edit table delete row')
    """
    plain = _ENDINGS.sub("", icon).casefold() or icon.casefold()
    if (known := _called().get(plain.replace("_", "-"))) is not None:
        return known
    words = [each.casefold() for each in _WORD.findall(_ENDINGS.sub("", icon))]
    if not words:
        return ()
    short = _without_field(words)
    if len(short) == 2 and short[1] in _TURNED:
        short = short[::-1]
    return tuple(dict.fromkeys((" ".join(short), " ".join(words))))


def _without_field(words: list[str]) -> list[str]:
    for field in _FIELDS:
        if len(words) > len(field) and tuple(words[: len(field)]) == field:
            return words[len(field) :]
    return words

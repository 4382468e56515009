"""The tabs of a browser: popups, dialogs, downloads, file choosers and crashes as they come in."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Download, FileChooser, Page, Request
from playwright.sync_api import Dialog as PageDialog
from playwright.sync_api import Error as PlaywrightError

from actions.environments.browser_dialogs import MOST_IN_A_ROW, DialogOpened, OpenDialog
from actions.environments.browser_loop import Loop, TimeUp
from actions.environments.browser_pictures import picture
from actions.environments.browser_seen import SeenPage
from perception.fusion_options import PixelOptions
from perception.geometry import Box, Size
from perception.observation import Notice, Surface
from perception.page import PageReader, PageReading
from perception.screenshot import Screenshot

logger = logging.getLogger(__name__)

# More popups than this between two observations are closed at once.
MOST_POPUPS = 10
# A script in a loop can be ended only once it is compiled, after some hundred rounds; one that
# starts itself anew goes on for ever.
_MOST_SUPPRESSED = 1000
_PICTURE_LIMIT = 4.0
# A busy script is given this long to be ended.
STUCK_LIMIT = 1.0


@dataclass(slots=True)
class Tab:
    """A page and what is known of it.

    Attributes:
        posted: the document is the answer to a form that was sent.
        secret_refs: elements into which secrets were typed.
        reading: the last reading; shown again while a dialog blocks the page.
        picture: the last screenshot, likewise.
    """

    ref: str
    page: Page
    opener: str | None
    reader: PageReader | None = None
    session: CDPSession | None = None
    posted: bool = False
    crashed: bool = False
    choosers: list[FileChooser] = field(default_factory=list)
    on_chooser: Callable[[FileChooser], None] | None = None
    secret_refs: set[str] = field(default_factory=set)
    reading: PageReading | None = None
    picture: Screenshot | None = None
    title: str = ""


class Tabs:
    """All tabs, which one is active, and what happened since somebody asked.

    Handlers of Playwright's events run beside commands, in greenlets of their own: they note what
    came in and wake or break the command under way.

    Args:
        context: of the browser.
        loop: that commands run on.
        downloads: the folder for them.
        hidden: CSS selectors of what perception must not see.
        pixels: how what pages draw themselves is read; None: never.
        scale: pixels of pictures per CSS pixel.
    """

    def __init__(
        self,
        context: BrowserContext,
        loop: Loop,
        downloads: Path,
        hidden: tuple[str, ...],
        *,
        pixels: PixelOptions | None = None,
        scale: float = 1.0,
    ) -> None:
        self._context = context
        self._loop = loop
        self._downloads = downloads
        self._hidden = hidden
        self._pixels = pixels
        self._scale = scale
        self._all: list[Tab] = []
        self._tab_count = 0
        self._dialog_count = 0
        self._dialogs_in_a_row = 0
        self._popups = 0
        self._notices: list[Notice] = []
        self._readers: set[Page] = set()  # tabs of our own, in which data is read anew
        self._opening = False
        self._downloading = 0
        self._files: list[str] = []
        self._by_hand = False
        self.on_notice: Callable[[Notice], None] | None = None
        self.active: Tab | None = None
        self.dialogs: list[OpenDialog] = []
        self.follow_popups = True
        for page in context.pages:
            self._adopt(page, opener=None)
        context.on("page", _safe(self._on_page))
        context.on("dialog", _safe(self._on_dialog))

    def __iter__(self) -> Iterator[Tab]:
        return iter(self._all)

    def find(self, ref: str) -> Tab | None:
        """The tab with this ref; "" means the active one."""
        if not ref:
            return self.active
        return next((tab for tab in self._all if tab.ref == ref), None)

    def dialog_of(self, tab: Tab | None) -> OpenDialog | None:
        """The dialog that waits on this tab, or on any if it is None."""
        waiting = [each for each in self.dialogs if tab is None or each.surface == tab.ref]
        return waiting[-1] if waiting else None

    def reader(self, tab: Tab) -> PageReader:
        """The tab's reader, made when it is first needed."""
        if tab.reader is None:
            tab.reader = self._new_reader(tab)
        return tab.reader

    def _new_reader(self, tab: Tab) -> PageReader:
        wanted = self._pixels
        if wanted is None:
            return PageReader(tab.page, tab.ref, hidden=self._hidden)

        def pictured() -> Screenshot | None:
            if tab.session is None:
                return None
            with self._loop.limit(_PICTURE_LIMIT, "picturing the page"):
                return picture(tab.session)

        return SeenPage(
            tab.page,
            tab.ref,
            pictured,
            wanted.fusion(self._scale),
            hidden=self._hidden,
            always=wanted.always,
        )

    def open(self) -> Tab:
        """A new tab, now the active one."""
        page = self._context.new_page()
        tab = self._adopt(page, opener=None)
        self.active = tab
        return tab

    def open_reader(self) -> Page:
        """A page that is no surface: it opens no popups, loads nothing down and asks nothing."""
        self._opening = True
        try:
            page = self._context.new_page()
            self._readers.add(page)
        finally:
            self._opening = False
        page.on("download", _safe(lambda download: download.cancel()))
        page.on("close", _safe(self._readers.discard))
        return page

    def activate(self, tab: Tab) -> None:
        """Bring a tab to the front."""
        self.active = tab
        with contextlib.suppress(PlaywrightError, TimeUp), self._loop.limit(2.0):
            tab.page.bring_to_front()

    def rouse(self, tab: Tab) -> bool:
        """End a script that keeps the page busy; whether the page could be reached."""
        if tab.session is None:
            return False
        try:
            with self._loop.limit(STUCK_LIMIT):
                tab.session.send("Runtime.terminateExecution")
        except (PlaywrightError, TimeUp):
            return False
        return True

    def take_notices(self) -> tuple[Notice, ...]:
        """What happened since the last call."""
        taken, self._notices = tuple(self._notices), []
        self._popups = 0
        return taken

    def take_files(self) -> tuple[str, ...]:
        """Absolute paths of what was loaded down since the last call."""
        taken, self._files = tuple(self._files), []
        return taken

    @property
    def downloading(self) -> bool:
        """Whether a download is under way."""
        return self._downloading > 0

    def by_hand(self, on: bool) -> None:
        """Let the browser ask the person for files itself, in all tabs, or catch it again."""
        if on == self._by_hand:
            return
        self._by_hand = on
        for tab in self._all:
            if tab.on_chooser is None or tab.page.is_closed():
                continue
            if on:
                tab.page.remove_listener("filechooser", tab.on_chooser)
            else:
                tab.page.on("filechooser", tab.on_chooser)

    def answered(self, tab: Tab) -> None:
        """The person has answered the dialog of a tab."""
        self.dialogs = [each for each in self.dialogs if each.surface != tab.ref]
        self._dialogs_in_a_row = 0

    def notice(self, kind: str, text: str, tab: Tab | None = None, path: str = "") -> None:
        """Keep a notice for the next observation."""
        surface = tab.ref if tab is not None else ""
        notice = Notice(kind=kind, text=text, surface=surface, path=path)
        self._notices.append(notice)
        if self.on_notice is not None:
            self.on_notice(notice)

    def acted(self) -> None:
        """Something else than answering a dialog is being done."""
        self._dialogs_in_a_row = self._popups = 0

    def surfaces(self, size: Size) -> tuple[Surface, ...]:
        """All tabs as surfaces, the active one first."""
        ordered = sorted(self._all, key=lambda tab: tab is not self.active)
        return tuple(
            Surface(
                ref=tab.ref,
                application="chromium",
                title=tab.title,
                url=tab.page.url,
                origin=origin(tab.page.url),
                box=Box(0, 0, size.width, size.height),
                stacking=index,
                active=tab is self.active,
                opener=tab.opener,
            )
            for index, tab in enumerate(ordered)
        )

    def _adopt(self, page: Page, opener: str | None) -> Tab:
        known = next((tab for tab in self._all if tab.page == page), None)
        if known is not None:
            return known
        self._tab_count += 1
        tab = Tab(ref=f"t{self._tab_count}", page=page, opener=opener)
        self._all.append(tab)
        self._listen(tab)
        if self.active is None:
            self.active = tab
        return tab

    def _listen(self, tab: Tab) -> None:
        page = tab.page
        page.on("close", _safe(lambda _: self._on_close(tab, page)))
        page.on("crash", _safe(lambda _: self._on_crash(tab, page)))
        page.on("download", _safe(lambda download: self._on_download(tab, download)))
        tab.on_chooser = _safe(lambda chooser: self._on_chooser(tab, chooser))
        if not self._by_hand:
            page.on("filechooser", tab.on_chooser)
        page.on("request", _safe(lambda request: self._on_request(tab, request)))
        with contextlib.suppress(PlaywrightError):
            tab.session = self._context.new_cdp_session(page)

    def revive(self, tab: Tab) -> None:
        """Give a tab whose page crashed a new one; a crashed page can be sent nowhere."""
        if not tab.crashed:
            return
        old = tab.page
        self._opening = True
        try:
            tab.page = self._context.new_page()
        finally:
            self._opening = False
        tab.crashed, tab.posted = False, False
        self._listen(tab)
        with contextlib.suppress(PlaywrightError, TimeUp), self._loop.limit(2.0):
            old.close()

    def _on_page(self, page: Page) -> None:
        if self._opening or page in self._readers:
            return
        parent = page.opener()
        if parent in self._readers:
            page.close()
            return
        opener = next((tab for tab in self._all if tab.page == parent), None)
        if opener is not None:
            self._popups += 1
            if self._popups > MOST_POPUPS:
                self._block(page, opener)
                return
        tab = self._adopt(page, opener.ref if opener is not None else None)
        if opener is None:
            return
        self.notice("popup", f"a new tab opened: {page.url or 'about:blank'}", tab)
        if self.follow_popups and self.active is opener:
            self.active = tab

    def _block(self, page: Page, opener: Tab) -> None:
        if self._popups == MOST_POPUPS + 1:
            self.notice(
                "popup_blocked",
                f"the page opened more than {MOST_POPUPS} tabs at once; the others were closed",
                opener,
            )
        with contextlib.suppress(PlaywrightError):
            page.close()

    def _on_dialog(self, dialog: PageDialog) -> None:
        page = dialog.page
        if page in self._readers:
            dialog.dismiss()
            return
        tab = next((tab for tab in self._all if tab.page == page), None)
        if tab is None and page is not None:  # a popup that has not told of itself yet
            parent = page.opener()
            opener = next((tab for tab in self._all if tab.page == parent), None)
            tab = self._adopt(page, opener.ref if opener is not None else None)
        if tab is None:
            dialog.dismiss()
            return
        self._dialogs_in_a_row += 1
        if self._dialogs_in_a_row > MOST_IN_A_ROW and dialog.type != "beforeunload":
            self._suppress(tab, dialog)
            return
        self._dialog_count += 1
        self.dialogs.append(
            OpenDialog(ref=f"d{self._dialog_count}", surface=tab.ref, dialog=dialog)
        )
        self.notice("dialog", f"{dialog.type}: {dialog.message}", tab)
        self._loop.interrupt(DialogOpened)

    def _suppress(self, tab: Tab, dialog: PageDialog) -> None:
        """Dismiss a dialog of a page that keeps opening them, and end the script that does."""
        if self._dialogs_in_a_row == MOST_IN_A_ROW + 1:
            self.notice(
                "dialog",
                f"the page keeps opening dialogs; after {MOST_IN_A_ROW} in a row they are "
                f'dismissed unseen (the last one: {dialog.type} "{dialog.message}")',
                tab,
            )
        if self._dialogs_in_a_row == _MOST_SUPPRESSED:
            tab.crashed = True
            self.notice("crashed", "the page could not be kept from opening dialogs; left it", tab)
            self._loop.soon(lambda: self.revive(tab))
        elif tab.session is not None:
            session = tab.session
            self._loop.soon(lambda: _quietly(session, "Runtime.terminateExecution"))
        with contextlib.suppress(PlaywrightError):
            dialog.dismiss()

    def _on_close(self, tab: Tab, page: Page) -> None:
        if tab not in self._all or tab.page != page:
            return
        self._all.remove(tab)
        self.dialogs = [each for each in self.dialogs if each.surface != tab.ref]
        self.notice("closed", f"the tab {tab.title or tab.page.url} was closed", tab)
        if self.active is tab:
            opener = self.find(tab.opener) if tab.opener else None
            self.active = opener or (self._all[-1] if self._all else None)

    def _on_crash(self, tab: Tab, page: Page) -> None:
        if tab.page != page:
            return
        tab.crashed = True
        tab.reader = tab.session = tab.reading = tab.picture = None
        self.dialogs = [each for each in self.dialogs if each.surface != tab.ref]
        self.notice("crashed", f"the page {tab.page.url} crashed; load it again", tab)
        self._loop.interrupt(lambda: PageCrashed(tab.page.url))

    def _on_request(self, tab: Tab, request: Request) -> None:
        with contextlib.suppress(PlaywrightError):  # a service worker's request has no frame
            if request.is_navigation_request() and request.frame == tab.page.main_frame:
                tab.posted = request.method not in ("GET", "HEAD")

    def _on_chooser(self, tab: Tab, chooser: FileChooser) -> None:
        tab.choosers.append(chooser)
        self.notice("filechooser", "the page asks for a file: give it one with Upload", tab)

    def _on_download(self, tab: Tab, download: Download) -> None:
        self._downloading += 1
        try:
            path = _free(self._downloads, download.suggested_filename)
            download.save_as(path)
        except (PlaywrightError, OSError) as error:
            self.notice(
                "download", f"{download.suggested_filename} could not be saved: {error}", tab
            )
        else:
            self._files.append(str(path))
            self.notice("download", f"{path.name} was saved", tab, str(path))
        finally:
            self._downloading -= 1


class PageCrashed(Exception):
    """The page crashed while something was done with it; the argument is its URL."""


def origin(url: str) -> str:
    """Scheme, host and port of a page, as browsers write origins; "null" for opaque ones.

    >>> origin("https://xn--bcher-kva.example:8443/a?b"), origin("about:blank")
    ('https://xn--bcher-kva.example:8443', 'null')
    """
    parts = urlsplit(url.removeprefix("blob:"))
    if parts.scheme in ("http", "https", "ws", "wss", "ftp"):
        host = parts.netloc.rpartition("@")[2].lower()
        if not host.isascii():
            host = host.encode("idna").decode()
        return f"{parts.scheme}://{host}"
    if parts.scheme == "file":
        return "file://"
    if parts.scheme in ("chrome", "chrome-extension", "edge"):
        return f"{parts.scheme}://{parts.netloc}"
    return "null"


def _safe(handle: Callable[[Any], object]) -> Callable[[Any], None]:
    """A handler of events that does not raise: that would break the connection to the browser.

    What it meets is a page that has gone away in the meantime.
    """

    def safe(event: Any) -> None:
        try:
            handle(event)
        except (PlaywrightError, TimeUp) as error:
            logger.debug("an event came too late: %s", error)

    return safe


def _quietly(session: CDPSession, method: str) -> None:
    with contextlib.suppress(PlaywrightError):
        session.send(method)


def _free(folder: Path, name: str) -> Path:
    """A path in the folder that is not taken; `name` comes from the page."""
    folder.mkdir(parents=True, exist_ok=True)
    clean = Path(name.replace("\\", "/")).name.replace("\0", "").lstrip(".") or "download"
    path = folder / clean
    count = 1
    while path.exists():
        count += 1
        path = folder / f"{Path(clean).stem} ({count}){Path(clean).suffix}"
    return path.absolute()

"""Shows an atlas while it is written: builds what changed when a file is saved, and serves it to this machine alone.

What is served is what was built, with one script more (`web/static/serve.js`): it shows what `check` says in a box
over the page, and has the browser ask anew for what was built anew.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .errors import UsageError
from .sources import data_folder
from .web.csp import hash_of
from .whole import refuse_sources

#: The address at which a page is told what changes; nothing that is built begins with a dot.
EVENTS = "/.events"

#: Seconds after which a page that hears nothing else hears that the server is there.
PULSE = 15

#: How the command line begins a sentence.
SAID = "treaty-atlas: "

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')


class Bench:
    """What was built last and what `check` says of the facts as they stand, for all pages that are open.

    Parameters
    ----------
    out : Path
        Where the outputs go.
    data : Path, optional
        A folder `data/`, by default the package's.
    atlas : str
        One atlas; "" is all.
    """

    def __init__(self, out: Path, data: Path | None = None, atlas: str = "") -> None:
        self.out = Path(out)
        self.chosen = [*(["--data", str(data)] if data else []), *(["--atlas", atlas] if atlas else [])]
        self.told: dict = {"built": 0, "state": "busy", "sentences": []}
        self.changed = threading.Condition()

    def refresh(self) -> list[str]:
        """Check the facts, build the pages and the data of what changed, and tell the pages.

        Returns
        -------
        list of str
            What is wrong, a sentence each, as `check` has them, or else as `build` has them.
        """
        self._tell(state="busy", sentences=self.told["sentences"])
        # Each in a process of its own, which has read nothing before.
        building = _started("build", *self.chosen, "--out", str(self.out), "--only", "pages", "data")
        checking = _started("check", *self.chosen)
        try:
            mistakes, refused = _ended(checking), _ended(building)
        except BaseException:
            for command in (building, checking):
                command.terminate()
                command.communicate()
            raise
        sentences = mistakes or refused
        self._tell(
            built=self.told["built"] + (not refused), state="wrong" if sentences else "well", sentences=sentences
        )
        return sentences

    def _tell(self, **news) -> None:
        with self.changed:
            self.told = self.told | news
            self.changed.notify_all()

    def news(self) -> Iterator[dict | None]:
        """What there is to tell a page: at once, at every change, and None where nothing changed for a while."""
        last = None
        while True:
            with self.changed:
                if last == self.told:
                    self.changed.wait(PULSE)
                last, told = self.told, (None if last == self.told else self.told)
            yield told


def _started(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "geo", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )


def _ended(command: subprocess.Popen) -> list[str]:
    """The sentences of a command that failed; what else it may have said counts where it said none."""
    _, said = command.communicate()
    if not command.returncode:
        return []
    lines = said.splitlines()
    return [line.removeprefix(SAID) for line in lines if line.startswith(SAID)] or lines[-1:] or ["stopped"]


def with_news(page: str, script: str, built: int = 0) -> str:
    """A page with a script more, which may ask the server that sent it.

    Parameters
    ----------
    page : str
        HTML as built; its policy allows no script but its own.
    script : str
    built : int
        The number of the build that it is of.

    Returns
    -------
    str
    """

    def eased(found: re.Match) -> str:
        own = hash_of(script)
        policy = found[2].replace("script-src 'none'", "script-src").replace("script-src", f"script-src {own}")
        return f"{found[1]}{policy}; connect-src 'self'{found[3]}"

    head, body, foot = _POLICY.sub(eased, page, count=1).rpartition("</body>")
    return f'{head}<script type="module" data-built="{built}">{script}</script>\n{body}{foot}'


class _Handler(SimpleHTTPRequestHandler):
    """Serves what was built, to this machine alone."""

    server: _Server
    server_version = "treaty-atlas"
    sys_version = ""

    def do_GET(self) -> None:
        if not self._meant():
            return
        if urlsplit(self.path).path == EVENTS:
            with contextlib.suppress(OSError):  # the page was closed
                self._events()
        elif page := self._page():
            self._answer(page)
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._meant():
            super().do_HEAD()

    def _meant(self) -> bool:
        """Whether this server is asked by its own name, for what may be seen: another name would be that of a page
        elsewhere that asks in a reader's browser."""
        name = (self.headers.get("Host") or "").rpartition(":")[0]
        path = unquote(urlsplit(self.path).path)
        if name not in ("127.0.0.1", "localhost"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif path != EVENTS and any(part.startswith(".") for part in path.split("/")):
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            return True
        return False

    def _page(self) -> str | None:
        """The page that is asked for, with its news; None where a file is asked for."""
        path = Path(self.translate_path(self.path))
        if urlsplit(self.path).path.endswith("/"):
            path /= "index.html"
        if path.suffix != ".html":
            return None
        built = self.server.bench.told["built"]  # before it is read: it may be built anew meanwhile
        here = Path(__file__).parent / "web"
        missing = path == self.server.bench.out.absolute() / "index.html" and not path.is_file()
        try:
            page = (here / "waiting.html" if missing else path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        return with_news(page, (here / "static" / "serve.js").read_text(encoding="utf-8"), built)

    def _answer(self, page: str) -> None:
        raw = page.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        with contextlib.suppress(OSError):  # the page was closed
            self.wfile.write(raw)

    def _events(self) -> None:
        """Server-sent events (HTML, 9.2): each a JSON object."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for news in self.server.bench.news():
            self.wfile.write(b":\n\n" if news is None else f"data: {json.dumps(news)}\n\n".encode())
            self.wfile.flush()

    def list_directory(self, path) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *arguments) -> None:
        """Nothing: who writes an atlas wants to see what is wrong with it."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, bench: Bench, port: int) -> None:
        self.bench = bench

        def handler(*arguments):
            return _Handler(*arguments, directory=str(bench.out.absolute()))

        super().__init__(("127.0.0.1", port), handler)

    def handle_error(self, request, client_address) -> None:
        """Nothing: a browser that goes away in the middle is none."""


@contextlib.contextmanager
def listening(bench: Bench, port: int = 0) -> Iterator[str]:
    """Serve what a bench built, until left; gives the address. Port 0 is any that is free.

    Raises
    ------
    UsageError
        The port is in use, or is none.
    """
    if not 0 <= port < 2**16:
        raise UsageError(f"{port} is no port; allowed: 0 (any that is free) to {2**16 - 1}")
    try:
        server = _Server(bench, port)
    except OSError as error:
        raise UsageError(
            f"port {port} cannot be had ({(error.strerror or str(error)).lower()}); allowed: another, such as "
            f"--port {port % (2**16 - 1) + 1}, or --port 0 for any that is free"
        ) from None
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def serve(
    out: Path, data: Path | None = None, atlas: str = "", port: int = 8000, say: Callable[[str], None] = print
) -> None:
    """Build, serve on loopback, and build what changed whenever a file of the facts is saved; until Ctrl-C.

    Parameters
    ----------
    out : Path
        Where the outputs go. Sheets stay as they stand.
    data : Path, optional
        A folder `data/`, by default the package's.
    atlas : str
        One atlas; "" is all.
    port : int
        0 is any that is free.
    say : callable
        Told each sentence for who started it.

    Raises
    ------
    UsageError
        The port is in use; `out` lies among the facts.
    """
    folder = Path(data) if data else data_folder()
    refuse_sources(out, folder)
    bench, saved = Bench(out, data, atlas), threading.Event()
    with listening(bench, port) as address, contextlib.suppress(KeyboardInterrupt):
        say(f"serving {out} at {address} and watching {folder}; Ctrl-C ends it")
        threading.Thread(target=_watch, args=(folder, saved), daemon=True).start()
        while True:
            began = time.monotonic()
            sentences = bench.refresh()
            say("\n".join(sentences) if sentences else f"all is well; built in {time.monotonic() - began:.1f} s")
            # What was saved while it built is built now.
            saved.wait()
            saved.clear()
    say("stopped serving; what was built last stands as it is")


def _watch(folder: Path, saved: threading.Event) -> None:
    """Tell whenever a file in a folder was saved."""
    from watchfiles import watch

    for _ in watch(folder, debounce=300):
        saved.set()

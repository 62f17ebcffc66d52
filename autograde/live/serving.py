"""Shows a built site on this machine, as `make serve` does.

It says by two headers that no page of another site shares a process with these. Browsers then let a
page share memory with its worker, so *Stop* interrupts Python, and what had run stays known.
"""

import argparse
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from autograde.kit.content_policy import APART


class Handler(SimpleHTTPRequestHandler):
    """Answers with files, and with those headers."""

    def end_headers(self) -> None:
        """Add them."""
        for name, value in APART.items():
            self.send_header(name, value)
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of what was answered; what could not be is told."""


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a folder on the loopback interface; port 0 is any that is free."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until somebody ends it."""
    parser = argparse.ArgumentParser(description="Show a built site on this machine.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args(arguments)
    with server(asked.folder, asked.port) as serving:
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()

"""The web server: waitress, which tells the first byte of a request and cuts slow ones.

waitress reads a request whole before the application sees it. "In time" is when its first byte
came, however long the rest took, so the moment is noted where bytes arrive.
"""

import time
from http import HTTPStatus
from pathlib import Path

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import ErrorTask, WSGITask

from autograde.portal.accepting import LARGEST_REQUEST

FIRST_BYTE = "portal.first_byte"  # no header can be called so
LONGEST_REQUEST = 120  # [s] from its first byte to its last
THREADS = 8
TOO_LARGE = Path(__file__).parent / "templates" / "portal" / "too_large.html"  # as it is


class TimedRequest(HTTPRequestParser):
    """A request that knows when its first byte came."""

    def __init__(self, adj):
        super().__init__(adj)
        self.began = time.time()


class TimedTask(WSGITask):
    """Tells the application of it."""

    def get_environment(self):
        """Return the environment of the request."""
        found = super().get_environment()
        found[FIRST_BYTE] = self.request.began
        return found


class ErrorPage(ErrorTask):
    """Says to people, not to programs, that what they sent is too large."""

    def execute(self):
        """Answer; the body was not kept, and is not read to its end."""
        if self.request.error.code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            super().execute()
            return
        body = TOO_LARGE.read_bytes()
        self.status = f"{HTTPStatus.REQUEST_ENTITY_TOO_LARGE} Too Large"
        self.response_headers.append(("Content-Type", "text/html; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class TimedChannel(HTTPChannel):
    """A connection that ends where one request takes too long to arrive."""

    parser_class = TimedRequest
    task_class = TimedTask
    error_task_class = ErrorPage
    longest = LONGEST_REQUEST

    def received(self, data):
        """Take in what has arrived."""
        if self.request is not None and time.time() - self.request.began > self.longest:
            self.will_close = True
            self.handle_close()
            return False
        return super().received(data)


def serve(application, host, port, proxy=None, threads=THREADS, longest=LONGEST_REQUEST, **more):
    """Return a server of a WSGI application, which its `run` starts.

    Parameters
    ----------
    application : callable
    host : str
    port : int
        0 for any that is free.
    proxy : str, optional
        Address of the HTTPS proxy in front: only its headers are believed.
    threads : int
        Requests that are answered at the same time.
    longest : float
        Seconds in which a request must have arrived.
    **more
        Of waitress, in place of what is chosen here.
    """
    believed = {"trusted_proxy": proxy, "trusted_proxy_count": 1} if proxy else {}
    if proxy:
        believed["trusted_proxy_headers"] = {"x-forwarded-for", "x-forwarded-proto",
                                             "x-forwarded-host"}  # fmt: skip
    sockets = {}  # "localhost" may be two
    bounds = {"max_request_body_size": LARGEST_REQUEST, "channel_timeout": 30,
              "cleanup_interval": 5, "connection_limit": 1000}  # fmt: skip
    server = create_server(
        application, sockets, host=host, port=port, threads=threads, ident=None,
        clear_untrusted_proxy_headers=True, **believed, **(bounds | more),
    )  # fmt: skip
    for one in sockets.values():
        one.channel_class = type("Channel", (TimedChannel,), {"longest": longest})
    return server

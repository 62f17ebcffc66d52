"""What a cell prints: sent in batches, and never more than a page can bear."""

import io
import time

MOST = 200_000  # signs of one run
BATCH = 4_000  # signs that wait for each other
PAUSE = 0.1  # [s] after which what waits is sent


class TooMuchOutput(BaseException):
    """A cell printed more than a page can show; no `except Exception` keeps it from ending."""


class Output(io.TextIOBase):
    """Stands where standard output and standard error would.

    Parameters
    ----------
    stream : str
        Its name.
    send : callable
        ``send(stream, text)``.
    """

    encoding = "utf-8"

    def __init__(self, stream, send):
        self._stream, self._send = stream, send
        self.begin()

    def begin(self):
        """Forget what was printed: another run begins."""
        self._waiting, self._length, self._sent = [], 0, time.perf_counter()
        self._room = MOST

    def writable(self):
        """Say that it can be written to."""
        return True

    def write(self, text):
        """Take a text; send what waits if that is much, or waits long."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if len(text) > self._room:
            self._keep(text[: self._room])
            self._room = 0
            self.flush()
            raise TooMuchOutput
        self._room -= len(text)
        self._keep(text)
        if self._length > BATCH or time.perf_counter() - self._sent > PAUSE:
            self.flush()
        return len(text)

    def _keep(self, text):
        self._waiting.append(text)
        self._length += len(text)

    def flush(self):
        """Send what waits."""
        if self._waiting:
            self._send(self._stream, "".join(self._waiting))
        self._waiting, self._length, self._sent = [], 0, time.perf_counter()

"""The examiner's end of a line into the jail: whole messages, deadlines, and no trust."""

import os
import re
import select
from collections import deque

from autograde import wire

TAIL = 2000  # characters of output that are kept
SEND = 10.0  # seconds that a message may take to be read
CHUNK = 1 << 18  # bytes
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")


class Stopped(Exception):
    """A cell or a call that does not come to its end; the message says why."""


class Gone(Stopped):
    """The other end is closed."""


class Tampered(Stopped):
    """What comes out of the jail is not what was asked for."""


class Output:
    """What a submission prints: only the end of it is kept.

    Attributes
    ----------
    inside : int
        File descriptor to print to.
    total : int
        How much was printed so far [bytes].
    """

    def __init__(self):
        # The writing end stays open here, so that reading never meets an end of the file.
        self.reading, self.inside = os.pipe()
        os.set_blocking(self.reading, False)
        self.total = 0
        self._tail = deque()
        self._kept = 0

    def drain(self):
        """Take what was printed; return whether that was anything."""
        try:
            text = os.read(self.reading, CHUNK)
        except BlockingIOError:
            return False
        self.total += len(text)
        self._tail.append(text[-4 * TAIL :])
        self._kept += len(self._tail[-1])
        while self._kept - len(self._tail[0]) > 4 * TAIL:
            self._kept -= len(self._tail.popleft())
        return True

    def take(self):
        """Return the end of what was printed since this was last asked."""
        for _ in range(64):  # a daemon may print for ever
            if not self.drain():
                break
        text = b"".join(self._tail).decode("utf-8", "replace")
        self._tail.clear()
        self._kept = 0
        return plain(text)[-TAIL:]

    def close(self):
        """Close both ends."""
        os.close(self.reading)
        os.close(self.inside)


class Line:
    """One end of a socket on which whole messages travel.

    Parameters
    ----------
    end : socket.socket
    output : Output
        Is drained while this waits: a program that prints must not stand still.
    """

    def __init__(self, end, output):
        self._end, self._output, self._buffer = end, output, bytearray()
        end.settimeout(SEND)
        self._poll = select.poll()
        self._poll.register(end, select.POLLIN)
        self._poll.register(output.reading, select.POLLIN)

    def close(self):
        """Close this end."""
        self._end.close()

    def send(self, message):
        """Send a message.

        Raises
        ------
        Gone
            If nobody is there, or does not read.
        """
        try:
            self._end.sendall(wire.frame(message))
        except OSError as error:
            raise Gone("nobody listens any more") from error

    def receive(self, watch):
        """Return the next message.

        Parameters
        ----------
        watch : Watch
            Raises when it has been too long.

        Raises
        ------
        Gone
            If the other end is closed.
        Tampered
            If what comes is no message.
        """
        while True:
            size = self._size()
            if size is not None and len(self._buffer) >= size:
                body = bytes(self._buffer[wire.HEADER.size : size])
                del self._buffer[:size]
                return _decoded(body)
            self._wait(watch)

    def expect_silence(self):
        """Raise `Tampered` if something came that nobody asked for."""
        poll = select.poll()
        poll.register(self._end, select.POLLIN)
        if self._buffer:
            raise Tampered("an answer that nobody asked for")
        if poll.poll(0):
            if self._read():
                raise Tampered("an answer before the question")
            raise Gone("the line is closed")

    def _size(self):
        """Return the length of the message at the front of the buffer, None while unknown."""
        if len(self._buffer) < wire.HEADER.size:
            return None
        try:
            return wire.HEADER.size + wire.body_length(self._buffer[: wire.HEADER.size])
        except wire.Malformed as error:
            raise Tampered("bytes that are no message") from error

    def _wait(self, watch):
        for ready, _ in self._poll.poll(100):
            if ready == self._output.reading:
                self._output.drain()
            elif not self._read():
                raise Gone("the line is closed")
        watch.look()

    def _read(self):
        """Take what is there; return whether the line is still open."""
        try:
            data = self._end.recv(CHUNK)
        except OSError:
            return False
        self._buffer += data
        return bool(data)


def _decoded(body):
    try:
        return wire.decode(body)
    except wire.Malformed as error:
        raise Tampered(str(error)) from error


def plain(text):
    """Return text without colours and control characters."""
    return CONTROL.sub("", text)

"""The examiner's end of a channel into the jail: whole messages, deadlines, and no trust."""

import contextlib
import fcntl
import os
import socket
import struct
from collections import deque

from autograde.examination.inside import wire
from autograde.kit.text import without_control

TAIL = 2000  # characters of output that are kept
WAIT = 0.05  # seconds between two looks at what is printed and at the limits
SEND = 10.0  # seconds that a message may take to be read
CHUNK = 1 << 18  # bytes
SHORT = 1 << 12  # bytes of nearly all messages: room for more takes time to be made
MOST_BYTES = 100_000_000  # that may come over one channel in all
MOST_MESSAGES = 1_000_000  # the longest training of a test asks some ten thousand questions


class Stopped(Exception):
    """A cell or a call that does not come to its end; the message says why."""


class Excess(Stopped):
    """A submission uses more than it may."""


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
        with contextlib.suppress(OSError, AttributeError):  # a matter of speed only
            fcntl.fcntl(self.inside, fcntl.F_SETPIPE_SZ, 1 << 20)
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
        return without_control(text)[-TAIL:]

    def close(self):
        """Close both ends."""
        os.close(self.reading)
        os.close(self.inside)


class Channel:
    """One end of a socket on which whole messages travel.

    Parameters
    ----------
    end : socket.socket
    output : Output
        Is drained while this waits: a program that prints must not stand still.
    """

    def __init__(self, end, output):
        self._end, self._output, self._buffer = end, output, b""
        self._bytes, self._messages = MOST_BYTES, MOST_MESSAGES  # that may still come
        # The system's own timeouts: Python's would double the system calls of each message.
        for option, seconds in ((socket.SO_RCVTIMEO, WAIT), (socket.SO_SNDTIMEO, SEND)):
            whole = int(seconds)
            timeout = struct.pack("@ll", whole, int(1_000_000 * (seconds - whole)))
            end.setsockopt(socket.SOL_SOCKET, option, timeout)

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

    def receive(self, limits):
        """Return the next message.

        Parameters
        ----------
        limits : Limits
            Raises when it has been too long.

        Raises
        ------
        Gone
            If the other end is closed.
        Tampered
            If what comes is no message, or more than one: each is answered before the next.
        Excess
            If there were too many, or too much in them.
        """
        return decoded(self.receive_body(limits))

    def receive_body(self, limits):
        """Return the bytes of the next message; parameters and errors are those of `receive`."""
        if not self._buffer:  # most messages come whole, and at once
            try:
                self._buffer = self._end.recv(SHORT)
            except OSError:  # nothing yet, or the other end is closed: a second try will tell
                self._buffer = b""
            limits.check()
        while (size := self._size()) is None or len(self._buffer) < size:
            self._wait(limits, size)
        if len(self._buffer) > size:
            raise Tampered("a message behind the message")
        self._bytes, self._messages = self._bytes - size, self._messages - 1
        if self._bytes < 0 or self._messages < 0:
            raise Excess(f"sent more than {MOST_MESSAGES} messages or {MOST_BYTES} bytes")
        body, self._buffer = self._buffer[wire.HEADER.size :], b""
        return body

    def expect_silence(self):
        """Raise `Tampered` if something came that nobody asked for."""
        if self._buffer:
            raise Tampered("an answer that nobody asked for")
        try:
            unasked = self._end.recv(CHUNK, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError as error:
            raise Gone("the channel is closed") from error
        if unasked:
            raise Tampered("an answer before the question")
        raise Gone("the channel is closed")

    def is_open(self):
        """Whether the other end is still there."""
        try:
            return self._end.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _size(self):
        """Return the length of the message at the front of the buffer, None while unknown."""
        if len(self._buffer) < wire.HEADER.size:
            return None
        try:
            return wire.HEADER.size + wire.body_length(self._buffer)
        except wire.Malformed as error:
            raise Tampered("bytes that are no message") from error

    def _wait(self, limits, size):
        """Take what comes next, and everything up to a known size."""
        # While the size is unknown, at least the rest of the header is missing.
        parts, missing = [self._buffer], (size or wire.HEADER.size) - len(self._buffer)
        while missing > 0:
            try:
                data = self._end.recv(CHUNK)
            except BlockingIOError:  # nothing for `WAIT` seconds
                while self._output.drain():
                    limits.check()
            except OSError as error:
                limits.check_memory()
                raise Gone("the channel is closed") from error
            else:
                if not data:
                    limits.check_memory()
                    raise Gone("the channel is closed")
                parts.append(data)
                missing -= len(data)
            limits.check()
        self._buffer = b"".join(parts)


def decoded(body):
    """Return the value of a message, or raise `Tampered`."""
    try:
        return wire.decode(body)
    except wire.Malformed as error:
        raise Tampered(str(error)) from error

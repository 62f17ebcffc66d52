"""The examiner's end of a line: messages come whole, and pieces of one are waited for."""

import socket
import threading
from time import sleep

import pytest

from autograde.examination.channel import Channel, Gone, Output, Stopped, Tampered
from autograde.examination.inside import wire


class Patience:
    """A watch that gives up after a few looks."""

    def __init__(self, looks):
        self.left = looks

    def check(self):
        self.left -= 1
        if self.left < 0:
            raise Stopped("it has been too long")

    def check_memory(self):
        """Nothing was ended for lack of it."""


@pytest.fixture
def ends():
    outside, inside = socket.socketpair()
    output = Output()
    line = Channel(outside, output)
    yield line, inside
    for end in (line, inside, output):
        end.close()


@pytest.mark.parametrize("size", [1, 3, wire.HEADER.size, wire.HEADER.size + 1])
def test_a_message_that_is_only_begun_is_waited_for_and_given_up(ends, size):
    line, inside = ends
    inside.sendall(wire.frame("begun")[:size])
    with pytest.raises(Stopped, match="too long"):
        line.receive(Patience(3))


def test_a_message_in_pieces_comes_whole_and_the_next_one_too(ends):
    line, inside = ends

    def trickle():
        for byte in wire.frame([1, "two"]):
            inside.sendall(bytes([byte]))
            sleep(0.001)

    for _ in range(2):
        writer = threading.Thread(target=trickle)
        writer.start()
        assert line.receive(Patience(200)) == [1, "two"]
        writer.join()


def test_what_is_no_message_is_tampering(ends):
    line, inside = ends
    inside.sendall(b"no message")
    with pytest.raises(Tampered):
        line.receive(Patience(20))


def test_an_end_that_closes_within_a_message_is_gone(ends):
    line, inside = ends
    inside.sendall(wire.frame("begun")[:3])
    inside.shutdown(socket.SHUT_WR)
    with pytest.raises(Gone):
        line.receive(Patience(20))

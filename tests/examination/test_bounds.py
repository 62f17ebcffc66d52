"""What a jail sends costs the examiner little: each bound at its edge, and what is beyond it."""

import json
import signal
import socket
import subprocess
import sys

import numpy as np
import pytest

from autograde.examination import channel, own_limits
from autograde.examination.calls import Conversation
from autograde.examination.channel import Channel, Excess, Output, Tampered
from autograde.examination.hints import CLOSED, STOPPED
from autograde.examination.inside import wire
from autograde.examination.pool import Examiners
from autograde.examination.processes import MOST_PLACES, check_error
from autograde.kit.files import CHECKOUT
from tests.attacks import telling
from tests.examination.test_channel import Patience

NO_CAPS = ("MOST_VALUES", "MOST_ARRAYS", "MOST_KEYS", "MOST_PARTS_OF_KEYS", "LONGEST_INT",
           "MOST_AXES", "MOST_ELEMENTS", "DEEPEST", "LARGEST")  # fmt: skip
COLLIDING = sys.hash_info.modulus


def nested(depth, kind=list):
    value = 0
    for _ in range(depth):
        value = kind([value])
    return value


def text_keys(n):
    return {str(number): 0 for number in range(n)}


# What is counted: how to make so much of it, and how much may travel.
COUNTED = {
    "values in a list": (lambda n: [0] * n, wire.MOST_VALUES),
    "values in lists": (lambda n: [[0] * (n - 2)], wire.MOST_VALUES - 1 + 2),
    "pairs of dicts": (lambda n: [{"a": 0}] * n, wire.MOST_KEYS),
    "keys of text": (text_keys, wire.MOST_KEYS),
    "keys of text in sum": (lambda n: [text_keys(9_000), text_keys(n - 9_000)], wire.MOST_KEYS),
    "keys that are numbers": (lambda n: {k * COLLIDING: 0 for k in range(n)}, 1_000),
    "keys that are tuples": (lambda n: {(0, k * COLLIDING): 0 for k in range(n)}, 333),
    "keys in keys": (lambda n: {(0, ((0,) * n,)): 0}, 1_000 - 4),
    "keys that are numbers in sum": (
        lambda n: [{1 + k: 0 for k in range(600)}, {1 + k: 0 for k in range(n - 600)}], 1_000),
    "arrays": (lambda n: [np.zeros(())] * n, wire.MOST_ARRAYS),
    "scalars of numpy": (lambda n: [np.int32(0)] * n, wire.MOST_ARRAYS),
    "elements": (lambda n: np.zeros(n, bool), wire.MOST_ELEMENTS),
    "rows without columns": (lambda n: np.zeros((n, 0)), wire.MOST_ELEMENTS),
    "columns without rows": (lambda n: np.zeros((0, n, 0), bool), wire.MOST_ELEMENTS),
    "axes": (lambda n: np.zeros((1,) * n), wire.MOST_AXES),
    "bits of a number": (lambda n: 2**n - 1, 8 * wire.LONGEST_INT - 1),
    "bits of a negative number": (lambda n: -(2**n) + 1, 8 * wire.LONGEST_INT - 1),
    "depth": (nested, wire.DEEPEST),
    "depth of a dict's keys": (lambda n: {nested(n - 1, tuple): 0}, wire.DEEPEST),
    "depth of its values": (lambda n: {"a": nested(n - 1)}, wire.DEEPEST),
    "bytes of a text": (lambda n: "x" * n, wire.LARGEST - 5),
    "bytes of an array": (lambda n: np.zeros(n, "S9999"), wire.LARGEST // 9999),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTED)
def test_so_much_travels_and_no_more(monkeypatch, name):
    make, most = COUNTED[name]
    allowed = wire.encode(make(most))
    wire.decode(allowed)
    with pytest.raises(wire.Refused):
        wire.encode(make(most + 1))
    with monkeypatch.context() as patched:
        for cap in NO_CAPS:
            patched.setattr(wire, cap, 10**9)
        beyond = wire.encode(make(most + 1))
    if "bytes" in name:  # the header says it before anything is read
        length = max(len(beyond), wire.LARGEST + 1)
        with pytest.raises(wire.Malformed):
            wire.body_length(wire.HEADER.pack(wire.MAGIC, wire.VERSION, length))
        assert wire.body_length(wire.HEADER.pack(wire.MAGIC, wire.VERSION, wire.LARGEST))
    else:
        with pytest.raises(wire.Malformed):
            wire.decode(beyond)


def test_every_number_that_travels_can_be_written_out():
    assert len(str(wire.decode(wire.encode(-(2 ** (8 * wire.LONGEST_INT - 1)) + 1)))) < 4300


def test_a_payload_in_nan_is_a_nan_like_any_other():
    nan = np.array([0x7FF8_0000_0000_BEEF]).view(float)
    assert np.isnan(wire.decode(wire.encode(nan))).all()
    assert np.isnan(wire.decode(wire.encode({"k": nan[0]}))["k"])


@pytest.fixture
def ends():
    outside, inside = socket.socketpair()
    output = Output()
    line = Channel(outside, output)
    yield line, inside
    for end in (line, inside, output):
        end.close()


def take(line, inside, times):
    for _ in range(times):
        inside.sendall(wire.frame("x" * 100))
        line.receive(Patience(50))


def test_messages_are_counted_over_a_whole_test(monkeypatch):
    for name, most in (("MOST_MESSAGES", 3), ("MOST_BYTES", 3 * len(wire.frame("x" * 100)))):
        with monkeypatch.context() as patched:
            patched.setattr(channel, name, most)
            outside, inside = socket.socketpair()
            output = Output()
            line = Channel(outside, output)
            take(line, inside, 3)
            with pytest.raises(Excess):
                take(line, inside, 1)
            for end in (line, inside, output):
                end.close()


def test_a_message_behind_a_message_is_no_answer(ends):
    line, inside = ends
    inside.sendall(wire.frame("one") + b"s")
    with pytest.raises(Tampered):
        line.receive(Patience(50))


def test_an_error_has_so_many_places_and_so_much_text():
    places = [["cell", 1]] * MOST_PLACES
    kind, text, found = check_error(("E" * 10**6, "x" * 10**6, places))
    assert (len(kind), len(text), len(found)) == (100, 2000, MOST_PLACES)
    with pytest.raises(Tampered):
        check_error(("E", "x", [*places, ["cell", 1]]))


class Travelling(Patience):
    """Limits of a call."""

    def travelled(self):
        pass


def answered(line, inside, value, changes, states):
    """Send the answer to a call that hands over a list and a generator."""
    conversation = Conversation(line, Travelling(50))
    send = line.send

    def send_and_answer(message):
        send(message)
        inside.sendall(wire.frame(("value", message[1], value, wire.encode(changes), states)))

    line.send = send_and_answer
    given = [1], np.random.default_rng(1)
    return conversation.function("f")(*given), given


STATE = np.random.default_rng(2).bit_generator.state


def test_an_answer_may_change_each_argument_once(ends):
    found, (values, rng) = answered(*ends, wire.encode(7), [[0, [2]]], [[0, STATE]])
    assert (found, values) == (7, [2])
    assert rng.random() == np.random.default_rng(2).random()


BAD = {
    "changes of one list, twice": ([[0, [2]]] * 2, []),
    "states of one generator, twice": ([], [[0, STATE]] * 2),
    "a number too large": ([], [[0, {**STATE, "state": {"state": 2**128, "inc": 1}}]]),
    "a number below zero": ([], [[0, {**STATE, "uinteger": -1}]]),
    "no numbers": ([], [[0, {**STATE, "has_uint32": "1"}]]),
    "a generator of another kind": ([], [[0, np.random.SFC64(1).state]]),
    "the state of no generator": ([], [[1, STATE]]),
}


@pytest.mark.parametrize("name", BAD)
def test_other_changes_are_refused(ends, name):
    with pytest.raises(Tampered):
        answered(*ends, wire.encode(7), *BAD[name])


class Environment:
    def reset(self):
        return 0, {}

    def step(self, action):
        return 0, 0.0, False, False, {}


QUESTIONS = {
    "nothing": (),
    "not what of the environment": (0,),
    "a call of nothing": (0, "call", "observe"),
    "the info of nothing": (0, "info", "", 1, 2),
    "an environment that is not there": (7, "read", "n"),
    "an environment by another name": ("0", "read", "n"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_that_no_notebook_asks_is_tampering(ends, name):
    line, inside = ends
    inside_asks = wire.frame(("ask", *QUESTIONS[name]))
    send = line.send

    def send_and_ask(message):
        send(message)
        inside.sendall(inside_asks)

    line.send = send_and_ask
    with pytest.raises(Tampered, match="a question"):
        Conversation(line, Travelling(50)).function("f")(Environment())


def test_generators_that_read_beyond_their_buffer_do_not_travel(ends):
    twister = np.random.Generator(np.random.MT19937(1))
    with pytest.raises(TypeError, match="default_rng"):
        Conversation(ends[0], Travelling(50)).function("f")(twister)


def limited(program):
    """Run a program under the examiner's own limits; return how it ended and what it said."""
    source = f"from autograde.examination import own_limits\n{program}"
    return subprocess.run([sys.executable, "-c", source], cwd=CHECKOUT, capture_output=True,
                          text=True, check=False)  # fmt: skip


def test_the_examiner_has_limits_itself():
    free = "own_limits.begin()\nprint(len(bytearray({})))"
    assert limited(free.format(own_limits.MEMORY // 2)).returncode == 0
    assert "MemoryError" in limited(free.format(own_limits.MEMORY + 10**8)).stderr
    files = "own_limits.begin()\nkept = [open('/dev/null') for _ in range({})]"
    assert limited(files.format(own_limits.OPEN_FILES - 10)).returncode == 0
    assert "Too many open files" in limited(files.format(own_limits.OPEN_FILES + 1)).stderr
    loop = "own_limits.CPU = 1\nown_limits.begin_test()\nwhile True: pass"
    assert limited(loop).returncode == -signal.SIGXCPU


DEADLY = {
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "out of processor time": "import os, signal\nos.kill(os.getpid(), signal.SIGXCPU)",
    "a segfault": "import ctypes\nctypes.string_at(0)",
}


def two_exercises(end):
    """Return an assignment with two exercises; the hidden test of the first ends the examiner."""
    plan = telling.assignment(3, wanted="3")
    second = [
        cell._replace(
            name=cell.name.replace("f", "g"), exercise="g", source=cell.source.replace("f(", "g(")
        )
        for cell in plan.cells[1:]
    ]
    cells = [c._replace(source=end) if c.hidden else c for c in plan.cells]
    return plan._replace(cells=[*cells, *second])


@pytest.mark.needs_bwrap
@pytest.mark.parametrize("name", DEADLY)
def test_the_end_of_an_examiner_costs_one_exercise_and_is_told(tmp_path, name):
    plan = two_exercises(DEADLY[name])
    path = telling.notebook(tmp_path, "def f(x):\n    return x\ndef g(x):\n    return x")
    with Examiners(1) as examiners:
        ((_, found),) = examiners.examine([("one", path, plan)])
    marks = {test.name: test.score for one in found.exercises for test in one.tests}
    assert marks == {"test_f_example": 1, "test_f": 0, "test_g_example": 1, "test_g": 2}
    assert found.exercises[0].hint == STOPPED in CLOSED
    assert "grading was ended by what cell test_f got" in found.reason
    assert found.status == "graded"


@pytest.mark.needs_bwrap
def test_memory_that_an_answer_makes_the_examiner_take_costs_its_test(tmp_path):
    takes = f"kept = bytearray({own_limits.MEMORY * 2})"
    path = telling.notebook(tmp_path, "def f(x):\n    return x\ndef g(x):\n    return x")
    with Examiners(1) as examiners:
        ((_, found),) = examiners.examine([("one", path, two_exercises(takes))])
    assert (found.score, found.status) == (4, "graded")
    assert "MemoryError" not in json.dumps(found.to_json())

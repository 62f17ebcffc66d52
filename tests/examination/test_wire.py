"""The encoding: what goes in comes out, and whatever else comes in does no harm."""

import enum
import struct

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograde.examination.inside import wire

SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats() | st.text()
) | st.binary()
DTYPES = (
    arrays.boolean_dtypes()
    | arrays.integer_dtypes(endianness="=")
    | arrays.floating_dtypes(endianness="=")
) | arrays.complex_number_dtypes(endianness="=", sizes=(64, 128))
DTYPES = DTYPES.filter(lambda dtype: dtype.itemsize <= 16 and dtype.char not in "gG")
ARRAYS = arrays.arrays(DTYPES, arrays.array_shapes(min_dims=0, min_side=0, max_side=4))
KEYS = st.text() | st.integers() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    SCALARS | ARRAYS | ARRAYS.filter(lambda array: array.size).map(lambda array: array.flat[0]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


def same(a, b):
    """Whether two values are of the same types and, bit for bit, the same numbers."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, float):
        return struct.pack("<d", a) == struct.pack("<d", b)
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


@given(VALUES)
@settings(max_examples=150, deadline=None)
@example({"a": (1, [np.float64(2), np.array(["x"])])})
@example(np.array(3.0))
def test_values_come_out_as_they_went_in(value):
    assert same(wire.decode(wire.encode(value)), value)


@given(st.binary(max_size=60), VALUES, st.integers(0, 200), st.integers(0, 255))
@settings(max_examples=300, deadline=None)
def test_random_and_damaged_bytes_are_refused_or_plain(noise, value, place, byte):
    damaged = bytearray(wire.encode(value))
    damaged[place % len(damaged)] = byte
    for data in (noise, bytes(damaged), bytes(damaged[: place % len(damaged)])):
        try:
            found = wire.decode(data)
        except wire.Malformed:
            continue
        wire.encode(found)  # plain data again, and nothing else


class Grade(enum.IntEnum):
    GOOD = 1


class Liar(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__

    def __index__(self):
        return 5


class Text(str):
    def encode(self, *_):
        return b"forged"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Grade.GOOD, 1),
        (Liar(3), 3),
        (Text("mine"), "mine"),
        (type("Row", (tuple,), {})((1, 2)), (1, 2)),
        (type("Table", (dict,), {})(a=1), {"a": 1}),
        (np.ma.masked_array([1, 2], [0, 1]), np.array([1, 2])),
    ],
)
def test_subclasses_travel_as_what_they_are_built_on(value, plain):
    assert same(wire.decode(wire.encode(value)), plain)


NESTED = []
NESTED.append(NESTED)
WIDE = [0]
for _ in range(30):
    WIDE = [WIDE, WIDE]


@pytest.mark.parametrize(
    "value",
    [object(), {1, 2}, lambda: 1, np.array([object()]), np.array(["2020"], "M8[D]"), NESTED, WIDE]
    + [1 << 100_000, range(3), (n for n in ()), {i: i for i in range(20_000)}],
    ids=lambda value: type(value).__name__,
)
def test_everything_else_is_refused_with_a_hint(value):
    with pytest.raises(wire.Refused):
        wire.encode(value)


def array(name, shape, data):
    head = b"a" + bytes((0, len(name), len(shape))) + name
    return head + struct.pack(f"<{len(shape)}I", *shape) + data


@pytest.mark.parametrize(
    "data",
    [
        b"l" + b"\xff\xff\xff\xff",
        b"l\x01\x00\x00\x00" * 5000 + b"0",
        b"d\x01\x00\x00\x00l\x00\x00\x00\x000",
        b"I" + b"\xff\xff\xff\x7f",
        array(b"|O8", (1,), b"\0" * 8),
        array(b"<f8", (2**31, 2**31), b""),
        array(b"|S0", (2**31,), b""),
        array(b"|b1", (1,), b"\x07"),
        array(b"<U1", (1,), b"\xff\xff\xff\xff"),
        b"h" + wire.encode(("environment", 0, None)),
        wire.encode(1) + b"0",
        b"",
    ],
)
def test_bytes_made_to_harm_are_refused(data):
    with pytest.raises(wire.Malformed):
        wire.decode(data)


def test_a_header_of_another_version_or_size_is_refused():
    for header in (b"sc\x02\0\0\0\0", b"xx\x01\0\0\0\0", b"sc\x01\xff\xff\xff\xff"):
        with pytest.raises(wire.Malformed):
            wire.body_length(header)


def test_steps_have_a_short_form():
    assert wire.read_step_question(wire.step_question(3, np.int64(7))) == (3, 7)
    assert wire.read_step_question(wire.encode(("ask", 3))) is None
    answer = wire.step_answer((4, 2.5, True, False), 12)
    assert wire.read_step_answer(answer) == (4, 2.5, True, False, 12)
    assert wire.read_step_answer(wire.encode("no step")) is None


def test_resets_have_a_short_form():
    question = wire.reset_question(3)
    assert wire.read_reset_question(question) == 3
    assert wire.read_step_question(question) is None
    assert wire.read_reset_question(wire.encode(("ask", 3))) is None
    assert wire.read_reset_answer(wire.reset_answer((4,), 12)) == (4, 12)
    assert wire.read_reset_answer(wire.encode("no reset")) is None
    for answer in ((), (1.0,), (1, 2), (2**63,), (True,)):
        assert wire.reset_answer(answer, -1) is None


def test_steps_that_are_not_simple_have_no_short_form():
    assert wire.step_question(0, 1.5) is None and wire.step_question(0, 2**63) is None
    for answer in ((1, 2), (1.0, 2.0, True, False), (2**63, 2.0, True, False)):
        assert wire.step_answer(answer, -1) is None


def test_reading_an_array_that_may_not_be_changed_keeps_it_so():
    fixed = np.arange(3)
    fixed.flags.writeable = False
    assert not wire.decode(wire.encode(fixed)).flags.writeable

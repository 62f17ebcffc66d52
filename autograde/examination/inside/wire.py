"""Plain data as bytes and back, between the examiner and a submission in its jail.

A message is a frame: two magic bytes, the version, the length, then one value.

* Values are None, bool, int, float, str, bytes, list, tuple, dict, arrays and scalars of numpy;
  and, from the examiner to the jail only, a `Handle` for what cannot be copied.
* Decoding looks a tag up in a table and builds exactly these types. Nothing is unpickled, nothing
  is evaluated, because the jail may send anything.
* Bytes, values, arrays and their elements, keys, depth and digits have caps, on both sides the
  same; together they bound the time and the memory that one message costs. Keys can be made to
  collide, which takes quadratic time, unless they are text, whose hashes nobody can foresee; so
  of others there may be few. An axis without entries counts as one of length 1: 25 million empty
  rows are 25 million rows.
* Subclasses travel as the plain value that they are built on, so that no answer can bring its own
  ``__eq__`` along.

The same file serves on both sides; it needs the standard library and numpy only.
"""

import math
import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

VERSION = 1
HEADER = struct.Struct("<2sBI")
MAGIC = b"sc"
LARGEST = 32_000_000  # bytes of a value
DEEPEST = 40  # containers in containers
MOST_VALUES = 500_000  # in one message, as are the next three
MOST_ARRAYS = 100_000
MOST_KEYS = 10_000
MOST_PARTS_OF_KEYS = 1_000  # values that are keys other than text, or stand in one
LONGEST_INT = 256  # bytes, whose digits Python still writes out
MOST_AXES = 8
MOST_ELEMENTS = 4_000_000  # of an array
KINDS = "biufcSU"  # of arrays: bool, int, unsigned, float, complex, bytes, str
ITEM_SIZES = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8), "c": (8, 16)}
STEP, STEPPED = struct.Struct("<cHq"), struct.Struct("<cqd??q")
RESET, BEGUN = struct.Struct("<cH"), struct.Struct("<cqq")
SIMPLE_STEP = (int, float, bool, bool)
INT64, FLOAT64, COUNT = struct.Struct("<q"), struct.Struct("<d"), struct.Struct("<I")


class Refused(TypeError):
    """A value that cannot travel; the message says what can."""


class Malformed(ValueError):
    """Bytes that are no message."""


class Handle(NamedTuple):
    """What stays where it is: the other side gets a stand-in for it."""

    kind: str
    number: int
    state: object = None


def encode(value):
    """Return the bytes of a value.

    Parameters
    ----------
    value : plain data

    Raises
    ------
    Refused
        If the value, or one inside it, is of another kind, too large or nested too deeply.

    Examples
    --------
    >>> decode(encode((1, [2.5, "three"])))
    (1, [2.5, 'three'])
    """
    out = _Out()
    _put(value, out, 0)
    if len(out) > LARGEST:
        raise Refused(f"a value of {len(out)} bytes is too large to hand over")
    return bytes(out)


class Counts:
    """What is left of the caps on one message."""

    def __init__(self, error):
        self._error = error
        self.values, self.arrays, self.keys = MOST_VALUES, MOST_ARRAYS, MOST_KEYS
        self.parts = MOST_PARTS_OF_KEYS

    def take_values(self, size):
        """Count values before they are built."""
        self.values -= size
        if self.values < 0:
            raise self._error(f"more than {MOST_VALUES} values cannot be handed over: use an array")

    def take_keys(self, size):
        """Count the keys of a dict before they are read."""
        self.keys -= size
        if self.keys < 0:
            raise self._error(f"dicts of more than {MOST_KEYS} keys are too large to hand over")
        self.take_values(2 * size)

    def take_key(self, key):
        """Count what a key consists of."""
        if type(key) is str or type(key) is bytes:
            return
        self.parts -= _size(key)
        if self.parts < 0:
            raise self._error("that many keys that are no text cannot be handed over")

    def take_array(self, shape, item_size):
        """Count an array before it is built."""
        self.arrays -= 1
        elements = math.prod(max(length, 1) for length in shape)
        if elements > MOST_ELEMENTS or elements * item_size > LARGEST or len(shape) > MOST_AXES:
            raise self._error(f"an array of shape {shape} is too large to hand over")
        if self.arrays < 0:
            raise self._error(f"more than {MOST_ARRAYS} arrays cannot be handed over")


def _size(key):
    """Return how many values a key consists of; what may be in one is hashable."""
    return 1 + sum(map(_size, key)) if isinstance(key, tuple) else 1


class _Out(bytearray):
    """Bytes in the making."""

    def __init__(self):
        super().__init__()
        self.counts = Counts(Refused)


def frame(value):
    """Return the bytes of a whole message; bytes are taken as encoded already."""
    body = value if type(value) is bytes else encode(value)
    return HEADER.pack(MAGIC, VERSION, len(body)) + body


def step_question(number, action):
    """Return the encoded question for one step of an environment, or None if it is not simple.

    Learning asks it tens of thousands of times; what it decodes to is a question like all others.
    """
    if type(action) in (int, np.int64) and -(2**63) <= action < 2**63:
        return STEP.pack(b">", number, action)
    return None


def read_step_question(body):
    """Return the number of the environment and the action, or None if it is another message."""
    return STEP.unpack(body)[1:] if body[:1] == b">" and len(body) == STEP.size else None


def step_answer(value, info):
    """Return the encoded answer to a step, or None if it is not simple.

    Parameters
    ----------
    value : tuple
        State, reward, terminated, truncated.
    info : int
        Under which number the step's info can be asked for, -1 if it is empty.
    """
    if tuple(map(type, value)) != SIMPLE_STEP or not -(2**63) <= value[0] < 2**63:
        return None
    return STEPPED.pack(b"<", *value, info)


def read_step_answer(body):
    """Return state, reward, terminated, truncated, number of the info; None if it is none."""
    return STEPPED.unpack(body)[1:] if body[:1] == b"<" and len(body) == STEPPED.size else None


def reset_question(number):
    """Return the encoded question for a new episode of an environment, as others are begun."""
    return RESET.pack(b"}", number)


def read_reset_question(body):
    """Return the number of the environment, or None if it is another message."""
    return RESET.unpack(body)[1] if body[:1] == b"}" and len(body) == RESET.size else None


def reset_answer(value, info):
    """Return the encoded answer to a reset, or None if it is not simple.

    Parameters
    ----------
    value : tuple
        The state.
    info : int
        As of `step_answer`.
    """
    if tuple(map(type, value)) != (int,) or not -(2**63) <= value[0] < 2**63:
        return None
    return BEGUN.pack(b"{", *value, info)


def read_reset_answer(body):
    """Return the state and the number of the info; None if it is none."""
    return BEGUN.unpack(body)[1:] if body[:1] == b"{" and len(body) == BEGUN.size else None


def body_length(header):
    """Return how many bytes follow a header, which may have more behind it.

    Raises
    ------
    Malformed
        If it is not one of this version, or announces too much.
    """
    magic, version, length = HEADER.unpack_from(header)
    if (magic, version) != (MAGIC, VERSION) or length > LARGEST:
        given = bytes(header[: HEADER.size]).hex()
        raise Malformed(f"no header of version {VERSION}: {given}")
    return length


def mutables(value, found=None):
    """Return the lists, dicts and arrays in a value, outer ones first, the same on both sides."""
    found = [] if found is None else found
    if type(value) in (list, dict, np.ndarray):
        found.append(value)
    if type(value) in (list, tuple, dict):
        for item in value.values() if type(value) is dict else value:
            mutables(item, found)
    return found


def _put(value, out, depth):
    writer = _WRITERS.get(type(value))
    if writer is None:
        writer, value = _plain(value)
    if depth > DEEPEST or len(out) > LARGEST:
        raise Refused("the value is nested too deeply or too large")
    writer(value, out, depth)


def _plain(value):
    """Return the writer of a subclass's base, and the value as the base sees it."""
    if isinstance(value, np.ndarray):
        return _put_array, np.ndarray.view(value, np.ndarray)
    if isinstance(value, np.generic):
        return _put_array, np.asarray(value)
    for base, copy in _BASES:
        if isinstance(value, base):
            return _WRITERS[base], copy(value)
    if isinstance(value, Mapping):
        return _put_dict, dict(value)
    raise Refused(
        f"a value of type {type(value).__name__} cannot be handed over: use numbers, strings, "
        "lists, tuples, dicts or arrays of numbers"
    )


_BASES: tuple = (
    (int, lambda value: int.__add__(value, 0)),
    (float, float.__float__),
    (str, lambda value: str.__getitem__(value, slice(None)) + ""),
    (bytes, lambda value: bytes.__getitem__(value, slice(None))),
    (list, lambda value: list(list.__iter__(value))),
    (tuple, lambda value: tuple(tuple.__iter__(value))),
    (dict, lambda value: dict(dict.items(value))),
)


def _put_int(value, out, depth):
    try:
        out += b"i" + INT64.pack(value)
    except struct.error:
        size = value.bit_length() // 8 + 1
        if size > LONGEST_INT:
            raise Refused(f"a whole number of {size} bytes is too large to hand over") from None
        out += b"I" + COUNT.pack(size) + value.to_bytes(size, "little", signed=True)


def _put_text(value, out, depth):
    data = value.encode("utf-8", "surrogatepass")
    out += b"s" + COUNT.pack(len(data)) + data


def _put_items(tag):
    def put(value, out, depth):
        out.counts.take_values(len(value))
        out += tag + COUNT.pack(len(value))
        for item in value:
            _put(item, out, depth + 1)

    return put


def _put_dict(value, out, depth):
    out.counts.take_keys(len(value))
    out += b"d" + COUNT.pack(len(value))
    for key, item in value.items():
        out.counts.take_key(key)
        _put(key, out, depth + 1)
        _put(item, out, depth + 1)


def _put_array(value, out, depth):
    name, plain = _dtype_name(value.dtype)
    out.counts.take_array(value.shape, value.itemsize)
    out += b"a" + bytes((not value.flags.writeable, len(name), value.ndim)) + name
    out += struct.pack(f"<{value.ndim}I", *value.shape)
    out += value.tobytes() if value.dtype is plain else value.astype(plain).tobytes()


@lru_cache(64)
def _dtype_name(dtype):
    """Return the name under which arrays of a dtype travel, and the dtype in that byte order."""
    if dtype.kind not in KINDS or dtype.itemsize not in ITEM_SIZES.get(
        dtype.kind, [dtype.itemsize]
    ):
        raise Refused(f"an array of dtype {dtype} cannot be handed over: use numbers or strings")
    if not dtype.itemsize:
        raise Refused("an array of strings without characters cannot be handed over")
    plain = dtype if dtype.isnative else dtype.newbyteorder("<")
    return plain.str.encode(), plain


def _put_scalar(value, out, depth):
    out += b"n"
    _put_array(np.asarray(value), out, depth)


def _put_handle(value, out, depth):
    out += b"h"
    _put(tuple(value), out, depth + 1)


_WRITERS = {
    type(None): lambda value, out, depth: out.extend(b"0"),
    bool: lambda value, out, depth: out.extend(b"T" if value else b"F"),
    int: _put_int,
    float: lambda value, out, depth: out.extend(b"f" + FLOAT64.pack(value)),
    str: _put_text,
    bytes: lambda value, out, depth: out.extend(b"y" + COUNT.pack(len(value)) + value),
    list: _put_items(b"l"),
    tuple: _put_items(b"t"),
    dict: _put_dict,
    np.ndarray: _put_array,
    np.float64: lambda value, out, depth: out.extend(b"g" + FLOAT64.pack(value)),
    np.int64: lambda value, out, depth: out.extend(b"j" + INT64.pack(value)),
    Handle: _put_handle,
}
_WRITERS |= {
    scalar: _put_scalar
    for scalar in (np.bool_, np.int8, np.int16, np.int32, np.uint8, np.uint16, np.uint32, np.uint64)
    + (np.float16, np.float32, np.complex64, np.complex128, np.str_, np.bytes_)
}


def decode(data, handles=False):
    """Return the value of some bytes.

    Parameters
    ----------
    data : bytes
    handles : bool
        Whether handles may come; only the examiner sends them.

    Raises
    ------
    Malformed
        If the bytes are not exactly one value.
    """
    reader = _Reader(data, handles)
    try:
        value = reader.value(0)
    except (struct.error, IndexError, ValueError, TypeError, OverflowError, KeyError) as error:
        raise Malformed(f"no message: {type(error).__name__} at byte {reader.at}") from error
    if reader.at != len(data):
        raise Malformed(f"{len(data) - reader.at} bytes too many")
    return value


class _Reader:
    """Reads one value from bytes that may be anything."""

    def __init__(self, data, handles):
        self.data, self.at, self.handles = data, 0, handles
        self.counts = Counts(Malformed)

    def value(self, depth):
        tag = self.data[self.at]
        self.at += 1
        if depth > DEEPEST:
            raise Malformed("nested too deeply")
        return _READERS[tag](self, depth)

    def unpack(self, layout):
        at, self.at = self.at, self.at + layout.size
        return layout.unpack_from(self.data, at)[0]

    def bytes(self, size):
        at, self.at = self.at, self.at + size
        if self.at > len(self.data):
            raise Malformed("cut short")
        return self.data[at : self.at]

    def text(self, depth):
        return self.bytes(self.unpack(COUNT)).decode("utf-8", "surrogatepass")

    def whole(self, depth):
        size = self.unpack(COUNT)
        if size > LONGEST_INT:
            raise Malformed("a number too long")
        return int.from_bytes(self.bytes(size), "little", signed=True)

    def items(self, depth):
        count = self.unpack(COUNT)
        self.counts.take_values(count)
        return [self.value(depth + 1) for _ in range(count)]

    def mapping(self, depth):
        count, found = self.unpack(COUNT), {}
        self.counts.take_keys(count)
        for _ in range(count):
            key = self.value(depth + 1)
            self.counts.take_key(key)
            # One that cannot be a key raises TypeError, which is malformed as well.
            found[key] = self.value(depth + 1)
        return found

    def array(self, depth):
        fixed, length, ndim = self.bytes(3)
        kind, dtype = _dtype(self.bytes(length))
        shape = struct.unpack(f"<{ndim}I", self.bytes(4 * ndim))
        self.counts.take_array(shape, dtype.itemsize)
        data = self.bytes(math.prod(shape) * dtype.itemsize)
        _check_items(kind, data)
        array = np.ndarray(shape, dtype, data).copy()
        if fixed:
            array.flags.writeable = False
        return array

    def scalar(self, depth):
        if self.bytes(1) != b"a":
            raise Malformed("no scalar")
        array = self.array(depth)
        if array.ndim:
            raise Malformed("no scalar")
        return array[()]

    def handle(self, depth):
        if not self.handles:
            raise Malformed("a handle from the jail")
        return Handle(*self.value(depth + 1))


@lru_cache(64)
def _dtype(name):
    """Return the kind and the dtype of a name such as ``b"<f8"``."""
    kind, size = name[1:2].decode("ascii"), name[2:].decode("ascii")
    if name[:1] not in (b"<", b"|") or not kind or kind not in KINDS or not size.isdecimal():
        raise Malformed("no dtype")
    # Items without a size would let a few bytes stand for billions of them.
    if len(size) > 6 or int(size) not in (ITEM_SIZES.get(kind) or [int(size) or None]):
        raise Malformed("no dtype")
    return kind, np.dtype(name.decode("ascii"))


def _check_items(kind, data):
    """Raise unless bytes can be bools or characters: numpy does not look."""
    if kind == "b" and data and max(data) > 1:
        raise Malformed("no bools")
    if kind == "U" and data and np.frombuffer(data, "<u4").max() > 0x10FFFF:
        raise Malformed("no characters")


_READERS = {
    ord("0"): lambda reader, depth: None,
    ord("T"): lambda reader, depth: True,
    ord("F"): lambda reader, depth: False,
    ord("i"): lambda reader, depth: reader.unpack(INT64),
    ord("I"): _Reader.whole,
    ord("f"): lambda reader, depth: reader.unpack(FLOAT64),
    ord("s"): _Reader.text,
    ord("y"): lambda reader, depth: bytes(reader.bytes(reader.unpack(COUNT))),
    ord("l"): _Reader.items,
    ord("t"): lambda reader, depth: tuple(reader.items(depth)),
    ord("d"): _Reader.mapping,
    ord("a"): _Reader.array,
    ord("n"): _Reader.scalar,
    ord("g"): lambda reader, depth: np.float64(reader.unpack(FLOAT64)),
    ord("j"): lambda reader, depth: np.int64(reader.unpack(INT64)),
    ord("h"): _Reader.handle,
}

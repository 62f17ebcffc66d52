"""Calls of a student's functions from a graded cell, which stands outside of the jail.

Arguments travel by value, and in-place changes of lists, dicts and arrays come back into the
caller's. A generator travels as its state, which comes back as well. An environment stays here and
answers over the channel: `reset`, `step` and a few more, and the reading of plain attributes.
"""

import secrets
import types

import numpy as np

from autograde.examination.channel import Tampered, decoded
from autograde.examination.inside import wire
from autograde.examination.processes import check_error

# What student code may ask an environment to do; everything else of it can only be read.
METHODS = {"reset", "step", "sample", "seed", "contains", "orders", "observe", "hand_in"}
METHODS |= {"encode_state", "decode_state", "encode_action", "decode_action"}
ERRORS = (ValueError, TypeError, IndexError, KeyError, AttributeError, RuntimeError)
READABLE = {"observation_space", "action_space", "metadata", "spec"}  # and what is in them
DEEPEST = 3  # dots in what is read of an environment
LONGEST_PATH = 200  # characters of it
GENERATORS = ("PCG64", "PCG64DXSM")
MOST_INFOS = 10_000  # steps whose info can still be asked for
NO_PARTS: tuple[type, ...] = (
    types.ModuleType, type, types.FunctionType, types.BuiltinFunctionType,
)  # fmt: skip
NO_PARTS += (types.FrameType, types.CodeType, types.GeneratorType, np.random.Generator)


class StudentError(Exception):
    """An exception of a student's function.

    Parameters
    ----------
    kind : str
        Its type.
    message : str
    places : tuple of (str, int)
        Cells and lines that it came by.
    """

    def __init__(self, kind, message, places=()):
        super().__init__(kind, message)
        self.kind, self.message, self.places = kind, message, places


class Conversation:
    """The calls of one test.

    Parameters
    ----------
    channel : Channel
        To the test's own fork.
    limits : Limits
        Over all calls of the test together.
    """

    def __init__(self, channel, limits):
        self._channel, self._limits = channel, limits
        self._things = []  # generators and environments, by number
        self._states = {}  # of generators, as the jail knows them
        self._steps, self._resets = {}, {}  # of environments: what takes a step, begins an episode
        self._infos = {}  # of the latest of these, by number: they are told when asked for
        self._n_infos = 0

    def function(self, name):
        """Return the proxy of a function.

        Parameters
        ----------
        name : str
            What the submission calls it.
        """

        def proxy(*arguments, **keywords):
            return self._call(name, arguments, keywords)

        def repeated(times, arguments, keywords):
            return self._call(name, arguments, keywords, times)

        proxy.__name__ = name
        proxy.repeated = repeated  # type: ignore[attr-defined]  # for `supplychain.checks.repeat`: one way there and back
        return proxy

    def end(self):
        """Raise `Tampered` if the jail has more to say than it was asked."""
        self._channel.expect_silence()

    def _call(self, name, arguments, keywords, times=None):
        given = wire.mutables((arguments, keywords))
        token = secrets.randbits(62)
        question = (token, name, self._packed(arguments), self._packed(keywords), times)
        self._channel.expect_silence()
        self._channel.send(("call", *question))
        while True:
            body = self._channel.receive_body(self._limits)
            self._limits.travelled()
            step = wire.read_step_question(body)
            if step is not None:
                self._channel.send(self._step(*step))
                continue
            number = wire.read_reset_question(body)
            if number is not None:
                self._channel.send(self._reset(number))
                continue
            message = decoded(body)
            if type(message) is not tuple or not message:
                raise Tampered("an answer that is none")
            if message[0] == "ask":
                self._channel.send(self._answer(message[1:]))
            elif message[1:2] != (token,) or type(message[1]) is not int:
                raise Tampered("an answer to another question")
            elif message[0] == "error":
                raise StudentError(*check_error(message[2:]))
            else:
                value = self._value(message, given)
                if times is not None and (type(value) is not list or len(value) != times):
                    raise Tampered("another number of answers than of calls")
                return value

    def _step(self, number, action):
        """Return the encoded answer to the most frequent question."""
        return self._short(self._steps.get(number), (action,), wire.step_answer)

    def _reset(self, number):
        """Return the encoded answer to the next most frequent one."""
        return self._short(self._resets.get(number), (), wire.reset_answer)

    def _short(self, method, arguments, answered):
        if method is None:
            raise Tampered("a question about no environment")
        try:
            *found, info = answer = method(*arguments)
            short = answered(found, self._n_infos if info else -1)
            if short is None:
                return wire.encode(("value", answer))
        except ERRORS as error:  # Refused is a TypeError
            return wire.encode(_error(error))
        if info:
            self._keep(info)
        return short

    def _keep(self, info):
        self._infos[self._n_infos] = info
        self._infos.pop(self._n_infos - MOST_INFOS, None)
        self._n_infos += 1

    def _packed(self, value):
        """Return arguments with a handle for each thing that is no plain data."""
        if type(value) in (list, tuple):
            return type(value)([self._packed(item) for item in value])
        if type(value) is dict:
            return {key: self._packed(item) for key, item in value.items()}
        if isinstance(value, np.random.Generator):
            return self._generator(value)
        if hasattr(value, "reset") and hasattr(value, "step"):
            number = self._number(value)
            self._steps[number], self._resets[number] = value.step, value.reset
            return wire.Handle("environment", number)
        return value

    def _number(self, thing):
        for number, known in enumerate(self._things):
            if known is thing:
                return number
        self._things.append(thing)
        return len(self._things) - 1

    def _generator(self, generator):
        number, state = self._number(generator), generator.bit_generator.state
        if state["bit_generator"] not in GENERATORS:
            raise TypeError("a test hands over generators of numpy.random.default_rng only")
        if self._states.get(number) == state:  # names and whole numbers
            return wire.Handle("generator", number)
        self._states[number] = state
        return wire.Handle("generator", number, state)

    def _value(self, message, given):
        """Return the value of an answer, after what the call changed is changed here."""
        try:
            kind, _, value, changes, states = message
            if kind != "value":
                raise Tampered("an answer that is none")
            value, changes = wire.decode(value), wire.decode(changes)
            for several in (changes, states):
                if len({number for number, _ in several}) < len(several):
                    raise Tampered("two changes of one thing")
            for number, new in changes:
                _change(given, number, new)
            for number, state in states:
                self._go_on(number, state)
        except (wire.Malformed, TypeError, ValueError) as error:
            raise Tampered(f"an answer that is none: {error}") from error
        return value

    def _go_on(self, number, state):
        """Bring a generator to the state in which a call left it."""
        if type(number) is not int or number not in self._states or type(state) is not dict:
            raise Tampered("the state of no generator")
        if not _is_state(state):
            raise Tampered("the state of no generator")
        try:
            self._things[number].bit_generator.state = state
        except (KeyError, OverflowError, AttributeError) as error:
            raise Tampered("the state of no generator") from error
        self._states[number] = state

    def _answer(self, question):
        """Return what an environment answers to a question from the jail."""
        try:
            number, what, path, *rest = question
            if type(number) is not int or type(path) is not str or number in self._states:
                raise Tampered("a question about no environment")
            if len(path) > LONGEST_PATH:
                raise Tampered("a question about no environment")
            thing = self._things[number]
            if what == "read":
                return _read(thing, path)
            if what == "info":
                return self._info(*rest)
            arguments, keywords = rest
            if what != "call" or type(arguments) is not tuple or type(keywords) is not dict:
                raise Tampered("a question that is none")
        except (ValueError, TypeError, IndexError) as error:
            raise Tampered("a question that is none") from error
        return _done(thing, path, arguments, keywords)

    def _info(self, number):
        """Return the info of a step."""
        if type(number) is not int:
            raise Tampered("a question that is none")
        if number not in self._infos:
            return _error(KeyError(f"the info of a step more than {MOST_INFOS} steps ago is gone"))
        return ("value", self._infos[number])


def _is_state(state):
    """Whether the default generator can be brought to a state and go on.

    NumPy looks at little: a position beyond the end of a Mersenne Twister's buffer, for example,
    reads the memory behind it. So only the default generator travels.
    """
    inner = state.get("state")
    return (
        state.get("bit_generator") in GENERATORS
        and type(inner) is dict
        and all(_is_whole(inner.get(name), 128) for name in ("state", "inc"))
        and _is_whole(state.get("has_uint32"), 1)
        and _is_whole(state.get("uinteger"), 32)
    )


def _is_whole(number, bits):
    return type(number) is int and 0 <= number < 2**bits


def _change(given, number, new):
    """Give one of the caller's arguments the content that it has in the jail."""
    if type(number) is not int or not 0 <= number < len(given):
        raise Tampered("a change of no argument")
    old = given[number]
    if type(old) is not type(new):
        raise Tampered("a change of an argument's type")
    if isinstance(old, np.ndarray):
        if old.shape != new.shape or old.dtype != new.dtype or not old.flags.writeable:
            raise Tampered("a change of an array's form")
        old[...] = new
    elif isinstance(old, list):
        old[:] = new
    else:
        old.clear()
        old.update(new)


def _part(thing, path):
    """Return what a dotted path leads to: only public attributes, never code."""
    names = path.split(".")
    private = any(name.startswith("_") for name in names)
    if len(names) > DEEPEST or private or names[0] not in READABLE | METHODS:
        raise AttributeError(f"an environment has no {path} to be used here")
    for name in names:
        if isinstance(thing, NO_PARTS):
            raise AttributeError(f"an environment has no {path} to be used here")
        thing = getattr(thing, name)
    return thing


def _read(thing, path):
    try:
        found = _part(thing, path)
        if callable(found) and path.rpartition(".")[2] in METHODS:
            return ("method", None)
        if callable(found) or isinstance(found, NO_PARTS):
            raise AttributeError(f"an environment has no {path} to be used here")
        wire.encode(found)
    except wire.Refused:
        return ("part", None)
    except ERRORS as error:
        return _error(error)
    return ("value", found)


def _done(thing, path, arguments, keywords):
    """Return the encoded answer of an environment's method."""
    try:
        if path.rpartition(".")[2] not in METHODS:
            raise AttributeError(f"an environment has no {path} to be used here")
        answer = _part(thing, path)(*arguments, **keywords)
        return wire.encode(("value", answer))
    except ERRORS as error:  # Refused is a TypeError
        return _error(error)


def _error(error):
    kind = next(kind for kind in ERRORS if isinstance(error, kind))
    return ("error", kind.__name__, str(error)[:500])

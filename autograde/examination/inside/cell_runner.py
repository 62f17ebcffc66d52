"""The program in the jail: it runs a submission's cells, then answers calls of its functions.

The examiner asks over one socket to run the cells, one after the other, and to fork: each graded
test meets a fork of its own, which answers over a socket of its own, so that no call leaves a
trace for the next test. This program knows the cells and the arguments of calls, nothing of tests.

It needs the standard library, numpy and `wire` only. Whatever a submission does to it, all that
can come out are plain values, which the examiner does not trust.
"""

import __future__

import ast
import inspect
import os
import random
import signal
import socket
import sys
import types

import numpy as np
import stand_ins
import wire

CELL = "cell "  # before a cell's name in the file names of tracebacks
LONGEST_MESSAGE = 2000  # characters
AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
# What a cell imports from __future__ holds for the cells after it, as in Jupyter.
FUTURE = [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
CHUNK = 1 << 18  # bytes that are read at once
SHORT = 1 << 12  # bytes of nearly all messages: room for more takes time to be made
ROOM_AROUND = 100_000  # bytes of a message beside an answer: states of generators, for example

_loop = None  # of the cells that await
_flags = AWAIT  # of the compiler


def main(arguments):
    """Serve until the examiner closes its socket.

    Parameters
    ----------
    arguments : list of str
        The file descriptors of the socket for cells and of those for the forks, separated by
        commas.
    """
    control, groups = arguments
    groups = [socket.socket(fileno=int(number)) for number in groups.split(",") if number]
    control = Channel(socket.socket(fileno=int(control)))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _seed()
    module = types.ModuleType("__main__")
    module.__dict__.update(get_ipython=stand_ins.Shell, __builtins__=__builtins__)
    sys.modules["__main__"] = module
    control.send(("ready",))
    while True:
        message = control.receive()
        if message[0] == "cell":
            _, name, source = message
            control.send(_run_cell(module.__dict__, name, source))
        elif message[0] == "fork":
            _fork(control, groups, message[1], module.__dict__)


class Channel:
    """One end of a socket on which whole messages travel."""

    def __init__(self, end):
        self._end = end
        self._buffer = b""

    def close(self):
        """Close the socket."""
        self._end.close()

    def send(self, message):
        """Send a message."""
        self._end.sendall(wire.frame(message))

    def receive(self):
        """Wait for a message; end this process once there can be none any more."""
        return wire.decode(self.receive_body(), handles=True)

    def receive_body(self):
        """Wait for a message and return its bytes."""
        while len(self._buffer) < wire.HEADER.size:
            self._buffer += self._end.recv(SHORT) or os._exit(0)
        size = wire.HEADER.size + wire.body_length(self._buffer)
        if len(self._buffer) == size:  # most messages come whole
            data, self._buffer = self._buffer, b""
            return data[wire.HEADER.size :]
        parts, missing = [], size - len(self._buffer)
        while missing > 0:
            parts.append(self._end.recv(min(missing, CHUNK)) or os._exit(0))
            missing -= len(parts[-1])
        data = b"".join([self._buffer, *parts]) if parts else self._buffer
        self._buffer = data[size:]
        return data[wire.HEADER.size : size]


def _seed():
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 (what students may still use)


def _run_cell(namespace, name, source):
    """Run a cell; return how it ended: done, not_python, or the error."""
    global _flags
    try:
        code = compile(source, CELL + name, "exec", _flags, dont_inherit=True)
        _flags |= sum(flag for flag in FUTURE if code.co_flags & flag)
    except SyntaxError as error:
        inside = error.filename == CELL + name
        line = (error.lineno or 0) if inside else 0
        return ("not_python", type(error).__name__, _text(error.msg), [[name, line]])
    except BaseException as error:  # a cell may be too long or too deep to compile
        return _told(error)
    try:
        # Outside of cells an interrupt would end this program.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if "asyncio" in source or code.co_flags & inspect.CO_COROUTINE:
            _run_in_loop(code, namespace)
        else:
            exec(code, namespace)
    except BaseException as error:  # SystemExit and KeyboardInterrupt are answers as well
        return _told(error)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _flush()
    return ("done",)


def _run_in_loop(code, namespace):
    """Run a cell as Jupyter does, in one loop for all cells: they may await, and begin tasks."""
    global _loop
    import asyncio  # it takes a while to load, and few need it

    async def cell():
        waiting = eval(code, namespace)
        if waiting is not None:
            await waiting

    _loop = _loop or asyncio.new_event_loop()
    asyncio.set_event_loop(_loop)
    try:
        _loop.run_until_complete(cell())
    except KeyboardInterrupt:
        _loop = None  # what was interrupted would go on in the next cell
        raise


def _told(error):
    """Return an exception as plain data: type, message, the lines of cells that it came by."""
    places, entry = [], error.__traceback__
    while entry is not None and len(places) < 1000:
        file = entry.tb_frame.f_code.co_filename
        if file.startswith(CELL):
            places.append([file[len(CELL) :], entry.tb_lineno])
        entry = entry.tb_next
    try:
        message = _text(str(error))
    except BaseException:  # of a class of the student's own
        message = ""
    return ("error", _text(type(error).__name__), message, places[-20:])


def _text(text):
    return str(text)[:LONGEST_MESSAGE]


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # it may be the student's own object
            continue


def _fork(control, groups, number, namespace):
    """Fork a process that answers the calls of one test, and go on."""
    try:
        child = os.fork()
    except OSError as error:
        control.send(("error", "OSError", f"no process could be started: {error}", []))
        return
    if child:
        # The fork alone speaks here: once it dies, the examiner hears the channel close.
        groups[number].close()
        control.send(("done",))
        return
    control.close()
    for other, end in enumerate(groups):
        if other != number:
            end.close()
    line = Channel(groups[number])
    _seed()
    line.send(("ready",))
    things = stand_ins.Things(line)
    while True:
        _, token, *call = line.receive()
        line.send(_answer(namespace, things, token, *call))


def _answer(namespace, things, token, name, arguments, keywords, times):
    """Call a function of the submission; return the message about what came of it.

    With ``times`` it is called so often with the same arguments, and its answers are a list.
    """
    arguments, keywords = things.unpack(arguments), things.unpack(keywords)
    before = stand_ins.snapshot((arguments, keywords))
    try:
        if name not in namespace:
            raise NameError(f"name '{name}' is not defined")
        function = namespace[name]
        if times is None:
            value = function(*arguments, **keywords)
        else:
            value = [function(*arguments, **keywords) for _ in range(times)]
        # Encoded here, so that what cannot travel is told as the student's error.
        value = wire.encode(value)
        changes = wire.encode(stand_ins.changes(before))
        if len(value) + len(changes) > wire.LARGEST - ROOM_AROUND:
            raise wire.Refused("the answer and the changed arguments are too large to hand over")
    except BaseException as error:
        _, kind, message, places = _told(error)
        return ("error", token, kind, message, places)
    finally:
        _flush()
    return ("value", token, value, changes, things.states())

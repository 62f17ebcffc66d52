"""In the jail: what stands in for things that stay with the examiner, and what a call changed.

A generator is made anew from its state, which goes back after the call. An environment stays
outside: `reset`, `step` and the reading of plain attributes travel there and back. The shell
answers to IPython's magics, which have no business here.
"""

from collections.abc import MutableMapping

import numpy as np
import wire

CONSTANTS = (int, float, str, bool, np.int64)
TIMING = ("time", "timeit", "capture", "prun")  # magics whose code is part of the answer


class Things:
    """The stand-ins that one fork has made, by the examiner's numbers.

    Parameters
    ----------
    line : Line
        To the examiner.
    """

    def __init__(self, line):
        self._line = line
        self._known = {}  # stand-ins by number
        self._states = {}  # of generators, as the examiner knows them

    def unpack(self, value):
        """Return arguments with a stand-in for each handle."""
        if type(value) is wire.Handle:
            return self._stand_in(value)
        if type(value) in (list, tuple):
            return type(value)([self.unpack(item) for item in value])
        if type(value) is dict:
            return {key: self.unpack(item) for key, item in value.items()}
        return value

    def _stand_in(self, handle):
        if handle.kind == "environment":
            make = self._known.setdefault
            return make(handle.number, Environment(self._line, handle.number))
        if handle.number not in self._known:
            kind = getattr(np.random, handle.state["bit_generator"])
            self._known[handle.number] = np.random.Generator(kind(0))
        generator = self._known[handle.number]
        if handle.state is not None:
            generator.bit_generator.state = self._states[handle.number] = handle.state
        return generator

    def states(self):
        """Return ``[number, state]`` of each generator that went on since this was last asked."""
        found = []
        for number, known in self._states.items():
            state = self._known[number].bit_generator.state
            if state != known:  # names and whole numbers
                self._states[number] = state
                found.append([number, state])
        return found


class Environment:
    """An environment that answers from outside."""

    def __init__(self, line, number, path=""):
        self.__dict__.update(_line=line, _number=number, _path=path)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        if name == "unwrapped" and not self._path:
            return self
        path = f"{self._path}.{name}" if self._path else name
        kind, value = self._ask("read", path)
        if kind == "value":
            # What may be read are spaces and the like, which stay as they are; learners ask for
            # their size at every step.
            if type(value) in CONSTANTS:
                self.__dict__[name] = value
            return value
        part = Environment(self._line, self._number, path) if kind == "part" else None
        # Found from now on without coming here.
        self.__dict__[name] = part or self._method(path)
        return self.__dict__[name]

    def __setattr__(self, name, value):
        raise AttributeError(f"the environment's {name} cannot be set in an exercise")

    def __repr__(self):
        return "<environment>"

    def __contains__(self, value):
        return self.contains(value)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Do nothing: the environment is the examiner's."""

    def _method(self, path):
        def method(*arguments, **keywords):
            return self._ask("call", path, arguments, keywords)[1]

        def step(action):
            question = wire.step_question(self._number, action)
            return self._short(question, wire.read_step_answer) if question else method(action)

        def reset(*arguments, **keywords):
            if arguments or keywords:
                return method(*arguments, **keywords)
            return self._short(wire.reset_question(self._number), wire.read_reset_answer)

        return {"step": step, "reset": reset}.get(path, method)

    def _short(self, question, read):
        """Ask one of the most frequent questions, which have a short form."""
        self._line.send(question)
        body = self._line.receive_body()
        answer = read(body)
        if answer is None:
            return _checked(wire.decode(body))[1]
        *answer, number = answer
        return (*answer, {} if number < 0 else Info(self._ask, number))

    def _ask(self, *question):
        self._line.send(("ask", self._number, *question))
        return _checked(self._line.receive())


class Info(MutableMapping):
    """The info of a step or reset, which travels only if somebody looks at it: few do."""

    def __init__(self, ask, number):
        self._ask, self._number, self._known = ask, number, None

    def _told(self):
        if self._known is None:
            self._known = self._ask("info", "", self._number)[1]
        return self._known

    def __getitem__(self, name):
        return self._told()[name]

    def __setitem__(self, name, value):
        self._told()[name] = value

    def __delitem__(self, name):
        del self._told()[name]

    def __iter__(self):
        return iter(self._told())

    def __len__(self):
        return len(self._told())

    def __repr__(self):
        return repr(self._told())

    def copy(self):
        """Return a dict, as that of a dict does."""
        return dict(self._told())


def _checked(answer):
    """Return an answer, or raise the exception that it tells of."""
    if answer[0] == "error":
        raise getattr(__import__("builtins"), answer[1])(answer[2])
    return answer


def snapshot(value):
    """Return the lists, dicts and arrays in arguments, each with a copy of what it holds."""
    return [(mutable, _content(mutable)) for mutable in wire.mutables(value)]


def changes(before):
    """Return ``[number, new content]`` of each argument that a call changed in place."""
    return [
        [number, value]
        for number, (value, old) in enumerate(before)
        if not _same(_content(value), old)
    ]


def _content(value):
    if type(value) is np.ndarray:
        return value.tobytes()
    return list(value) if type(value) is list else [part for item in value.items() for part in item]


def _same(new, old):
    """Whether a container holds the same objects, an array the same bytes."""
    if type(new) is bytes:
        return new == old
    return len(new) == len(old) and all(a is b for a, b in zip(new, old))


class Shell:
    """What ``get_ipython()`` returns: magics that show or install something do nothing."""

    def run_line_magic(self, name, line, *_):
        """Run the statement of a timing magic, nothing else."""
        if name in TIMING:
            self._run(line)

    def run_cell_magic(self, name, line, cell):
        """Run the cell below a timing magic, nothing else."""
        if name in TIMING:
            self._run(cell)

    def getoutput(self, *_, **__):
        """Return what a shell command would print: nothing."""
        return []

    def _run(self, source):
        import __main__

        exec(compile(source, "cell magic", "exec"), __main__.__dict__)

    def __getattr__(self, name):
        return lambda *_, **__: None

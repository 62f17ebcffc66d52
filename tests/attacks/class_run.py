"""A class of attackers and honest students, graded by the command that teachers run."""

import csv
import json
import os
import socket
import threading
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from autograde.handin.archives import readable

from . import attack, throwaway
from .attack import HIDDEN_WORDS, LOOT, NAME

TOKEN = "token-of-the-course"
SOCKET = f"autograde-attacked-{os.getpid()}"  # two runs at a time may not share it
# Two honest students of different marks take turns: one that is raised shows as well.
HONEST = (
    (5.0, attack.written(attack.RIGHT)),
    (3.0, attack.written({**attack.RIGHT, "mean_stock": attack.WRONG_MEAN})),
)


class Run(NamedTuple):
    """What came of grading a class."""

    place: Path
    out: Path
    results: dict  # by student: what stands in results/
    rows: dict  # by student, as in the JSON: score, status
    terminal: str
    places: dict
    next: dict  # of each attack's name: the honest student graded after it, and the mark due


def put(place, student, content):
    folder = place / student
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_bytes(content)


def build(place, attacks, where):
    """Write the class; return who is next after each attack, with the mark that is due."""
    following = {}
    for number, one in enumerate(attacks):
        put(place, _folder(number, one), one.notebook(where))
    ordered = sorted(path.name for path in place.iterdir())
    names = {_folder(number, one): one for number, one in enumerate(attacks)}
    for number, student in enumerate(ordered):
        due, notebook = HONEST[number % 2]
        honest = f"{student[:150]}~honest" if student.isascii() else f"z{number:03}~honest"
        if student.startswith("."):
            honest = f"z{number:03}~honest"
        if number % EVERY == EVERY - 1 or number == len(ordered) - 1:
            put(place, honest, json.dumps(notebook).encode())
            for earlier in [k for k in names if k in ordered[: number + 1]]:
                following.setdefault(names[earlier].name, (honest, due))
    return following


EVERY = 3  # an honest student follows so many attacks: each is the next one of all three


def _folder(number, one):
    return one.student or f"{number:03}_{one.name.replace(' ', '_').replace('/', '_')}"


def grade(folder, attacks, *options, seconds=3600):
    """Grade a class of attacks through the command line and return the `Run`."""
    place, out = folder / "class", folder / "out"
    with Listeners() as listeners:
        where = attack.places(place, out, PORT=str(listeners.port), SOCKET=SOCKET)
        following = build(place, attacks, where)
        observed = Path(__file__).with_name("observed.py")
        arguments = [observed, "-m", "autograde", "grade", place, "--out", out, *options]
        arguments += ["--jobs", "2"]
        arguments += ["--course", attack.COURSE.root]
        ended = throwaway.run(*arguments, seconds=seconds, COURSE_TOKEN=TOKEN)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-4000:]
    results = read_results(out)
    return Run(place, out, results, read_rows(out), ended.stdout + ended.stderr, where, following)


def read_results(out):
    """Return the results by student."""
    found = [json.loads(path.read_text()) for path in (out / "results").rglob("*.json")]
    return {one["student"]: one for one in found}


def read_rows(out):
    """Return the rows of grades.csv as lists."""
    with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Listeners:
    """A port and an abstract socket that give away the answer to whoever reaches them."""

    def __enter__(self):
        self._lines = [socket.socket(), socket.socket(socket.AF_UNIX)]
        self._lines[0].bind(("127.0.0.1", 0))
        self._lines[1].bind("\0" + SOCKET)
        self.port = self._lines[0].getsockname()[1]
        for line in self._lines:
            line.listen()
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()
        return self

    def _serve(self, line):
        while True:
            try:
                reached, _ = line.accept()
            except OSError:
                return
            with reached:
                reached.sendall(b"reached")

    def __exit__(self, *_):
        for line in self._lines:
            line.shutdown(socket.SHUT_RDWR)
            line.close()


def student_of(run, one):
    """Return the name under which an attack's result is filed."""
    names = {path.name for path in run.place.iterdir()}
    name = one.student or next(n for n in names if n[4:] == _folder(0, one)[4:])
    return readable(name)


def result_of(run, one):
    """Return the result of an attack."""
    return run.results[student_of(run, one)]


def pages(run, one):
    """Return all that is written for the student who attacked, as text."""
    result = result_of(run, one)
    written = [json.dumps(result)]
    for path in (run.out / "feedback").rglob("*.html"):
        text = path.read_text(encoding="utf-8", errors="replace")
        if result["student"] in text:
            written.append(text)
    return "\n".join(written)


def hidden_words(run, one):
    """Return the words of hidden tests that reached the attacker."""
    result = {**result_of(run, one), "cells": []}  # what the attacker wrote names them, too
    text = json.dumps(result)
    return [word for word in (*HIDDEN_WORDS, LOOT) if word in text]


class Tags(HTMLParser):
    """Collects what would run in a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag in ("script", "iframe", "object", "embed", "img", "meta", "base", "form"):
            self.found.append((tag, values))
        self.found += [(tag, name) for name in values if name.startswith("on")]
        links = (values.get("href") or "", values.get("src") or "")
        self.found += [(tag, link) for link in links if ":" in link.split("/")[0]]


def tags(text):
    """Return what would run in a page."""
    parser = Tags()
    parser.feed(text)
    return parser.found

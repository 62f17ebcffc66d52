"""A whole class in one run: time and memory by its size, and runs that are killed and resumed.

``python -m benchmarks.class_run [--sizes 50 100 200] [--kills 20] [--json FILE]`` grades classes of
chapter 5 with two jobs, prints for each the time and the largest memory, then grades the last class
once more in a run that is killed (SIGKILL) at random moments and taken up with ``--resume`` every
time, and compares all that is left with what the undisturbed run left.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

from autograde.course.chapter import write_notebook
from autograde.kit.files import CHECKOUT
from benchmarks.grading import JOBS, NAME, notebooks

PAUSE = 0.25  # seconds between two looks at the memory
MB = 1e6


def command(place, out, *more):
    """Return the command that grades a class.

    Parameters
    ----------
    place, out : Path
        The submissions, and the folder for all that is written.
    more : str
        Further options.
    """
    words = [sys.executable, "-m", "autograde", "grade", place, "--out", out, "--jobs", JOBS]
    return [*map(str, words), *more]


def write_class(place, size):
    """Write submissions: those of the sample class again and again, no two files the same."""
    for number, (student, notebook) in enumerate(notebooks(size, with_demos=True).items()):
        notebook.metadata.number = number
        write_notebook(notebook, place / student / f"{NAME}.ipynb")


def measure(place, out, *more):
    """Grade a class; return seconds, and largest memory [MB] of the grader and of all processes.

    What processes share is counted once; the grader's own is what the system says at its end.
    """
    start = time.perf_counter()
    process = psutil.Popen(
        command(place, out, *more), cwd=CHECKOUT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    own = together = 0
    while process.poll() is None:
        with suppress(psutil.Error):
            own = max(own, process.memory_info().rss)
            together = max(together, _memory([process, *process.children(recursive=True)]))
        time.sleep(PAUSE)
    if process.returncode:
        raise SystemExit(f"the run of {place} ended with {process.returncode}")
    return time.perf_counter() - start, own / MB, together / MB


def _memory(processes):
    found = 0
    for process in processes:
        with suppress(psutil.Error):
            found += process.memory_full_info().pss
    return found


def killed(place, out, after, *more):
    """Begin or take up a run and kill it; return whether it was still at work.

    Parameters
    ----------
    place, out : Path
        As of `command`.
    after : float
        Seconds.
    more : str
        Further options.
    """
    process = subprocess.Popen(
        command(place, out, "--resume", *more), cwd=CHECKOUT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(after)
    at_work = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return at_work


def left(out):
    """Return all that a run leaves: files by name, and of the gradebook its scores.

    The bytes of the gradebook do not count, as nbgrader draws ids and writes times into it.
    """
    from nbgrader.api import Gradebook

    files = {
        path.relative_to(out).as_posix(): path.read_text()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.suffix not in (".db", ".db-journal")
    }
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        scores = {
            (submission.assignment.name, submission.student.id, grade.name): grade.auto_score
            for assignment in book.assignments
            for submission in assignment.submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
    return files, scores


def kill_often(place, out, n_kills, seconds, *more, seed=0):
    """Kill a run at random moments, and let it come to its end; return how often it was tried.

    Parameters
    ----------
    place, out : Path
        As of `command`.
    n_kills : int
        Of runs that were still at work; others are tried again.
    seconds : float
        What an undisturbed run takes.
    more : str
        Further options.
    seed : int
        Of the moments.
    """
    # Half of the moments are in the first seconds of a run, which every start has anew: start,
    # preflight, first results. The others let it come to writing the tables before the last ones.
    draw = random.Random(seed).uniform
    limits = [max(seconds / 4, 2 * seconds / max(n_kills, 1)), min(seconds, 10.0)]
    felt = tries = 0
    while felt < n_kills:
        felt += killed(place, out, draw(0, limits[tries % 2]), *more)
        tries += 1
    subprocess.run(
        command(place, out, "--resume", *more), cwd=CHECKOUT, check=True, capture_output=True
    )
    return tries


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Grade whole classes, and kill some runs.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 100, 200])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if min(options.sizes) < 1 or options.kills < 0:
        parser.error("give sizes of 1 or more, and 0 kills or more")
    rows = []
    print("submissions   seconds   per minute   grader [MB]   all processes [MB]")
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            place, out = Path(folder, f"class{size}"), Path(folder, f"out{size}")
            write_class(place, size)
            seconds, own, together = measure(place, out)
            rows.append(
                {"submissions": size, "seconds": seconds, "grader": own, "together": together}
            )
            rate = 60 * size / seconds
            print(f"{size:>11}{seconds:>10.1f}{rate:>13.1f}{own:>14.0f}{together:>21.0f}")
        again = Path(folder, "killed")
        tries = kill_often(place, again, options.kills, seconds)
        same = left(again) == left(out)
    print(
        f"killed at {options.kills} moments ({tries} tried), then", "the same" if same else "OTHER"
    )
    if options.json:
        figures = {"rows": rows, "kills": options.kills, "tries": tries, "same": same}
        Path(options.json).write_text(json.dumps(figures, indent=1) + "\n")
    raise SystemExit(not same)


if __name__ == "__main__":
    main()

"""The control: an autograder as most are, with the tests in the process of the student's code.

``python naive.py TASKS`` takes a list of pairs of submissions, an attack and the next one, and
prints one line of JSON per pair. Each pair is graded in a process of its own within strict limits,
the second submission after the first as in a class. One line per test goes through a pipe to the
parent, which takes the first lines for the marks of the first student.
"""

import json
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 1.5  # for what never ends
PATIENCE = 30  # for what ends, or reaches a measure, however busy the machine is
MEGABYTE = 1_000_000
LIMITS = {
    resource.RLIMIT_AS: 3000 * MEGABYTE,
    resource.RLIMIT_FSIZE: 20 * MEGABYTE,
    resource.RLIMIT_CPU: 4,
    resource.RLIMIT_NOFILE: 512,
    resource.RLIMIT_CORE: 0,
}
MOST_PROCESSES = 120  # that a control may start; a jail allows fewer


def shell():
    """Return an IPython shell that keeps what cells display."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.interactiveshell import InteractiveShell

    class Kept(DisplayHook):
        shown = ()

        def __call__(self, value=None):
            if value is not None:
                Kept.shown = (*Kept.shown, repr(value))

    made = InteractiveShell(displayhook_class=Kept, history_length=0)
    return made, Kept


def mark(made, kept, source, points):
    """Run one test cell and return its marks, as a reader of outputs gives them."""
    kept.shown = ()
    outcome = made.run_cell(source, store_history=True)
    if kept.shown:
        try:
            return float(kept.shown[0])
        except ValueError:
            pass
    return points if outcome.success else 0.0


def grade_both(pair, pipe):
    """Grade an attack and the next submission in this very process."""
    made, kept = shell()
    for cells in (pair["attack"], pair["next"]):
        for source, points in cells:
            if points:
                os.write(pipe, b"%g\n" % mark(made, kept, source, points))
            else:
                made.run_cell(source, store_history=True)
    os.write(pipe, (json.dumps({"encoded": 0.0}) + "\n").encode())


def child(pair, pipe, scratch):
    os.setsid()
    os.chdir(scratch)
    if pair["limited"]:
        # Only an ordinary user's processes are counted, and in a fresh folder it can write.
        os.chown(scratch, 65533, 65533), scratch.chmod(0o777)
    said = os.open("said", os.O_WRONLY | os.O_CREAT)
    os.dup2(said, 1), os.dup2(said, 2)
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if pair["limited"] and os.getuid() == 0:
        shell()[0].run_cell("import os, subprocess, numpy; numpy.mean([1])")  # loads what it needs
        os.setgroups([])
        os.setgid(65533), os.setuid(65533)
    if pair["limited"]:
        resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))
    os.environ["HOME"] = os.environ["IPYTHONDIR"] = str(scratch)
    try:
        grade_both(pair, pipe)
    finally:
        os._exit(0)


def watch(process, pipe, scratch, wanted):
    """Return what can be seen of a process until it ends, or for as long as one has to look.

    Parameters
    ----------
    process, pipe : int
    scratch : Path
    wanted : dict or None
        Measures; the first that is passed is enough. None if it may never end.
    """
    seen = {"lines": b"", "processes": 0, "memory": 0, "ended": False, "replies": 0}
    deadline = time.monotonic() + (SECONDS if wanted is None else PATIENCE)
    while time.monotonic() < deadline and not seen["ended"]:
        if any(seen[name] > most for name, most in (wanted or {}).items()):
            break
        ready, _, _ = select.select([pipe], [], [], 0.05)
        if ready:
            message = os.read(pipe, 65536)
            seen["replies"] += len(message)
            seen["lines"] = (seen["lines"] + message)[:10_000]
        group = of_session(process)
        seen["processes"] = max(seen["processes"], len(group))
        seen["memory"] = max(seen["memory"], sum(map(resident, group)))
        seen["ended"] = os.waitpid(process, os.WNOHANG)[0] != 0
    seen["lines"] += os.read(pipe, 65536) if select.select([pipe], [], [], 0)[0] else b""
    seen["disk"] = sum(path.stat().st_size for path in scratch.rglob("*") if path.is_file())
    said = scratch / "said"
    seen["said"] = said.read_bytes()[:200_000].decode(errors="replace") if said.exists() else ""
    seen["printed"] = said.stat().st_size if said.exists() else 0
    return seen


def of_session(leader):
    """Return the processes of a session that are alive."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            fields = Path("/proc", entry, "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(entry))
    return found


def resident(process):
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError):
        return 0


def end(leader):
    """End what is left of a session; a bomb needs more than one round."""
    for _ in range(50):
        alive = of_session(leader)
        for process in alive:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if not alive:
            return
        time.sleep(0.02)


def examine(pair):
    """Grade a pair in a bounded process and return the marks and what it used."""
    scratch = Path(tempfile.mkdtemp())
    (scratch / "tests.ipynb").write_text(json.dumps(pair))  # where a kernel has its notebook
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        child(pair, writing, scratch)
    os.close(writing)
    seen = watch(process, reading, scratch, pair["wanted"])
    end(process)
    if not seen["ended"]:
        os.waitpid(process, 0)
    os.close(reading)
    seen["outliving"] = outliving(pair["outlives"])
    shutil.rmtree(scratch, ignore_errors=True)
    tests = [sum(1 for _, points in cells if points) for cells in (pair["attack"], pair["next"])]
    lines = seen.pop("lines").decode(errors="replace").split("\n")
    first, second = lines[: tests[0]], lines[tests[0] : sum(tests)]
    encoded = lines[sum(tests) :][:1]
    marks = {"score": total(first), "next": total(second), "encoded": encoded}
    return {"name": pair["name"], **marks, **seen}


def outliving(expected):
    """Return how many processes outlive the one that was graded, and end them."""
    deadline = time.monotonic() + (PATIENCE if expected else 0)
    while not (found := end_outliving()) and time.monotonic() < deadline:
        time.sleep(0.05)  # it may not have got its name yet
    return found


def end_outliving():
    token, found = b"outlives-the-" + b"examination", 0
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            command = Path("/proc", entry, "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if token in command:
            os.kill(int(entry), signal.SIGKILL)
            found += 1
    return found


def total(lines):
    """Return the sum of some marks, or None if a line is no mark."""
    try:
        return sum(map(float, lines))
    except ValueError:
        return None


def main(path):
    # Once for all: each pair runs in a fork.
    import IPython.core.interactiveshell  # noqa: F401
    import numpy  # noqa: F401

    import supplychain.checks  # noqa: F401

    for pair in json.loads(Path(path).read_text()):
        print(json.dumps(examine(pair)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])

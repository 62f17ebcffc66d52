"""What compiled code prints is not shown in the midst of what Python shows."""

import subprocess
import sys

from autograde.kit.files import CHECKOUT

PROGRAM = """
import ctypes, os, threading
from autograde.kit.quiet import libraries_are_quiet
C = ctypes.CDLL(None)
C.puts(b"before")
with libraries_are_quiet():
    print("python")
    C.puts(b"a stray line")
    thread = threading.Thread(target=os.write, args=(1, b"another"))
    thread.start()
    thread.join()
print("after")
C.puts(b"again")
"""


def test_only_the_stray_lines_of_libraries_go():
    # Into a pipe, C keeps what it prints until the end of the program.
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=CHECKOUT, text=True, check=True,
                         capture_output=True)  # fmt: skip
    assert run.stdout.split() == ["before", "python", "after", "again"]


def test_what_is_printed_into_something_else_stays_there(capsys):
    from autograde.kit.quiet import libraries_are_quiet

    with libraries_are_quiet():
        print("kept")
    assert capsys.readouterr().out == "kept\n"

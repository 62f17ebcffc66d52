"""An examiner that ends with the program that started it, also if that one is killed.

``python -m autograde.leash SUBMISSION ASSIGNMENT SANDBOX`` is `examiner` with a standard input that
its starter holds open. When it closes, by whatever end of the starter, nobody waits for a result.
"""

import os
import sys
import threading

from autograde import examiner


def _end_with_starter():
    # Not through sys.stdin: Python aborts at its end while a thread holds the lock of that.
    while os.read(0, 4096):
        pass
    os._exit(1)  # jails die with it


if __name__ == "__main__":
    threading.Thread(target=_end_with_starter, daemon=True).start()
    examiner.main(*sys.argv[1:])

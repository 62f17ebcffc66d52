"""A program that ends with the one that started it, by whatever end of that, also a kill."""

import os
import threading


def end_with_starter(status: int = 1) -> None:
    """End this program when its standard input closes, which its starter holds open.

    Parameters
    ----------
    status : int
        The exit status then.
    """
    threading.Thread(target=_wait, args=(status,), daemon=True).start()


def _wait(status: int) -> None:
    # Not through sys.stdin: Python aborts at its end while a thread holds the lock of that.
    while os.read(0, 4096):
        pass
    os._exit(status)

"""The program that forks examiners, asked as the grader asks it."""

import gc
import json
import os
import socket

import pytest

from autograde.examination.forks import serve


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_examiners_that_ended_do_not_fill_the_table_of_processes(thawed):
    gone = [os.fork() or os._exit(0) for _ in range(2)]
    asking, its_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with asking, open(os.devnull, "r+") as nothing:
        request = json.dumps({"arguments": [], "ended": gone}).encode()
        socket.send_fds(asking, [request], [nothing.fileno()] * 4)
        asking.shutdown(socket.SHUT_WR)
        serve(its_end.detach(), lambda: None)
        os.waitpid(int(asking.recv(100)), 0)  # the examiner that was asked for
    for pid in gone:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)

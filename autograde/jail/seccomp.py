"""A filter of system calls for the jail, in the form in which the kernel takes it (classic BPF).

An ordinary user may create namespaces of its own, and in them mount memory that no limit counts or
reach parts of the kernel that have been broken before. Two jails that run at once see the same
files of /usr: whoever locks, leases or watches one of them, or asks which of its pages lie in
memory, can tell the other something. And some calls hold memory that belongs to no process, so that
nobody's share of it grows. Nothing in the course needs any of that, nor to trace other processes.
What is filtered answers with an error, so that a library which only tries goes on without it.
"""

import contextlib
import os
import platform
import struct
from typing import NamedTuple

LOAD, JUMP_EQUAL, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
NOT_PERMITTED, NOT_THERE = REFUSE | 1, REFUSE | 38  # EPERM, ENOSYS
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets: the call, the architecture, its arguments
# Flags of clone that create a namespace: mount, cgroup, UTS, IPC, user, PID, network.
NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000
NAMESPACES |= 0x40000000
# Of fcntl: SETLK, SETLKW, the same with OFD_, SETLEASE, NOTIFY, SETPIPE_SZ.
FCNTL = (6, 7, 37, 38, 1024, 1026, 1031)
# Of setsockopt: SNDBUF, SNDBUFFORCE, RCVBUF, RCVBUFFORCE.
BUFFERS = (7, 32, 8, 33)
SHARED, ANONYMOUS = 0x01, 0x20  # flags of mmap: together, memory that may belong to no process
CLONE3 = 435
# The same numbers everywhere: pidfd_getfd, io_uring_setup, the new ways to mount, memfd_secret,
# cachestat.
EVERYWHERE = (438, 425, 428, 429, 430, 431, 432, 433, 442, 447, 451)


class Machine(NamedTuple):
    """What the system calls of a kind of machine are called."""

    architecture: int
    clone: int
    fcntl: int
    mmap: int
    setsockopt: int
    refused: tuple  # calls that nobody in a jail needs


# The refused, in this order: unshare, setns, mount, umount2, pivot_root, chroot, ptrace,
# process_vm_readv and writev, keyctl, add_key, request_key, bpf, userfaultfd, perf_event_open,
# open_by_handle_at; flock; memfd_create; inotify_init1, _add_watch and _rm_watch;
# fanotify_init and _mark; shmget, shmat, shmctl, shmdt; semget, semop, semctl, semtimedop; msgget,
# msgsnd, msgrcv, msgctl; mq_open, _unlink, _timedsend, _timedreceive, _notify, _getsetattr;
# sysinfo and syslog; of the page cache mincore, fadvise64, readahead, preadv2; socket, connect,
# bind, listen, accept, accept4, sendmsg, sendmmsg (pairs of sockets remain); splice, tee, vmsplice;
# and x86's older inotify_init.
MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        56,
        72,
        9,
        54,
        (272, 308, 165, 166, 155, 161, 101, 310, 311, 250, 248, 249, 321, 323, 298, 304)
        + (73, 319, 294, 254, 255, 300, 301, 29, 30, 31, 67, 64, 65, 66, 220, 68, 69, 70, 71)
        + (240, 241, 242, 243, 244, 245, 99, 103, 27, 221, 187, 327, 41, 42, 49, 50, 43, 288, 46)
        + (307, 275, 276, 278, 253),
    ),
    "aarch64": Machine(
        0xC00000B7,
        220,
        25,
        222,
        208,
        (97, 268, 40, 39, 41, 51, 117, 270, 271, 219, 217, 218, 280, 282, 241, 265)
        + (32, 279, 26, 27, 28, 262, 263, 194, 196, 195, 197, 190, 193, 191, 192, 186, 189, 188)
        + (187, 180, 181, 182, 183, 184, 185, 179, 116, 232, 223, 213, 286, 198, 203, 200, 201)
        + (202, 242, 211, 269, 76, 77, 75),
    ),
}


def descriptor():
    """Return a file descriptor from which the filter can be read, None on other machines."""
    program = rules(platform.machine())
    if program is None:
        return None
    reading, writing = os.pipe()
    os.write(writing, program)
    os.close(writing)
    return reading


def close(number):
    """Close what `descriptor` returned."""
    if number is not None:
        with contextlib.suppress(OSError):
            os.close(number)


def rules(machine):
    """Return the filter for a machine, such as ``x86_64``; None where its calls are not known."""
    if machine not in MACHINES:
        return None
    calls = MACHINES[machine]
    # Jumps count the instructions that they skip; each test skips its own verdict.
    program = [(LOAD, 0, 0, ARCHITECTURE), (JUMP_EQUAL, 1, 0, calls.architecture)]
    program += [(RETURN, 0, 0, NOT_PERMITTED), (LOAD, 0, 0, NUMBER)]
    # A second set of numbers for the same calls on x86_64.
    program += [(JUMP_ANY_BIT, 0, 1, 0x40000000), (RETURN, 0, 0, NOT_PERMITTED)]
    for number in (*calls.refused, *EVERYWHERE):
        program += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, NOT_PERMITTED)]
    # The flags of clone3 are out of reach here; without it, libraries use clone.
    program += [(JUMP_EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, NOT_THERE)]
    program += _with_argument(calls.clone, 0, [(JUMP_ANY_BIT, 0, 1, NAMESPACES)])
    for command in FCNTL:
        program += _with_argument(calls.fcntl, 1, [(JUMP_EQUAL, 0, 1, command)])
    for option in BUFFERS:
        program += _with_argument(calls.setsockopt, 2, [(JUMP_EQUAL, 0, 1, option)])
    both = [(JUMP_ANY_BIT, 0, 2, ANONYMOUS), (JUMP_ANY_BIT, 0, 1, SHARED)]
    program += _with_argument(calls.mmap, 3, both)
    program += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def _with_argument(number, place, tests):
    """Return the instructions that refuse a call where one of its arguments passes some tests.

    Parameters
    ----------
    number : int
        Of the call, which is loaded.
    place : int
        Of the argument, from 0; its lower half is looked at.
    tests : list of tuple
        Each goes on where it is passed; else it skips the rest of them, and the refusal.
    """
    asked = [(LOAD, 0, 0, ARGUMENTS + 8 * place), *tests, (RETURN, 0, 0, NOT_PERMITTED)]
    # What follows finds the number loaded, as before.
    return [(JUMP_EQUAL, 0, len(asked) + 1, number), *asked, (LOAD, 0, 0, NUMBER)]

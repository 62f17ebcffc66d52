"""A filter of system calls for the jail, in the form in which the kernel takes it (classic BPF).

An ordinary user may create namespaces of its own, and in them mount memory that no limit counts or
reach parts of the kernel that have been broken before. Nothing in the course needs any of that,
nor to trace other processes. What is filtered answers with an error, so that a library which only
tries goes on without it.
"""

import contextlib
import os
import platform
import struct

LOAD, JUMP_EQUAL, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
NOT_PERMITTED, NOT_THERE = REFUSE | 1, REFUSE | 38  # EPERM, ENOSYS
NUMBER, ARCHITECTURE, FLAGS = 0, 4, 16  # offsets: the call, the architecture, the first argument
# Flags of clone that create a namespace: mount, cgroup, UTS, IPC, user, PID, network.
NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000
NAMESPACES |= 0x40000000
CLONE3 = 435
# pidfd_getfd, io_uring_setup, and the new ways to mount: the same numbers everywhere.
EVERYWHERE = (438, 425, 428, 429, 430, 431, 432, 433, 442)
# In this order: unshare, setns, mount, umount2, pivot_root, chroot, ptrace, process_vm_readv and
# writev, keyctl, add_key, request_key, bpf, userfaultfd, perf_event_open, open_by_handle_at.
MACHINES = {
    "x86_64": (
        0xC000003E,
        56,  # clone
        (272, 308, 165, 166, 155, 161, 101, 310, 311, 250, 248, 249, 321, 323, 298, 304),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        (97, 268, 40, 39, 41, 51, 117, 270, 271, 219, 217, 218, 280, 282, 241, 265),
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
    architecture, clone, refused = MACHINES[machine]
    # Jumps count the instructions that they skip; each test skips its own verdict.
    program = [(LOAD, 0, 0, ARCHITECTURE), (JUMP_EQUAL, 1, 0, architecture)]
    program += [(RETURN, 0, 0, NOT_PERMITTED), (LOAD, 0, 0, NUMBER)]
    # A second set of numbers for the same calls on x86_64.
    program += [(JUMP_ANY_BIT, 0, 1, 0x40000000), (RETURN, 0, 0, NOT_PERMITTED)]
    for number in (*refused, *EVERYWHERE):
        program += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, NOT_PERMITTED)]
    # The flags of clone3 are out of reach here; without it, libraries use clone.
    program += [(JUMP_EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, NOT_THERE)]
    program += [(JUMP_EQUAL, 0, 3, clone), (LOAD, 0, 0, FLAGS)]
    program += [(JUMP_ANY_BIT, 0, 1, NAMESPACES), (RETURN, 0, 0, NOT_PERMITTED)]
    program += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)

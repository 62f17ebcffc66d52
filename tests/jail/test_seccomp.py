"""The filter of system calls, run by a small interpreter of its instructions, for all machines."""

import struct

import pytest

from autograde.jail import seccomp

KILLED = {"SETLK": 6, "SETLEASE": 1024, "SETPIPE_SZ": 1031}
GETFL, DUPFD_CLOEXEC, SETFD = 3, 1030, 2


def verdict(machine, number, *arguments, architecture=None):
    """Return what the filter of a machine says of a call."""
    calls = seccomp.MACHINES[machine]
    architecture = calls.architecture if architecture is None else architecture
    data = struct.pack("=IIQ6Q", number, architecture, 0, *arguments, *[0] * (6 - len(arguments)))
    program = [*struct.iter_unpack("=HBBI", seccomp.rules(machine))]
    loaded, place = 0, 0
    while True:
        code, if_true, if_false, value = program[place]
        place += 1
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            (loaded,) = struct.unpack_from("=I", data, value)
        else:
            tests = {seccomp.JUMP_EQUAL: loaded == value, seccomp.JUMP_ANY_BIT: loaded & value}
            place += if_true if tests[code] else if_false


machines = pytest.mark.parametrize("machine", seccomp.MACHINES)


@machines
def test_calls_that_nobody_needs_are_refused_and_the_next_numbers_are_not(machine):
    calls = seccomp.MACHINES[machine]
    special = {calls.clone, calls.fcntl, calls.mmap, calls.setsockopt, seccomp.CLONE3}
    refused = {*calls.refused, *seccomp.EVERYWHERE}
    for number in range(460):
        if number not in special:
            wanted = seccomp.NOT_PERMITTED if number in refused else seccomp.ALLOW
            assert verdict(machine, number) == wanted, number


@machines
def test_arguments_decide_about_clone_fcntl_mmap_and_setsockopt(machine):
    calls = seccomp.MACHINES[machine]
    assert verdict(machine, seccomp.CLONE3) == seccomp.NOT_THERE
    assert verdict(machine, calls.clone, 0x01200011) == seccomp.ALLOW  # as fork does
    for flag in (1 << 17, 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30):
        assert verdict(machine, calls.clone, 0x11 | flag) == seccomp.NOT_PERMITTED
    for command in KILLED.values():
        assert verdict(machine, calls.fcntl, 3, command) == seccomp.NOT_PERMITTED
    for command in (GETFL, DUPFD_CLOEXEC, SETFD):
        assert verdict(machine, calls.fcntl, 6, command) == seccomp.ALLOW
    for option, wanted in (
        (7, seccomp.NOT_PERMITTED),
        (8, seccomp.NOT_PERMITTED),
        (20, seccomp.ALLOW),
        (21, seccomp.ALLOW),
    ):  # buffers, timeouts
        assert verdict(machine, calls.setsockopt, 3, 1, option) == wanted
    for flags in (0x22, 0x01, 0x02):  # private memory, a file shared or private
        assert verdict(machine, calls.mmap, 0, 4096, 3, flags) == seccomp.ALLOW
    for flags in (0x21, 0x23):  # memory that is shared, but no file
        assert verdict(machine, calls.mmap, 0, 4096, 3, flags) == seccomp.NOT_PERMITTED


@machines
def test_another_architecture_and_the_second_set_of_numbers_are_refused(machine):
    assert verdict(machine, 0, architecture=0x40000003) == seccomp.NOT_PERMITTED
    assert verdict(machine, 0x40000000 | 101) == seccomp.NOT_PERMITTED
    assert verdict(machine, 0x40000000) == seccomp.NOT_PERMITTED


def test_the_calls_of_a_machine_that_nobody_tried_are_not_guessed():
    assert seccomp.rules("riscv64") is None

"""``python -m tests.jail.held``: what each attack on the memory holds, by each way to bound it.

The measure is a group of the kernel around the jail, without a limit: it needs cgroup v1 and root.
"""

import pytest

from autograde.examination.channel import Stopped
from autograde.examination.processes import Jail
from autograde.jail import cgroups, memory
from autograde.jail.profile import MEMORY_IN_SUM
from tests.attacks.holding import BODIES, in_forks, program

MAPPED = """
for number in range(10):
    if os.fork() == 0:
        mine = bytearray(b"x") * (TARGET // 10)
        time.sleep(8)
        os._exit(0)
held = TARGET
time.sleep(3)
"""
TREE = """
for number in range(20):
    try:
        for piece in range(100):
            with open(f"f{number}-{piece}", "wb") as file:
                held += file.write(bytes(1_000_000))
    except OSError:
        pass
"""
# The kernel keeps a record for each piece of memory that is mapped otherwise than the next one.
RECORDS = """
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + 3 * [ctypes.c_int] + [ctypes.c_long]
start = libc.mmap(None, 4096 * 64_000, 0, 0x22, -1, 0)
for page in range(0, 64_000, 2):
    if held >= TARGET or libc.mprotect(ctypes.c_void_p(start + 4096 * page), 4096, 1):
        break
    held += 2 * 256
"""
ATTACKS = {
    **BODIES,
    "memory in many processes": MAPPED,
    "records of mapped pieces in many processes": in_forks(RECORDS, 90),
    "files in the scratch folder": TREE,
}
WAYS = ("counted", "cgroup v1", "cgroup v2")


def share_of(way, most, processes=64):
    """Return a share of one way, None where that does not work here."""
    if way == "counted":
        return memory.Counted(most)
    return memory.share(processes, most) if memory.kind() == way else None


class Observed(memory.Counted):
    """A share that is counted, within a group that only measures."""

    def __init__(self, most, around):
        super().__init__(most)
        self._around = around

    def entering(self, command):
        return self._around.entering(command)


def tried(body, share, target, seconds=20.0):
    """Try an attack in a jail of an examination; return how it ended.

    Parameters
    ----------
    body : str
    share : memory.Counted or cgroups.Group
        Of the jail.
    target : int
        Bytes that the attack wants to hold.
    seconds : float
        That it may take.
    """
    lines = "".join(f"    {line}\n" for line in program(body, target).split("\n"))
    source = f"def attack():\n{lines}\nattack()\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "share", lambda *_: share)
        with Jail("bubblewrap", 0) as jail:
            try:
                outcome = jail.run("mine", source, seconds)
            except Stopped as error:
                return str(error)
            return outcome.error or " ".join([outcome.end, jail.output.take()]).strip()


def peak(way, body, most=MEMORY_IN_SUM, target=2 * MEMORY_IN_SUM):
    """Return what an attack holds at most [bytes], and how it ends."""
    around = memory.groups().group(2**36, 10_000)
    try:
        if way == "counted":
            share = Observed(most, around)
        else:  # what a group holds is part of what the group above it holds
            share = cgroups.Groups(memory.groups().version, around.folders).group(most, 72)
        ended = tried(body, share, target)
        return int((around.folders["memory"] / "memory.max_usage_in_bytes").read_text()), ended
    finally:
        if way != "counted":
            cgroups.removed(list(share.folders.values()), 10.0, kill=True)
        around.close()


def main():
    """Print the table."""
    ways = WAYS[:2]
    print(f"| attack | {' | '.join(ways)} |\n|---|--:|--:|")
    for name, body in ATTACKS.items():
        cells = []
        for way in ways:
            held, ended = peak(way, body)
            cells.append(f"{held / 2**20:,.0f} MB, {ended[:40]}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()

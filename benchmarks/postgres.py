"""A PostgreSQL of one's own: in a temporary folder, reached by a socket only."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534  # PostgreSQL does not run as root
HOW = "sudo apt-get install postgresql"


def programs():
    """Return the folder of PostgreSQL's programs, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@contextmanager
def server():
    """Yield the address of a new server; it is nobody else's, and ends with this."""
    here, as_user = programs(), {}
    folder = tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp")
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        as_user = {"user": NOBODY, "group": NOBODY, "extra_groups": ()}

    def run(program, *arguments):
        made = subprocess.run([here / program, *arguments], cwd=folder, capture_output=True,
                              text=True, check=False, env={"PATH": os.environ["PATH"], "LANG": "C"},
                              **as_user)  # fmt: skip
        if made.returncode:
            raise RuntimeError(made.stdout + made.stderr)

    data = f"{folder}/data"
    try:
        run("initdb", "-D", data, "-U", "portal", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-t", "120", "-l", f"{folder}/log", "-o", options, "start")
        yield f"postgresql://portal@{folder.replace('/', '%2F')}/postgres"
    finally:
        if Path(data, "postmaster.pid").exists():
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

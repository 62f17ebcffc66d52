"""What a committed result was measured on, so that a test can say that it is out of date."""

import hashlib
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def fingerprint(*folders):
    """Return the SHA-256 of all committed or new files of some folders of the checkout.

    Parameters
    ----------
    *folders : str
        Below the root of the checkout. What git ignores does not count.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    digest = hashlib.sha256()
    for name in sorted(set(filter(None, listed.stdout.split("\0")))):
        path = ROOT / name
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()

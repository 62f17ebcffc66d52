"""Is this checkout fit to be released? ``make release-check`` asks; it publishes nothing.

One version everywhere, dated; nothing uncommitted; chapters agree with their sources and hold no
answer; and the wheel, installed without the checkout, holds only the package and plays a day.
"""

import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLAY = """
import supplychain
env = supplychain.SupplyChainEnv()
env.reset(seed=0)
env.step([10] * env.action_space.shape[0])
print(supplychain.__version__)
"""


def versions(root):
    """Return what each file that names the version says of it, by the name of the file."""
    said = {
        "supplychain/__init__.py": r'^__version__ = "([^"]+)"',
        "CITATION.cff": r"^version: (\S+)",
        "CHANGELOG.md": r"^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$",
    }
    found = {}
    for name, pattern in said.items():
        match = re.search(pattern, (root / name).read_text(encoding="utf-8"), re.MULTILINE)
        found[name] = match[1] if match else None
    return found


def dates(root):
    """Return the days of the release that the changelog and the citation name."""
    changed = re.search(
        r"^## \[\d[^\]]*\] - (\S+)", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    cited = re.search(r"^date-released: (\S+)", (root / "CITATION.cff").read_text("utf-8"), re.M)
    return {"CHANGELOG.md": changed and changed[1], "CITATION.cff": cited and cited[1]}


def problems(root):
    """Return what the files of a checkout say against a release, one sentence each."""
    found = []
    for what, said in (("version", versions(root)), ("date of the release", dates(root))):
        if len(set(said.values())) > 1 or None in said.values():
            told = ", ".join(f"{name} says {value or 'nothing'}" for name, value in said.items())
            found.append(f"The {what} differs: {told}. Write the same into all.")
    return found


def remarks(root):
    """Return what whoever releases should know, and may have meant."""
    text = (root / "CHANGELOG.md").read_text("utf-8")
    kept = re.search(r"^## \[Unreleased\]\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    if kept is None or not kept[1].strip():
        return []
    version = versions(root)["supplychain/__init__.py"]
    return [
        f"CHANGELOG.md still tells changes under Unreleased, and the version is {version}: for a "
        "new release, give them a heading with a new version and its date."
    ]


def strangers(names):
    """Return the members of a wheel that are neither the package nor about it."""
    return [name for name in names if not re.match(r"supplychain(-[^/]+\.dist-info)?/", name)]


def main():
    """Print what is wrong and end with 1, or print that nothing is."""
    found = problems(ROOT)
    if _run(["git", "status", "--porcelain"], cwd=ROOT):
        found.append("There are changes that are not committed: commit or stash them.")
    check = [sys.executable, "-m", "autograde", "release", "--check"]
    if subprocess.run(check, cwd=ROOT, check=False).returncode:
        found.append("`python -m autograde release --check` has something against it (above).")
    with tempfile.TemporaryDirectory() as folder:
        found += _wheel_problems(Path(folder))
    for one in [*found, *remarks(ROOT)]:
        print(one)
    print("Not to be released yet." if found else "Fit to be released.")
    return 1 if found else 0


def _wheel_problems(folder):
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    _run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)])
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as members:
        found = [f"The wheel holds {name}." for name in strangers(members.namelist())]
    venv.create(folder / "fresh", with_pip=True)
    python = folder / "fresh" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _run([*install, "-c", str(ROOT / "constraints.txt"), str(wheel)])
    said = _run([str(python), "-I", "-c", PLAY], cwd=folder).strip()
    if said != versions(ROOT)["supplychain/__init__.py"]:
        found.append(f"The installed wheel calls itself {said}.")
    return found


def _run(command, cwd=None):
    return subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())

"""The examples of the pages run, one after the other as a reader would, and print what they say.

A type checker reads them too: what it says of correct code, an editor shows to every reader.
"""

import contextlib
import io
import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from supplychain import SupplyChainEnv

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "supplychain/README.md", "chapters/own_work.md")
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What an example may use though nobody who installs the package has it.
OPTIONAL = re.compile(r"^(?:import|from) (pandas|PIL|matplotlib)\b", re.MULTILINE)


def examples(name):
    """Yield (code, what it prints) of each example; what it prints is the text right below it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = [(match[1], match[2]) for match in BLOCK.finditer(text)]
    for (kind, code), (below, printed) in zip(blocks, [*blocks[1:], ("", "")]):
        if kind == "python":
            yield code, printed if below == "text" else ""


def lines(text):
    """Return lines without the blanks at their ends."""
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("name", PAGES)
def test_the_examples_of_a_page_print_what_it_says(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    namespace = {"__name__": "page"}
    for code, want in examples(name):
        if any(find_spec(module) is None for module in OPTIONAL.findall(code)):
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, name, "exec"), namespace)
        assert lines(printed.getvalue()) == lines(want), code


@pytest.mark.slow
def test_a_type_checker_finds_nothing_wrong_in_the_examples(tmp_path):
    pytest.importorskip("mypy")
    programs = [tmp_path / f"page_{number}.py" for number in range(len(PAGES))]
    for name, program in zip(PAGES, programs):
        code = "\n\n".join(code for code, _ in examples(name))
        program.write_text(f"# {name}\n{code}", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--check-untyped-defs", "--follow-imports=silent",
               "--disable-error-code=import-untyped", "--disable-error-code=import-not-found",
               "--cache-dir", str(tmp_path / "cache"), *map(str, programs)]  # fmt: skip
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_the_type_checker_of_an_editor_finds_nothing_wrong_in_the_examples(name, tmp_path):
    pytest.importorskip("basedpyright", reason="needs `make maintain`")
    program = tmp_path / "page.py"
    program.write_text("\n\n".join(code for code, _ in examples(name)), encoding="utf-8")
    settings = {
        "include": [str(program)], "extraPaths": [str(ROOT)], "typeCheckingMode": "standard",
        "pythonVersion": f"{sys.version_info.major}.{sys.version_info.minor}",
    }  # fmt: skip
    # What is not installed, or has no types, is no fault of the page.
    settings |= dict.fromkeys(("reportMissingImports", "reportMissingModuleSource"), "none")
    configuration = tmp_path / "pyrightconfig.json"
    configuration.write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable,
               "--project", str(configuration)]  # fmt: skip
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 errors" in run.stdout


@pytest.mark.parametrize("name", PAGES)
def test_ids_on_pages_carry_the_name_of_the_package(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"(?<!supplychain:)SupplyChain\w*-v0", text) == []


def test_the_picture_of_a_rendered_day_is_what_the_environment_draws():
    image = pytest.importorskip("matplotlib.image")
    env = SupplyChainEnv(render_mode="rgb_array")
    env.reset(seed=0)
    for orders in ([10, 10, 50], [40, 90, 200], [0, 80, 0], [90, 50, 100]):
        env.step(orders)
    shown = image.imread(ROOT / "_static" / "rendered_day.png")[..., :3] * 255
    drawn = env.render()
    assert shown.shape == drawn.shape
    # Another version of Matplotlib may smooth edges in another way.
    assert np.abs(shown - drawn).mean() < 3

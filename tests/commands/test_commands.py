"""The command line: what help tells, without loading what only a command needs."""

import subprocess
import sys

import pytest
import typer

from autograde.cli import app
from autograde.kit.files import CHECKOUT

COMMANDS = typer.main.get_command(app).commands
OURS = sorted(name for name in COMMANDS if name != "portal")
HEAVY = ("nbformat", "nbgrader", "numba", "jupytext", "autograde.grading.grade")


@pytest.mark.parametrize("name", OURS)
def test_a_command_says_what_it_does_and_so_does_each_of_its_options(name):
    command = COMMANDS[name]
    silent = [one.name for one in command.params if not one.help]
    assert command.help and silent == []


def test_the_readme_names_commands_that_there_are():
    words = (CHECKOUT / "README.md").read_text(encoding="utf-8").split("python -m autograde ")[1:]
    named = {text.split()[0].strip("`") for text in words}
    assert len(named) > 5 and named <= COMMANDS.keys()


def test_help_appears_at_once():
    program = "import sys; import autograde.cli; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert "autograde.commands.classes" in run.stdout.split()
    assert [name for name in HEAVY if name in run.stdout.split()] == []

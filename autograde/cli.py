"""The instructors' commands, in the order in which help lists them."""

import sys

import typer

from autograde.commands import boards, classes, releasing
from autograde.kit.errors import CourseError
from autograde.portal import commands as portal

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
for command in (
    releasing.release,
    classes.grade,
    classes.hand_back,
    classes.collect,
    classes.formgrader,
    boards.benchmark,
    boards.commit,
    boards.reveal,
    classes.record,
    boards.verify,
):
    app.command()(command)
app.add_typer(portal.app, name="portal")


@app.callback()
def instructors():
    """What instructors run: release the chapters, grade a class, rank its algorithms."""


def main():
    """Run the command line; an error that a person can mend is one message, no traceback."""
    try:
        app(prog_name="python -m autograde")
    except CourseError as error:
        typer.secho(f"autograde: {error}", fg="red", err=True)
        sys.exit(error.exit_status)

"""Options that several commands have in common."""

import os
from pathlib import Path
from typing import Annotated

import typer

Root = Annotated[
    Path,
    typer.Option(
        "--course",
        exists=True,
        file_okay=False,
        help="The folder that holds solutions/ and chapters/, and perhaps a course.toml.",
    ),
]
ClassRules = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, help="A course.toml in place of the course's own."),
]
Upgrade = Annotated[
    bool, typer.Option("--upgrade", help="Also where another version of the course wrote.")
]
Unsafe = Annotated[
    bool, typer.Option("--unsafe-no-sandbox", help="Run submissions with your own rights.")
]
Worksheets = Annotated[
    list[Path] | None,
    typer.Option("--worksheet", help="Moodle's grading worksheet of this very assignment."),
]
Listed = Annotated[
    Path | None,
    typer.Option("--roster", help="CSV: student, group, email, lms_id, name; or an export."),
]
PROCESSORS = os.cpu_count() or 2
Anyway = Annotated[bool, typer.Option("--anyway", help="Also where nearly no file found an owner.")]

"""The commands of `python -m autograde portal`. Each starts Django itself."""

import csv
import io
import os
from pathlib import Path
from typing import Annotated

import typer

from autograde.kit.errors import CourseError, UnusableArgument
from autograde.kit.files import write_whole
from autograde.portal import running

app = typer.Typer(no_args_is_help=True, help="The hand-in portal of a class (needs Django).")
CAREFULLY = "who reads it can act as these students"


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8080,
    workers: Annotated[int, typer.Option(min=0, help="That examine; 0: on other machines.")] = 1,
    site: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="The built site, shown under /course/."),
    ] = None,
) -> None:
    """Serve the portal, with a worker beside it. The first start makes secret and database."""
    from autograde.portal import addresses

    if site:
        os.environ["PORTAL_SITE"] = str(site.resolve())
    addresses.settle(host, port)
    running.begin(first=True)
    addresses.leave(running.folder())
    from autograde.portal import courses

    courses.rules()  # what is wrong with the file is told now, not on a page
    running.run(host, port, workers, typer.echo)


@app.command()
def worker(
    lane: Annotated[
        list[str] | None, typer.Option(help="recognise or examine; without it, both.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits.")] = False,
    with_starter: Annotated[bool, typer.Option("--with-starter", hidden=True)] = False,
) -> None:
    """Do what waits in the queue: on this machine or another one, any number of them."""
    running.begin()
    if with_starter:
        from autograde.kit.starter import end_with_starter

        end_with_starter()
    from autograde.portal import working

    wanted = lane or list(working.LANES)
    if strange := sorted({*wanted} - {*working.LANES}):
        known = ", ".join(working.LANES)
        raise UnusableArgument(f"no lane {', '.join(strange)}; there are: {known}")
    working.work(wanted, once)


@app.command()
def groups(
    roster: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    out: Annotated[
        Path | None, typer.Option(help="A new CSV file for the links; else they are printed.")
    ] = None,
) -> None:
    """Take over the class; write each new student's token and link, once, for mail merge."""
    running.begin(first=True)
    from django.conf import settings

    from autograde.kit.text import for_spreadsheet
    from autograde.portal import people
    from autograde.portal.models import Person

    if out and out.exists():
        raise UnusableArgument(f"{out} is there already; give --out a new file")
    made = people.take(roster)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("student", "name", "email", "group", "token", "link"))
    for one in Person.objects.filter(student__in=made).select_related("group").order_by("student"):
        group, token = one.group.name if one.group else "", made[one.student]
        told = [for_spreadsheet(value) for value in (one.student, one.name, one.email, group)]
        table.writerow([*told, token, f"{settings.PORTAL_URL}/enter/#{token}"])
    if out:
        write_whole(out, text.getvalue(), private=True, replace=False)
        typer.echo(f"{out}: {len(made)} new students; {CAREFULLY}")
    else:
        typer.echo(text.getvalue(), nl=False)


@app.command()
def token(student: Annotated[str, typer.Argument(help="As the roster calls them.")]) -> None:
    """Print a new link for one student; links before it are revoked."""
    running.begin()
    from django.conf import settings

    from autograde.portal import audit, people

    person = people.known(student)
    people.revoke(person, audit.COMMAND_LINE)
    typer.echo(f"{settings.PORTAL_URL}/enter/#{people.new_token(person)}")


@app.command()
def instructor() -> None:
    """Print a one-time link by which one more instructor gets an account."""
    running.begin()
    from django.conf import settings

    from autograde.portal import audit

    typer.echo(running.invitation(settings.PORTAL_URL))
    audit.note(audit.COMMAND_LINE, "instructor invited")


@app.command()
def password(name: Annotated[str, typer.Argument(help="As the instructor signs in.")]) -> None:
    """Print a one-time link by which an instructor who forgot the password sets a new one."""
    running.begin()
    from django.conf import settings
    from django.contrib.auth import get_user_model

    from autograde.portal import audit

    known = get_user_model().objects.filter(is_staff=True)
    user = known.filter(username=name).first()
    if user is None:
        names = ", ".join(known.values_list("username", flat=True)) or "nobody"
        raise UnusableArgument(f"no instructor is called {name}; there are: {names}")
    typer.echo(running.invitation(settings.PORTAL_URL, user))
    audit.note(audit.COMMAND_LINE, "link for a new password made", name)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="A new folder.")],
    assignment: Annotated[list[str] | None, typer.Option(help="May be given again.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All hand-ins, not what counts.")] = False,
) -> None:
    """Write what counts as `grade` and `benchmark` take it: submissions, roster, rules."""
    running.begin()
    from autograde.portal import audit, exporting

    if out.exists() and any(out.iterdir()):
        raise UnusableArgument(f"{out} is not empty; give a new folder")
    n = exporting.write(out, assignment or (), every)
    audit.note(audit.COMMAND_LINE, "hand-ins exported", ", ".join(assignment or ("all",)))
    typer.echo(f"{out}: {n} files; next: python -m autograde grade {out / exporting.FOLDER} "
               f"--out graded --roster {out / exporting.ROSTER} "
               f"--rules {out / exporting.RULES}")  # fmt: skip


@app.command()
def grade(assignment: Annotated[str, typer.Argument()]) -> None:
    """Ask for a grading of one assignment; a worker does it, and it is applied under Marks."""
    running.begin()
    from autograde.portal import audit, courses, marking

    if assignment not in courses.assignments():
        raise UnusableArgument(f"no assignment {assignment}")
    typer.echo(f"grading {marking.ask(assignment, audit.COMMAND_LINE).pk} waits for a worker")


@app.command()
def commit(
    runs: Annotated[int | None, typer.Option(min=1, help="Training runs on each chain.")] = None,
    chains: Annotated[int | None, typer.Option(min=1, help="Hidden chains.")] = None,
) -> None:
    """Commit to the hidden chains of the final board; before the deadline."""
    running.begin()
    from autograde.portal import audit, finals

    made = finals.commit(audit.COMMAND_LINE, {"n_runs": runs, "n_chains": chains})
    typer.echo(finals.digits(made))
    typer.echo("publish it; students read it on the page of the board as well")


@app.command()
def final() -> None:
    """Ask for the final board; a worker makes it, and it is applied under Marks."""
    running.begin()
    from autograde.portal import audit, finals

    typer.echo(f"final board {finals.ask(audit.COMMAND_LINE).pk} waits for a worker")


@app.command()
def backup(out: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Write all of the portal, its secret included, into one file."""
    running.begin()
    from autograde.portal import audit
    from autograde.portal.backup import backup as save

    n = save(out)
    audit.note(audit.COMMAND_LINE, "backed up", out.name)
    typer.echo(f"{out}: {n} rows and the secret; who reads it reads everything")


@app.command()
def restore(path: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Make a portal again from a backup: into a new folder, or an empty database."""
    from autograde.portal import keys

    keys.take_from_backup(path, running.folder())
    running.begin(first=True)
    from autograde.portal import audit
    from autograde.portal.backup import restore as load

    n = load(path)
    audit.note(audit.COMMAND_LINE, "restored from a backup", path.name)
    typer.echo(f"{running.folder()}: {n} rows; start it with: python -m autograde portal serve")


@app.command("person-export")
def person_export(student: str, out: Annotated[Path, typer.Argument(help="A new zip.")]) -> None:
    """Write all that is kept of one person."""
    running.begin()
    from autograde.portal import audit, people

    write_whole(out, people.data_of(student), private=True, replace=False)
    audit.note(audit.COMMAND_LINE, "data of a person exported", student)
    typer.echo(str(out))


@app.command()
def forget(
    student: str,
    yes: Annotated[bool, typer.Option("--yes", help="Without it, nothing is deleted.")] = False,
) -> None:
    """Delete one person, and what they handed in alone."""
    running.begin()
    from autograde.portal import people

    if not yes:
        raise UnusableArgument("this cannot be undone: person-export first, then forget … --yes")
    typer.echo(f"deleted, with {people.forget(student)} hand-ins")


@app.command("verify-receipt")
def verify_receipt(receipt: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Say whether a receipt is one of this portal; needs its secret, not its database."""
    from autograde.portal import keys, receipts

    key = keys.derived(keys.secret(running.folder()), "receipts")
    found = receipts.read(key, receipt.read_text(encoding="utf-8", errors="replace"))
    if found is None:
        raise CourseError(f"{receipt} is no receipt of this portal, or was changed")
    for name in receipts.FIELDS:
        typer.echo(f"{name}: {found[name]}")
    typer.echo("the signature is right")

"""What instructors do about marks and the final board: make, compare, apply, publish, answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from autograde.kit.text import without_control
from autograde.portal import audit, courses, finals, marking
from autograde.portal.models import Job, Objection, Run
from autograde.portal.refusals import refused
from autograde.portal.standing import CHALLENGE
from autograde.portal.student_pages import as_written, as_zip, live
from autograde.portal.teaching import for_instructors, render_page


@for_instructors
@require_GET
def marks(request):
    """Show the marks of each assignment: gradings, and what students see."""
    rules = courses.rules()
    found = [
        {"name": name, "title": title, "shown": marking.shown(name),
         "applied": marking.applied(name),
         "is_open": courses.is_open_for_anybody(rules.of(name)),
         "runs": Run.objects.filter(assignment=name).defer("archive", "table").order_by("-pk")[:8]}
        for name, title in courses.assignments().items()
    ]  # fmt: skip
    final = finals.known()
    context = {"assignments": found, "challenge": CHALLENGE, "commitment": finals.digits(final),
               "final": marking.applied(CHALLENGE, Job.FINAL)}  # fmt: skip
    return render_page(request, "marks", context)


@for_instructors
@require_POST
def change(request, assignment, what):
    """Grade; publish or hide marks; show or hide the board; all about the final one."""
    if assignment not in courses.assignments():
        raise Http404
    by = request.user.username
    try:
        if what == "grade":
            return redirect("run", marking.ask(assignment, by).pk)
        if what == "publish":
            marking.publish(assignment, by)
        elif what == "hide":
            marking.hide(assignment, by)
        elif what in ("show-board", "hide-board"):
            one = marking.shown(assignment)
            one.board = what == "show-board"
            one.save()
            audit.note(by, "board shown" if one.board else "board hidden", assignment)
        elif assignment == CHALLENGE and what == "commit":
            finals.commit(by)
        elif assignment == CHALLENGE and what == "final":
            return redirect("run", finals.ask(by).pk)
        elif assignment == CHALLENGE and what in ("publish-final", "hide-final"):
            finals.publish(by, what == "publish-final")
        else:
            raise Http404
    except marking.NotNow as error:
        return refused(request, f"Not now: {error}.", 409)
    return redirect("marks")


def _run(number):
    return get_object_or_404(Run.objects.defer("archive"), pk=number)


def _about(number):
    """Return what the page of a run shows."""
    run = _run(number)
    moved = [
        {"student": student, "before": before, "after": after,
         "by": after.score - before.score if before else None}
        for student, before, after in marking.changes(run)
    ] if run.state == Run.DONE else []  # fmt: skip
    marks = run.marks.defer("page").order_by("student")
    job = Job.objects.filter(run=run).first()
    return {
        "run": run, "moved": moved, "job": job, "name": marking.NAMES[run.kind],
        "title": courses.assignments().get(run.assignment, run.assignment),
        "marks": sorted(marks, key=lambda one: one.row.get("rank") or len(marks) + 1),
        "is_final": run.kind == Job.FINAL,
    }  # fmt: skip


@for_instructors
@require_GET
def run_page(request, number):
    """Show one grading or final board, and whose mark it moves."""
    return render_page(request, "run", _about(number))


@for_instructors
@require_GET
def run_live(request, number):
    """Return the part of that page that changes while a worker works."""
    return live(request, "portal/teach/_run.html", _about(number))


@for_instructors
@require_GET
def run_board(request, number):
    """Show a final board as students shall see it."""
    return as_written(_file_of(number, finals.PAGE).decode())


def _file_of(number, name):
    run = get_object_or_404(Run, pk=number, kind=Job.FINAL, archive__isnull=False)
    return finals.file_of(run, name)


@for_instructors
@require_GET
def run_files(request, number):
    """Return the files of a final board: all that `verify` reads, and no name."""
    run = get_object_or_404(Run, pk=number, kind=Job.FINAL, archive__isnull=False)
    return as_zip(bytes(run.archive), f"final-board-{run.pk}.zip")


@for_instructors
@require_GET
def run_table(request, number):
    """Return the table of a run: ``grades.csv``, or ``leaderboard.csv``."""
    run = _run(number)
    kind = "leaderboard" if run.kind == Job.FINAL else "grades"
    response = HttpResponse(run.table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}-{run.assignment}.csv"'
    return response


@for_instructors
@require_POST
def run_change(request, number, what):
    """Apply a grading or a board, or drop it; reveal the secret of a board."""
    run = _run(number)
    try:
        if what == "apply":
            marking.apply(run, request.user.username)
        elif what == "drop":
            marking.drop(run, request.user.username)
        elif what == "reveal":
            finals.reveal(run, request.user.username)
        else:
            raise Http404
    except marking.NotNow as error:
        return refused(request, f"Not now: {error}.", 409)
    return redirect("run", number)


@for_instructors
@require_GET
def objections(request):
    """Show what students asked, the open ones first."""
    found = Objection.objects.select_related("person").order_by("answered", "made")
    found = sorted(found, key=lambda one: one.answered is not None)
    return render_page(request, "objections", {"objections": found})


@for_instructors
@require_POST
def answer(request, number):
    """Answer one."""
    one = get_object_or_404(Objection, pk=number)
    text = without_control(request.POST.get("answer", "")).strip()[:4000]
    if not text:
        return refused(request, "Nothing was written.")
    one.answer, one.by, one.answered = text, request.user.username, timezone.now()
    one.save()
    audit.note(one.by, "question answered", f"{one.person.student}, {one.assignment}")
    messages.success(request, "Answered.")
    return redirect("objections")

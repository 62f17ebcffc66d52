"""What instructors do about marks: grade, compare, apply, publish, answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from autograde.kit.text import without_control
from autograde.portal import audit, courses, marking
from autograde.portal.models import Objection, Run
from autograde.portal.refusals import refused
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
         "runs": Run.objects.filter(assignment=name).order_by("-pk")[:8]}
        for name, title in courses.assignments().items()
    ]  # fmt: skip
    return render_page(request, "marks", {"assignments": found})


@for_instructors
@require_POST
def change(request, assignment, what):
    """Grade; publish or hide marks; show or hide the board."""
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
        else:
            raise Http404
    except marking.NotNow as error:
        return refused(request, f"Not now: {error}.", 409)
    return redirect("marks")


@for_instructors
@require_GET
def run_page(request, number):
    """Show one grading, and whose mark it moves."""
    run = get_object_or_404(Run, pk=number)
    moved = [
        {"student": student, "before": before, "after": after,
         "by": after.score - before.score if before else None}
        for student, before, after in marking.changes(run)
    ] if run.state == Run.DONE else []  # fmt: skip
    context = {"run": run, "moved": moved, "marks": run.marks.order_by("student"),
               "applied": marking.applied(run.assignment)}  # fmt: skip
    return render_page(request, "run", context)


@for_instructors
@require_GET
def run_table(request, number):
    """Return the marks of a grading as ``grades.csv``."""
    run = get_object_or_404(Run, pk=number)
    response = HttpResponse(run.table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="grades-{run.assignment}.csv"'
    return response


@for_instructors
@require_POST
def run_change(request, number, what):
    """Apply a grading, or drop it."""
    run = get_object_or_404(Run, pk=number)
    try:
        if what == "apply":
            marking.apply(run, request.user.username)
        elif what == "drop":
            marking.drop(run, request.user.username)
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

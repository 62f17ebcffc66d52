"""What students see and do: assignments, hand-ins, receipts, results, their marks, the board."""

import secrets
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from autograde.kit.text import for_terminal, without_control
from autograde.portal import accepting, audit, counting, courses, finals, marking, standing
from autograde.portal.models import HandIn, Objection, Pick
from autograde.portal.people import USER
from autograde.portal.refusals import refused

LONGEST_OBJECTION = 4000  # characters
MOST_FORM = 64  # characters of a form's number
LOOK_AGAIN = "X-Look-Again"  # header: after how many seconds a page shall ask for what is new
SOON, LATER = 3, 10  # [s]
NEAR = 10  # places from the head of the queue


def for_students(view):
    """Let students in, and instructors who look as one, who change nothing."""

    @wraps(view)
    def seen(request, *args, **kwargs):
        if request.person is None:
            return redirect("overview" if request.user.is_staff else "enter")
        if request.read_only and request.method not in ("GET", "HEAD"):
            return refused(request, "You look as a student: nothing is changed.", 403)
        return view(request, *args, **kwargs)

    return seen


def missing(request, exception=None):
    """Say that there is nothing here: the same for what is not there and what is another's."""
    return refused(request, "There is nothing here, or it is not yours.", 404, "Not found")


def _known(assignment):
    found = courses.assignments()
    if assignment not in found:
        raise Http404
    return found[assignment]


def _own(request, number):
    """Return a hand-in of the student; that of others is not there."""
    found = HandIn.objects.filter(pk=number, members=request.person)
    one = found.select_related("uploader").first()
    if one is None:
        raise Http404
    return one


@for_students
@require_GET
def home(request):
    """Show all assignments, when they are due, and where the student stands."""
    rules, person = courses.rules(), request.person
    found = []
    for name, title in courses.assignments().items():
        all_lines = standing.lines(person, name)
        found.append({
            "name": name, "title": title,
            "deadline": standing.deadline(rules.of(name), person.student),
            "n": len(all_lines),
            "counts": next((one for one in all_lines if one.counts), None),
            "newest": standing.newest_result(all_lines),
            "mark": marking.mark_of(person, name),
        })  # fmt: skip
    context = {"assignments": found, "zone": rules.zone.key, "contact": rules.contact}
    return render(request, "portal/home.html", context)


def _about(request, assignment):
    rules, person = courses.rules(), request.person
    rule = rules.of(assignment)
    return _standing(person, assignment) | {
        "name": assignment,
        "title": _known(assignment),
        "rule": rule,
        "deadline": standing.deadline(rule, person.student),
        "zone": rules.zone.key,
        "published": standing.mark(person, assignment),
        "members": _members(person, rule),
        "form": secrets.token_urlsafe(16),
        "largest": accepting.LARGEST // 1_000_000,
        "daily": settings.PORTAL_DAILY,
    }


def _standing(person, assignment):
    """Return what of the page changes while a worker works, and nothing else: it is asked often."""
    all_lines = standing.lines(person, assignment)
    return {
        "lines": all_lines,
        "newest": standing.newest_result(all_lines),
        "track": standing.newest_result(all_lines, "track"),
        "can_pick": not marking.shown(assignment).marks,
    }


def _members(person, rule):
    if not rule.group_work or not person.group_id:
        return []
    return accepting.owner_of(person, group_work=True)[1]


@for_students
@require_GET
def assignment(request, assignment):
    """Show one assignment: rules, the form, the history, results."""
    _known(assignment)
    return render(request, "portal/assignment.html", _about(request, assignment))


def live(request, template, context, lines=()):
    """Return a part of a page that is asked for again and again, the sooner the more happens."""
    response = render(request, template, context)
    response["ETag"] = f'"{accepting.sha256(response.content).hexdigest()[:32]}"'
    patch_cache_control(response, private=True, no_cache=True)
    if request.headers.get("If-None-Match") == response["ETag"]:
        unchanged = HttpResponse(status=304)
        unchanged["ETag"] = response["ETag"]
        response = unchanged
    is_soon = any(
        job["is_open"] and job.get("place", 0) <= NEAR for line in lines for job in line.jobs
    )
    response[LOOK_AGAIN] = str(SOON if is_soon else LATER)
    return response


@for_students
@require_GET
def assignment_live(request, assignment):
    """Return the part of the page that changes while a worker works."""
    _known(assignment)
    context = _standing(request.person, assignment)
    return live(request, "portal/_standing.html", context, context["lines"])


@for_students
@require_POST
def hand_in(request, assignment):
    """Take in what a student sends; a receipt for each file."""
    _known(assignment)
    person, rule = request.person, courses.rules().of(assignment)
    form = request.POST.get("form", "")[:MOST_FORM]
    if not form:
        return refused(request, "This form is not whole; open the page again.")
    sent = [(one.name or "", one.read(accepting.LARGEST + 1)) for one in
            request.FILES.getlist("files")]  # fmt: skip
    try:
        made = accepting.accept(person, assignment, rule.group_work, sent, form, request.received)
    except accepting.Refused as error:
        return refused(request, f"Nothing was handed in: {error}.")
    if len(made) > 1:
        messages.success(
            request, f"{len(made)} files were handed in, each with its receipt. Of two for one "
            "chapter the last that you chose counts; below you can pick the other.",
        )  # fmt: skip
        return redirect("assignment", assignment)
    return redirect("receipt", made[0].pk)


def _receipt(request, number):
    one = _own(request, number)
    rule = courses.rules().of(one.assignment)
    all_lines = standing.lines(request.person, one.assignment)
    same = [line for line in all_lines if line.counts and line.hand_in.ending == one.ending]
    picks = Pick.objects.filter(person=request.person, assignment=one.assignment)
    return {
        "line": next(line for line in all_lines if line.hand_in.pk == one.pk),
        "others": [line for line in same if line.hand_in.pk != one.pk],
        "is_picked": picks.filter(ending=one.ending).exists(),
        "rule": rule,
        "title": _known(one.assignment),
        "name": one.assignment,
        "receipt": accepting.receipt(one),
        "can_pick": not marking.shown(one.assignment).marks,
        "zone": courses.rules().zone.key,
    }


@for_students
@require_GET
def receipt(request, number):
    """Show the receipt of a hand-in, and what was found in it so far."""
    return render(request, "portal/receipt.html", _receipt(request, number))


@for_students
@require_GET
def receipt_live(request, number):
    """Return the part of that page that changes."""
    context = _receipt(request, number)
    return live(request, "portal/_receipt.html", context, [context["line"]])


@for_students
@require_GET
def receipt_text(request, number):
    """Return the receipt as a file to keep."""
    one = _own(request, number)
    response = HttpResponse(accepting.receipt(one), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{one.pk}.txt"'
    return response


def download(one):
    """Return the bytes of a hand-in, which no browser shows or runs."""
    response = HttpResponse(bytes(one.stored.content), content_type="application/octet-stream")
    name = f"{one.assignment}-{one.received:%Y%m%dT%H%M%S}{one.ending}"  # ours, not the student's
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_students
@require_GET
def own_file(request, number):
    """Return what was handed in."""
    return download(_own(request, number))


@for_students
@require_POST
def count(request, number):
    """Let another hand-in count; a late one only once its cost was read and confirmed."""
    one, person = _own(request, number), request.person
    rule = courses.rules().of(one.assignment)
    if marking.shown(one.assignment).marks:
        return refused(request, "Marks are published: what counts stands.", 409)
    lost = counting.cost(rule, person.student, one.received)
    if lost and not request.POST.get("confirmed"):
        context = {"hand_in": one, "cost": 100 * lost, "title": _known(one.assignment)}
        return render(request, "portal/confirm_late.html", context)
    with transaction.atomic():
        for member in one.members.all():  # what counts for a group counts for all who had it
            Pick.objects.update_or_create(
                person=member, assignment=one.assignment, ending=one.ending,
                defaults={"hand_in": one},
            )  # fmt: skip
        audit.note(USER.format(person.student), "picked what counts", f"{one.assignment} {one.pk}")
    messages.success(request, "This one counts now.")
    return redirect("assignment", one.assignment)


@for_students
@require_GET
def mark(request, assignment):
    """Return the page that `grade` wrote about a student; nothing before marks are published."""
    _known(assignment)
    given = marking.mark_of(request.person, assignment)
    if given is None or not given.page:
        raise Http404
    return as_written(given.page)


def as_written(page):
    """Return a page that `grade` or `benchmark` wrote."""
    response = HttpResponse(page)
    # The page brings its own style; nothing in it runs, whatever a student printed.
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups "
        "allow-top-navigation-by-user-activation; frame-ancestors 'none'"
    )
    return response


@for_students
@require_POST
def objection(request, assignment):
    """Take a question about a mark."""
    _known(assignment)
    given = marking.mark_of(request.person, assignment)
    if given is None:
        raise Http404
    text = without_control(request.POST.get("text", "")).strip()[:LONGEST_OBJECTION]
    exercise = for_terminal(request.POST.get("exercise", ""))
    if not text:
        return refused(request, "Nothing was written.")
    if exercise and exercise not in given.exercises:
        raise Http404
    Objection.objects.create(
        person=request.person, assignment=assignment, exercise=exercise, text=text
    )
    messages.success(request, "Your question was sent. The answer will stand here.")
    return redirect("assignment", assignment)


def _board(request):
    if not marking.shown(standing.CHALLENGE).board:
        return {"rows": [], "hidden": True}
    return {"rows": standing.board(request.person), "hidden": False}


def _final(request):
    """Return what a student is told of the final board."""
    run = finals.published()
    own = run and run.marks.filter(student=request.person.student).first()
    return {"commitment": finals.digits(finals.known()), "final": run, "own": own}


@for_students
@require_GET
def board(request):
    """Show the board of the public track, and the final one once it is published."""
    return render(request, "portal/board.html", _board(request) | _final(request))


@for_students
@require_GET
def final_board(request):
    """Show the board that `benchmark` wrote; nothing before it is published."""
    return as_written(finals.file_of(_published(), finals.PAGE).decode())


@for_students
@require_GET
def final_files(request):
    """Return its files: all that `verify` reads."""
    return as_zip(bytes(_published().archive), "final-board.zip")


def _published():
    run = finals.published()
    if run is None:
        raise Http404
    return run


def as_zip(content, name):
    """Return a zip to keep."""
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_students
@require_GET
def board_live(request):
    """Return its rows."""
    return live(request, "portal/_board.html", _board(request))

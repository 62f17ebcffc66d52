"""What instructors see of the class, of hand-ins and of the queue."""

import io
import zipfile
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from autograde.portal import (
    audit,
    courses,
    exporting,
    finals,
    marking,
    people,
    queue,
    student_pages,
)
from autograde.portal.middleware import VIEW_AS
from autograde.portal.models import Audit, Extension, HandIn, Job, Objection, Person, Token
from autograde.portal.refusals import refused

TOO_OLD = timedelta(minutes=5)  # a job that waits longer is told on every page
PER_PAGE = 100


def for_instructors(view):
    """Let instructors in; to students there is nothing here."""

    @wraps(view)
    @login_required
    def seen(request, *args, **kwargs):
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return seen


def render_page(request, template, context):
    """Return a page for instructors, with a banner where the queue or the rules need somebody."""
    oldest = queue.oldest_waiting()
    if oldest and timezone.now() - oldest > TOO_OLD:
        context["waits_since"] = oldest
    context["zone"], context["rules_fault"] = courses.zone().key, courses.fault()
    return render(request, f"portal/teach/{template}.html", context)


@for_instructors
@require_GET
def overview(request):
    """Show each assignment: who handed in, what waits, what is published."""
    rules, n = courses.rules(), Person.objects.count()
    found = []
    for name, title in courses.assignments().items():
        mine = HandIn.objects.filter(assignment=name)
        found.append({
            "name": name, "title": title, "due": rules.of(name).due,
            "n_hand_ins": mine.count(),
            "n_people": mine.values("members").distinct().count(),
            "shown": marking.shown(name), "run": marking.applied(name),
            "is_open": courses.is_open_for_anybody(rules.of(name)),
        })  # fmt: skip
    context = {
        "assignments": found, "n": n,
        "states": Job.objects.values("state").annotate(n=Count("pk")).order_by("state"),
        "open_objections": Objection.objects.filter(answered=None).count(),
        "database": connection.vendor,
    }  # fmt: skip
    return render_page(request, "overview", context)


@for_instructors
@require_GET
def people_page(request):
    """Show the class."""
    found = Person.objects.select_related("group", "user").annotate(
        n=Count("hand_ins"), last=Max("hand_ins__received")
    )
    return render_page(request, "people", {"people": found.order_by("group__name", "student")})


def _person(number):
    return get_object_or_404(Person.objects.select_related("group", "user"), pk=number)


@for_instructors
@require_GET
def person_page(request, number):
    """Show one student, and what can be done for them."""
    person = _person(number)
    rules = courses.rules()
    context = {
        "person": person,
        "tokens": Token.objects.filter(person=person).order_by("-made"),
        "extensions": Extension.objects.filter(person=person).order_by("assignment"),
        "lines": [
            {"hand_in": one, "counts": one == exporting.counted(person, one.assignment, one.ending,
                                                                rules)}
            for one in HandIn.objects.filter(members=person).order_by("-received")[:PER_PAGE]
        ],
        "due": {name: title for name, title in courses.assignments().items()
                if rules.of(name).due},
    }  # fmt: skip
    return render_page(request, "person", context)


@for_instructors
@require_POST
def token(request, number):
    """Revoke a student's links; show the new one, once."""
    person = _person(number)
    people.revoke(person, request.user.username)
    made = people.new_token(person) if request.POST.get("new") else ""
    from django.conf import settings

    link = f"{settings.PORTAL_URL}/enter/#{made}" if made else ""
    response = render_page(request, "new_token", {"person": person, "link": link, "token": made})
    response["Cache-Control"] = "no-store"
    return response


@for_instructors
@require_POST
def extend(request, number):
    """Let a student, or the whole group as it is now, hand in until later."""
    person = _person(number)
    name, rules = request.POST.get("assignment", ""), courses.rules()
    if request.POST.get("withdraw"):
        people.withdraw(person, name, request.user.username)
        messages.success(request, "The extension no longer holds.")
        return redirect("person", number)
    rule = rules.of(name)
    if rule.due is None:
        return refused(request, "This assignment has no deadline that could be moved.")
    try:
        until = timezone.datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        return refused(request, "The time cannot be read; expected 2026-03-05T12:00.")
    until = until.replace(tzinfo=rules.zone)
    if until < rule.due:
        return refused(request, "This is before the deadline of all.")
    whom = [person]
    if request.POST.get("group") and person.group_id:
        whom = list(Person.objects.filter(group=person.group_id))
    people.extend(whom, name, until, request.user.username)
    is_open = courses.is_open_for_anybody(courses.rules().of(name))
    if is_open and marking.shown(name).marks:
        marking.hide(name, request.user.username)
        messages.warning(request, "Marks of this assignment are hidden again: it is open for them.")
    if is_open and name == finals.CHALLENGE and finals.published():
        finals.publish(request.user.username, is_shown=False)
        messages.warning(
            request, "The final board is hidden again: the challenge is open for them."
        )
    names = ", ".join(who.student for who in whom)
    messages.success(request, f"May hand in until {until:%F %T %Z}: {names}.")
    return redirect("person", number)


@for_instructors
@require_POST
def view_as(request, number):
    """Look at the portal as one student, changing nothing."""
    person = _person(number)
    request.session[VIEW_AS] = person.pk
    audit.note(request.user.username, "looked as a student", person.student)
    return redirect("home")


@for_instructors
@require_POST
def view_as_end(request):
    """Be an instructor again."""
    request.session.pop(VIEW_AS, None)
    return redirect("overview")


@for_instructors
@require_GET
def hand_ins(request):
    """Show what was handed in, the newest first."""
    found = HandIn.objects.select_related("uploader").prefetch_related(
        "members", "outcomes", "job_set"
    )
    found = found.defer("stored__content").order_by("-received")
    wanted = request.GET.get("assignment", "")
    if wanted in courses.assignments():
        found = found.filter(assignment=wanted)
    rules = courses.rules()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines, pace = [], queue.Pace()
    for one in page:
        rule, whose = rules.of(one.assignment), list(one.members.all()[:1])
        line = student_pages.standing.line(one, whose[0], rule, False, pace) if whose else None
        lines.append({"hand_in": one, "line": line})
    context = {"page": page, "lines": lines, "names": courses.assignments(), "wanted": wanted}
    return render_page(request, "hand_ins", context)


@for_instructors
@require_GET
def file(request, number):
    """Return what somebody handed in."""
    return student_pages.download(get_object_or_404(HandIn, pk=number))


@for_instructors
@require_POST
def admit(request, number):
    """Let a late hand-in count as in time: an extension up to it for all whose it is."""
    one = get_object_or_404(HandIn, pk=number)
    rule = courses.rules().of(one.assignment)
    if rule.due is None or one.received <= rule.due:
        return refused(request, "This one did not come late.")
    until = one.received + timedelta(seconds=1)
    late = [who for who in one.members.all() if courses.due(rule, who.student) < until]
    people.extend(late, one.assignment, until, request.user.username)
    audit.note(request.user.username, "late hand-in admitted", f"{one.assignment} {one.pk}")
    messages.success(request, "It counts as in time for all whose it is.")
    return redirect("hand_ins")


def _queue():
    jobs = Job.objects.select_related("hand_in__uploader", "run").defer(
        "run__archive", "run__table"
    )
    return {
        "open": jobs.filter(state__in=(Job.RUNNING, Job.WAITING)).order_by("state", "turn", "pk")[
            :PER_PAGE
        ],
        "aside": jobs.filter(state__in=(Job.SET_ASIDE, Job.OVER_LIMIT)).order_by("-pk")[:PER_PAGE],
        "oldest": queue.oldest_waiting(),
        "n_waiting": Job.objects.filter(state=Job.WAITING).count(),
    }


@for_instructors
@require_GET
def queue_page(request):
    """Show what waits, what runs, and what was set aside, with the reason."""
    return render_page(request, "queue", _queue())


@for_instructors
@require_GET
def queue_live(request):
    """Return the part of that page that changes."""
    return student_pages.live(request, "portal/teach/_queue.html", _queue())


@for_instructors
@require_POST
def again(request, number):
    """Try a job again that was set aside."""
    job = get_object_or_404(Job, pk=number)
    queue.again(job)
    audit.note(request.user.username, "job queued again", f"{job.kind} {job.pk}")
    return redirect("queue")


@for_instructors
@require_GET
def download(request):
    """Return hand-ins as a zip that `grade` and `benchmark` take."""
    wanted = request.GET.get("assignment", "")
    if wanted and wanted not in courses.assignments():
        raise Http404
    every = request.GET.get("which") == "all"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in exporting.files([wanted] if wanted else (), every):
            archive.writestr(name, text)
    audit.note(request.user.username, "hand-ins downloaded", wanted or "all assignments")
    kind = "all" if every else "counting"
    name = f"hand-ins-{wanted}-{kind}.zip" if wanted else f"hand-ins-{kind}.zip"
    return student_pages.as_zip(content.getvalue(), name)


@for_instructors
@require_GET
def audit_page(request):
    """Show who changed what."""
    page = Paginator(Audit.objects.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render_page(request, "audit", {"page": page})

"""The course's site under the portal's own address, whose chapters can be handed in as they stand.

Page and portal are of one origin: the page's request carries the student's session and a token that
pages of other sites cannot read. What it sends is taken in as the form's file is.
"""

import re
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils._os import safe_join
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.static import serve

from autograde.kit.content_policy import APART, policy
from autograde.portal import accepting, courses

FIRST = "chapters/index.html"
CHAPTER = re.compile(r"chapters/([\w-]+)\.html")
RUNS = 'id="page-python"'  # what a page has whose cells run
WORKER = re.compile(r"_python/[^/]+/worker\.js")
FOR_EVER = re.compile(r"_python/.+")  # in folders that are named by a hash of what they hold
LONGEST_FORM = 64  # characters of a form's number
NOBODY = "You are not signed in here. Open the link that your teacher gave you, then press again."
NO_STUDENT = "You are signed in as an instructor: only students hand in."


def site(request):
    """Tell templates whether there is a site to lead to."""
    return {"has_site": bool(settings.PORTAL_SITE)}


@require_safe
def page(request, path):
    """Return a file of the site; a chapter's page learns where it is handed in."""
    if not settings.PORTAL_SITE:
        raise Http404
    if path in ("", "index.html"):
        return redirect("course", FIRST)
    try:
        file = Path(safe_join(settings.PORTAL_SITE, path))
    except (SuspiciousFileOperation, ValueError):
        raise Http404 from None
    if not file.is_file():
        raise Http404
    if file.suffix == ".html":
        text, rules = _page(file, path, file.stat().st_mtime_ns)
        answer = HttpResponse(text)
    else:
        answer = serve(request, path, document_root=settings.PORTAL_SITE)
        rules = policy("", compiles=bool(WORKER.fullmatch(path)))
    lasting = FOR_EVER.fullmatch(path)
    answer["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
    answer["Content-Security-Policy"] = f"{rules}; frame-ancestors 'none'"
    for name, value in APART.items():
        answer[name] = value
    return answer


@lru_cache(maxsize=64)
def _page(file, path, changed):
    """Return the text of a page, and the policy that lets run what stands in it."""
    text = file.read_text(encoding="utf-8")
    chapter = CHAPTER.fullmatch(path)
    runs = RUNS in text
    if chapter and runs and chapter[1] in courses.assignments():
        place = reverse("in_page", args=[chapter[1]])
        told = format_html('<meta name="hand-in" content="{}">\n', place)
        text = text.replace("</head>", f"{told}</head>", 1)
    return text, policy(text, compiles=runs)


@never_cache
@require_http_methods(["GET", "POST"])
def in_page(request, assignment):
    """Say whether the page's reader may hand in; take in the notebook that the page sends."""
    if assignment not in courses.assignments():
        raise Http404
    if request.person is None or request.read_only:
        staff = request.user.is_staff
        told = {"may": False, "why": NO_STUDENT if staff else NOBODY, "enter": reverse("enter")}
        return JsonResponse(told, status=200 if request.method == "GET" else 403)
    if request.method == "GET":
        form = secrets.token_urlsafe(16)
        return JsonResponse({"may": True, "form": form, "token": get_token(request)})
    rule = courses.rules().of(assignment)
    form = request.POST.get("form", "")[:LONGEST_FORM]
    if not form:
        return JsonResponse({"may": True, "why": "the request is not whole"}, status=400)
    sent = [(one.name or "", one.read(accepting.LARGEST + 1)) for one in
            request.FILES.getlist("files")]  # fmt: skip
    try:
        (made,) = accepting.accept(
            request.person, assignment, rule.group_work, sent[:1], form, request.received
        )
    except accepting.Refused as error:
        return JsonResponse({"may": True, "why": str(error)}, status=400)
    return JsonResponse(
        {
            "may": True,
            "receipt": str(made.pk),
            "at": int(made.received.timestamp() * 1000),  # [ms] as a browser counts
        }
    )

"""What every request goes through before a page sees it."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.shortcuts import render

from autograde.portal.accepting import LARGEST_REQUEST
from autograde.portal.models import Person
from autograde.portal.server import FIRST_BYTE

VIEW_AS = "view_as"  # key of a session: as which student an instructor looks


def first_byte(get_response):
    """Note when the first byte came, by the server's clock."""

    def middleware(request):
        began = request.META.get(FIRST_BYTE)  # ours; other servers call us at the headers' end
        request.received = datetime.fromtimestamp(began, UTC) if began else datetime.now(UTC)
        return get_response(request)

    return middleware


def refuse_large(get_response):
    """Refuse what is too large by its length, before anything reads it."""

    def middleware(request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return HttpResponse("The length of the request is no number.", status=400)
        if length > LARGEST_REQUEST:
            return render(request, "portal/too_large.html", status=413)
        return get_response(request)

    return middleware


def who(get_response):
    """Say who the request is from: a student, an instructor, or one who looks as a student."""

    def middleware(request):
        request.person, request.read_only = None, False
        user = request.user
        if user.is_authenticated and user.is_staff:
            if number := request.session.get(VIEW_AS):
                request.person = Person.objects.filter(pk=number).first()
                request.read_only = True
        elif user.is_authenticated:
            request.person = Person.objects.filter(user=user).select_related("group").first()
        response = get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware

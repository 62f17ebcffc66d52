"""Signing in: students by a token that only a POST uses, instructors by name and password."""

from datetime import timedelta

import axes.utils
from django import forms
from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.forms import SetPasswordForm, UserCreationForm
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from autograde.portal import audit, people, tokens
from autograde.portal.models import Invitation
from autograde.portal.refusals import refused

BACKEND = "django.contrib.auth.backends.ModelBackend"
LONGEST = 200  # characters of a token, with what a copy brings along
USED = (
    "This link was used, is older than two days, or is not whole. `python -m autograde portal {}` "
    "prints another."
)
HOLDS = timedelta(days=2)  # a one-time link


@never_cache
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """Sign a student in. To open the link uses nothing: mail scanners open every link."""
    if request.method != "POST":
        return render(request, "portal/enter.html")
    person = people.person_of(request.POST.get("token", "")[:LONGEST])
    if person is None:
        why = "Nobody has this token, or it was revoked. Ask your teacher for a new link."
        return refused(request, why, 403)
    login(request, person.user, backend=BACKEND)  # a new session, whoever had one here before
    return redirect("home")


@require_POST
def leave(request):
    """Sign out."""
    logout(request)
    return redirect("enter")


def _links(digest):
    """Return the one-time link of a token that still works, as a set of one or none."""
    since = timezone.now() - HOLDS
    return Invitation.objects.filter(digest=digest, used=None, made__gte=since)


class FirstForm(UserCreationForm):
    """Name and password of a new instructor."""

    token = forms.CharField(
        max_length=LONGEST, help_text="Stands in your link.",
        widget=forms.TextInput(attrs={"data-from-fragment": "", "autocomplete": "off"}),
    )  # fmt: skip

    class Meta(UserCreationForm.Meta):
        model = get_user_model()
        labels = {"username": "Name"}
        help_texts = {"username": "By which you sign in: letters, digits, and any of @ . + - _"}

    def clean_username(self):
        """Refuse names that accounts of students have."""
        name = super().clean_username()
        if name.startswith(people.USER.format("")) or name == audit.COMMAND_LINE:
            raise forms.ValidationError("This name is not free.")
        return name


@never_cache
@sensitive_post_parameters("token", "password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request):
    """Give who holds a one-time link an account as instructor."""
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        digest = tokens.digest(form.cleaned_data["token"])
        with transaction.atomic():
            used = _links(digest).filter(user=None).update(used=timezone.now())
            if used:
                user = form.save(commit=False)
                user.is_staff = True
                user.save()
                audit.note(user.username, "instructor's account made")
        if not used:
            return refused(request, USED.format("instructor"), 403)
        login(request, user, backend=BACKEND)
        return redirect("overview")
    return render(request, "portal/first.html", {"form": form, "is_new": True})


class PasswordForm(SetPasswordForm):
    """A new password, and the token of the link."""

    token = FirstForm.base_fields["token"]


@never_cache
@sensitive_post_parameters("token", "new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request):
    """Give the instructor whom a one-time link was made for a new password."""
    digest = tokens.digest(request.POST.get("token", "")[:LONGEST])
    link = _links(digest).exclude(user=None).first()
    if request.method == "POST" and link is None:
        return refused(request, USED.format("password NAME"), 403)
    form = PasswordForm(link and link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if not _links(digest).update(used=timezone.now()):
                return refused(request, USED.format("password NAME"), 403)
            form.save()  # whoever is signed in with the old one is not any more
            audit.note(link.user.username, "password set anew")
        axes.utils.reset(username=link.user.username)
        login(request, link.user, backend=BACKEND)
        return redirect("overview")
    return render(request, "portal/first.html", {"form": form, "is_new": False})


class SignIn(LoginView):
    """Of instructors; axes counts what fails."""

    template_name = "portal/sign_in.html"
    next_page = "overview"

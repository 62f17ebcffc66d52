"""Signing in: students by a token that only a POST uses, instructors by name and password."""

from django import forms
from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.forms import UserCreationForm
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


class FirstForm(UserCreationForm):
    """Name and password of a new instructor."""

    token = forms.CharField(max_length=LONGEST, widget=forms.TextInput(attrs={
        "data-from-fragment": "", "autocomplete": "off"}))  # fmt: skip

    class Meta(UserCreationForm.Meta):
        model = get_user_model()

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
            used = Invitation.objects.filter(digest=digest, used=None).update(used=timezone.now())
            if used:
                user = form.save(commit=False)
                user.is_staff = True
                user.save()
                audit.note(user.username, "instructor's account made")
        if not used:
            return refused(request, "This link was used, or is not whole. The command `portal "
                           "instructor` prints another.", 403)  # fmt: skip
        login(request, user, backend=BACKEND)
        return redirect("overview")
    return render(request, "portal/first.html", {"form": form})


class SignIn(LoginView):
    """Of instructors; axes counts what fails."""

    template_name = "portal/sign_in.html"
    next_page = "overview"

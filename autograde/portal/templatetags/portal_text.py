"""How pages show times, texts of students, and points."""

from datetime import UTC

from django import template
from django.utils.html import format_html

from autograde.kit.text import without_control
from autograde.portal import courses

register = template.Library()


@register.filter
def inert(value):
    """Return a student's text without what turns or hides it; templates escape it as ever."""
    return without_control(str(value))


@register.filter
def points(value):
    """Return points as short as they can be."""
    return f"{value:.6g}"


@register.filter
def signed(value):
    """Return by how much something moved, with its sign."""
    return f"{value:+.6g}".replace("-", "\N{MINUS SIGN}")


@register.filter
def moment(value):
    """Return a time in the course's zone, which a script turns into the reader's own."""
    here = value.astimezone(courses.zone())
    return format_html(
        '<time datetime="{}">{}</time>', value.astimezone(UTC).isoformat(),
        f"{here:%a %d %b %Y, %H:%M:%S %Z}",
    )  # fmt: skip


@register.filter
def money(value):
    """Return money without cents."""
    return f"{value:,.0f}"


@register.filter
def percent(value):
    """Return a share as percent."""
    return "" if value is None else f"{100 * value:.1f} %"

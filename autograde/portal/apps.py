"""The portal as an application of Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Its tables begin with ``portal_``."""

    name = "autograde.portal"
    label = "portal"

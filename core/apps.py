"""The core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app shares and no domain owns."""

    name = "core"
    verbose_name = "Audit trail"  # all of it that the administration shows

"""The committee app."""

from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    """Bodies, meetings, and the papers composed from everything below."""

    name = "committee"
    verbose_name = "Committee papers"

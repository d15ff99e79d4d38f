"""The demonstration: a filled tracker to try things on."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Holds the demonstration's content and the command that loads it; it has no tables."""

    name = "demonstration"

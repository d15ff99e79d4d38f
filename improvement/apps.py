"""The improvement app."""

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    """The plan: themes, actions, updates, evidence and the reporting cycle."""

    name = "improvement"
    verbose_name = "Improvement plan"

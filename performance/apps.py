"""The room of indicators and their figures."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    """Indicators, targets, figures, comparators, commentary."""

    name = "performance"

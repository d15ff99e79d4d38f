"""The room of visits and what inspectors and others found."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Visits, letters, findings, judgements, audits, self-evaluation, voice, intervention."""

    name = "monitoring"
    verbose_name = "Visits and findings"

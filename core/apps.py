"""The core app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from core.contributions import MODULES


class CoreConfig(AppConfig):
    """What every app shares and no domain owns."""

    name = "core"
    verbose_name = "Audit trail"  # all of it that the administration shows

    def ready(self) -> None:
        """Let every room give what it has to the lists of the rooms below."""
        autodiscover_modules(*MODULES)

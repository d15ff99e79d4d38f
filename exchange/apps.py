"""The exchange app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What leaves and enters the product as data: the interface for programs, and archives."""

    name = "exchange"
    verbose_name = "Exchange of data"

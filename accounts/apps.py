"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, authorities, memberships, roles and sign-in."""

    name = "accounts"
    verbose_name = "People and roles"

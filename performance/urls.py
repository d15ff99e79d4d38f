"""Addresses of the pages of indicators and their figures."""

from django.urls import URLPattern

app_name = "performance"
urlpatterns: list[URLPattern] = []

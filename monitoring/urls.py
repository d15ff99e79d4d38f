"""Addresses of the pages of visits and findings."""

from django.urls import URLPattern

app_name = "monitoring"
urlpatterns: list[URLPattern] = []

"""Addresses that belong to no domain."""

from django.conf import settings
from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("search/", views.search, name="search"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
if settings.DEBUG:
    urlpatterns.append(path("components/", views.components, name="components"))

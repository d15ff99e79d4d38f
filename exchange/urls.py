"""Addresses of the interface for programs, and of the pages about it."""

from django.urls import URLPattern, URLResolver, include, path

from exchange import api, views

app_name = "exchange"
urlpatterns = [
    path("", views.interface, name="interface"),
    path("keys/", views.key_list, name="key_list"),
    path("keys/add/", views.key_add, name="key_add"),
    path("keys/<int:pk>/revoke/", views.key_revoke, name="key_revoke"),
]
# For programs. Whatever nothing else answers is answered in JSON too.
data_urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(([*api.addresses()], "api"))),
    path("v1/<path:path>", api.for_programs(api.nothing, "nothing"), name="nothing"),
]

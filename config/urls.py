"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path, re_path

from accounts.views import not_offered
from exchange import urls as exchange_urls

# What the packages bring and a council does not want: people's addresses are kept by their
# administrator, and the link from the administration pages could tell what exists elsewhere.
NOT_OFFERED = [
    path("accounts/email/", not_offered),
    re_path("^accounts/confirm-email/", not_offered),
    re_path("^accounts/social/", not_offered),
    path("accounts/3rdparty/signup/", not_offered),
    path("accounts/login/code/confirm/", not_offered),
    re_path("^admin/r/", not_offered),
    re_path("^admin/password_change/", not_offered),
]

urlpatterns = [
    *NOT_OFFERED,
    path("", include("core.urls")),
    path("", include("improvement.urls")),
    path("visits/", include("monitoring.urls")),
    path("performance/", include("performance.urls")),
    path("", include("committee.urls")),
    path("api/", include("exchange.urls")),
    path("api/", include(exchange_urls.data_urlpatterns)),
    path("people/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "core.views.bad_request"

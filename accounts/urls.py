"""Addresses about people and roles."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("roles/", views.role_list, name="role_list"),
    path("audit-trail/", views.audit_trail, name="audit_trail"),
    path("drafts/save/", views.draft_save, name="draft_save"),
    path("drafts/<int:pk>/discard/", views.draft_discard, name="draft_discard"),
]

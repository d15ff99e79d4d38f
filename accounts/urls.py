"""Addresses about people and roles."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("roles/", views.role_list, name="role_list"),
    path("", views.person_list, name="person_list"),
    path("<int:pk>/handover/", views.handover, name="handover"),
    path("joiners-and-leavers/", views.people_bring_in, name="people_bring_in"),
    path("joiners-and-leavers/template/", views.people_template, name="people_template"),
    path("absences/", views.absence_list, name="absence_list"),
    path("absences/add/", views.absence_add, name="absence_add"),
    path("absences/<int:pk>/", views.absence_edit, name="absence_edit"),
    path("absences/<int:pk>/remove/", views.absence_remove, name="absence_remove"),
    path("audit-trail/", views.audit_trail, name="audit_trail"),
    path("drafts/save/", views.draft_save, name="draft_save"),
    path("drafts/<int:pk>/discard/", views.draft_discard, name="draft_discard"),
]

"""Addresses of the plan's pages."""

from django.urls import path

from improvement import views

app_name = "improvement"
urlpatterns = [
    path("", views.my_work, name="my_work"),
    path("plans/", views.plan_list, name="plan_list"),
    path("plans/<int:pk>/", views.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/actions/add/", views.action_add, name="action_add"),
    path("themes/<int:pk>/", views.theme_detail, name="theme_detail"),
    path(
        "themes/<int:theme>/narratives/<int:period>/", views.narrative_edit, name="narrative_edit"
    ),
    path(
        "themes/<int:theme>/narratives/<int:period>/move/",
        views.narrative_move,
        name="narrative_move",
    ),
    path("actions/", views.action_list, name="action_list"),
    path("actions/<int:pk>/", views.action_detail, name="action_detail"),
    path("actions/<int:pk>/update/", views.action_update, name="action_update"),
    path("actions/<int:pk>/edit/", views.action_edit, name="action_edit"),
    path("actions/<int:pk>/due-date/", views.due_date_request, name="due_date_request"),
    path("actions/<int:pk>/evidence/add/", views.evidence_add, name="evidence_add"),
    path("actions/<int:pk>/retests/add/", views.retest_add, name="retest_add"),
    path("actions/due-dates/<int:pk>/", views.due_date_decide, name="due_date_decide"),
    path("actions/evidence/<int:pk>/review/", views.evidence_review, name="evidence_review"),
    path("actions/evidence/<int:pk>/download/", views.evidence_download, name="evidence_download"),
]

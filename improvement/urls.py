"""Addresses of the plan's pages."""

from django.urls import path

from improvement.views import (
    actions,
    dates,
    evidence,
    narratives,
    plans,
    reminders,
    updates,
    verification,
    work,
)

app_name = "improvement"
urlpatterns = [
    path("", work.my_work, name="my_work"),
    path("reminders/", reminders.reminder_choices, name="reminder_choices"),
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/actions/add/", actions.action_add, name="action_add"),
    path("themes/<int:pk>/", plans.theme_detail, name="theme_detail"),
    path(
        "themes/<int:theme>/narratives/<int:period>/",
        narratives.narrative_edit,
        name="narrative_edit",
    ),
    path(
        "themes/<int:theme>/narratives/<int:period>/move/",
        narratives.narrative_move,
        name="narrative_move",
    ),
    path("actions/", actions.action_list, name="action_list"),
    path("actions/<int:pk>/", actions.action_detail, name="action_detail"),
    path("actions/<int:pk>/update/", updates.action_update, name="action_update"),
    path("actions/<int:pk>/edit/", actions.action_edit, name="action_edit"),
    path("actions/<int:pk>/due-date/", dates.due_date_request, name="due_date_request"),
    path("actions/<int:pk>/evidence/add/", evidence.evidence_add, name="evidence_add"),
    path("actions/<int:pk>/retests/add/", evidence.retest_add, name="retest_add"),
    path("actions/due-dates/<int:pk>/", dates.due_date_decide, name="due_date_decide"),
    path("actions/evidence/<int:pk>/review/", evidence.evidence_review, name="evidence_review"),
    path(
        "actions/completions/<int:pk>/",
        verification.completion_verify,
        name="completion_verify",
    ),
    path(
        "actions/evidence/<int:pk>/download/", evidence.evidence_download, name="evidence_download"
    ),
]

"""Addresses of the plan's pages."""

from django.urls import path

from improvement.views import (
    actions,
    dates,
    evidence,
    imports,
    many,
    narratives,
    plans,
    reminders,
    reviews,
    timelines,
    updates,
    verification,
    work,
)

app_name = "improvement"
urlpatterns = [
    path("", work.my_work, name="my_work"),
    path("work/<slug:key>/", work.my_work_group, name="my_work_group"),
    path("reminders/", reminders.reminder_choices, name="reminder_choices"),
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/actions/update/", many.actions_update, name="actions_update"),
    path("plans/<int:pk>/actions/add/", actions.action_add, name="action_add"),
    path("plans/<int:pk>/take-out/", imports.plan_take_out, name="plan_take_out"),
    path("plans/<int:pk>/imports/", imports.plan_import_list, name="plan_import_list"),
    path("plans/<int:pk>/imports/add/", imports.plan_import_add, name="plan_import_add"),
    path("plans/imports/<int:pk>/", imports.plan_import_detail, name="plan_import_detail"),
    path(
        "plans/imports/<int:pk>/columns/", imports.plan_import_columns, name="plan_import_columns"
    ),
    path("plans/imports/<int:pk>/words/", imports.plan_import_words, name="plan_import_words"),
    path("plans/imports/<int:pk>/themes/", imports.plan_import_themes, name="plan_import_themes"),
    path("plans/imports/<int:pk>/commit/", imports.plan_import_commit, name="plan_import_commit"),
    path("plans/imports/<int:pk>/undo/", imports.plan_import_undo, name="plan_import_undo"),
    path(
        "plans/imports/<int:pk>/discard/", imports.plan_import_discard, name="plan_import_discard"
    ),
    path("plans/<int:pk>/timeline/", timelines.plan_timeline, name="plan_timeline"),
    path("plans/<int:pk>/versions/", timelines.plan_versions, name="plan_versions"),
    path("plans/<int:pk>/slipped/", timelines.plan_slipped, name="plan_slipped"),
    path("plans/<int:pk>/reviews/", reviews.plan_review_list, name="plan_review_list"),
    path("plans/<int:pk>/reviews/add/", reviews.plan_review_add, name="plan_review_add"),
    path("plans/<int:pk>/risks/", reviews.risk_list, name="risk_list"),
    path("plans/<int:pk>/risks/add/", reviews.risk_add, name="risk_add"),
    path("plans/risks/<int:pk>/", reviews.risk_detail, name="risk_detail"),
    path("plans/risks/<int:pk>/edit/", reviews.risk_edit, name="risk_edit"),
    path("plans/risks/<int:pk>/close/", reviews.risk_close, name="risk_close"),
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
    path(
        "themes/<int:theme>/narratives/<int:period>/versions/",
        narratives.narrative_versions,
        name="narrative_versions",
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

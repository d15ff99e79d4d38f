"""Addresses of the pages of visits and findings."""

from django.urls import path

from monitoring.views import (
    areas,
    audits,
    evaluations,
    findings,
    history,
    letters,
    retests,
    visits,
    voice,
)

app_name = "monitoring"
urlpatterns = [
    path("", visits.visit_list, name="visit_list"),
    path("add/", visits.visit_add, name="visit_add"),
    path("<int:pk>/", visits.visit_detail, name="visit_detail"),
    path("<int:pk>/edit/", visits.visit_edit, name="visit_edit"),
    path("<int:pk>/clocks/<slug:clock>/", visits.clock_override, name="clock_override"),
    path("<int:pk>/letter/", letters.letter_mark, name="letter_mark"),
    path("<int:pk>/letter/add/", letters.letter_add, name="letter_add"),
    path("<int:pk>/letter/facts/", letters.letter_facts, name="letter_facts"),
    path("<int:pk>/letter/file/", letters.letter_download, name="letter_download"),
    path("<int:pk>/findings/add/", findings.finding_add, name="finding_add"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/<int:pk>/", findings.finding_detail, name="finding_detail"),
    path("findings/<int:pk>/edit/", findings.finding_edit, name="finding_edit"),
    path("findings/<int:pk>/trace/", findings.finding_trace, name="finding_trace"),
    path("findings/<int:pk>/close/", findings.finding_close, name="finding_close"),
    path("findings/<int:pk>/reopen/", findings.finding_reopen, name="finding_reopen"),
    path("findings/traces/<int:pk>/remove/", findings.trace_remove, name="trace_remove"),
    path("actions/", findings.unanswering_list, name="unanswering_list"),
    path("areas/", areas.area_list, name="area_list"),
    path("areas/<int:pk>/", areas.area_detail, name="area_detail"),
    path(
        "<int:visit>/areas/<int:pk>/<slug:source>/",
        areas.area_evidence_add,
        name="area_evidence_add",
    ),
    path("governance/", visits.governance_detail, name="governance_detail"),
    path("history/add/", history.history_import_add, name="history_import_add"),
    path("history/<int:pk>/", history.history_import_detail, name="history_import_detail"),
    path("history/<int:pk>/commit/", history.history_import_commit, name="history_import_commit"),
    path(
        "history/<int:pk>/discard/", history.history_import_discard, name="history_import_discard"
    ),
    path("audits/", audits.audit_round_list, name="audit_round_list"),
    path("audits/add/", audits.audit_round_add, name="audit_round_add"),
    path("audits/<int:pk>/", audits.audit_round_detail, name="audit_round_detail"),
    path("audits/<int:pk>/edit/", audits.audit_round_edit, name="audit_round_edit"),
    path("retests/<int:pk>/", retests.retest_basis, name="retest_basis"),
    path("voice/", voice.voice_item_list, name="voice_item_list"),
    path("voice/add/", voice.voice_item_add, name="voice_item_add"),
    path("voice/<int:pk>/edit/", voice.voice_item_edit, name="voice_item_edit"),
    path("self-evaluations/", evaluations.self_evaluation_list, name="self_evaluation_list"),
    path("self-evaluations/add/", evaluations.self_evaluation_add, name="self_evaluation_add"),
    path(
        "self-evaluations/<int:pk>/",
        evaluations.self_evaluation_detail,
        name="self_evaluation_detail",
    ),
    path(
        "self-evaluations/<int:pk>/edit/",
        evaluations.self_evaluation_edit,
        name="self_evaluation_edit",
    ),
    path(
        "self-evaluations/<int:pk>/roll/",
        evaluations.self_evaluation_roll,
        name="self_evaluation_roll",
    ),
    path(
        "self-evaluations/<int:pk>/commitments/add/",
        evaluations.commitment_add,
        name="commitment_add",
    ),
    path(
        "self-evaluations/<int:pk>/<slug:area>/<slug:question>/",
        evaluations.self_evaluation_part_edit,
        name="self_evaluation_part_edit",
    ),
    path("commitments/<int:pk>/edit/", evaluations.commitment_edit, name="commitment_edit"),
]

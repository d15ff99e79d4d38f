"""Addresses of the pages of indicators and their figures."""

from django.urls import path

from performance.views import commentary, imports, library, scorecards

app_name = "performance"
urlpatterns = [
    path("", scorecards.scorecard_list, name="scorecard_list"),
    path("scorecards/<int:pk>/", scorecards.scorecard_detail, name="scorecard_detail"),
    path("scorecards/all/<int:pk>/", scorecards.scorecard_all, name="scorecard_all"),
    path("scorecards/add/", library.scorecard_add, name="scorecard_add"),
    path("scorecards/<int:pk>/edit/", library.scorecard_edit, name="scorecard_edit"),
    path("indicators/", library.indicator_list, name="indicator_list"),
    path("indicators/add/", library.indicator_add, name="indicator_add"),
    path("indicators/adopt/", library.indicator_adopt, name="indicator_adopt"),
    path("indicators/<int:pk>/", scorecards.indicator_detail, name="indicator_detail"),
    path("indicators/<int:pk>/edit/", library.indicator_edit, name="indicator_edit"),
    path("indicators/<int:pk>/targets/add/", library.target_add, name="target_add"),
    path("targets/<int:pk>/", library.target_edit, name="target_edit"),
    path("indicators/<int:pk>/limits/add/", library.rebase_add, name="rebase_add"),
    path("limits/<int:pk>/remove/", library.rebase_remove, name="rebase_remove"),
    path("indicators/<int:pk>/comparators/add/", imports.comparator_add, name="comparator_add"),
    path("indicators/<int:pk>/figures/add/", imports.observation_add, name="observation_add"),
    path("template/", imports.template_download, name="template_download"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/add/", imports.import_add, name="import_add"),
    path("imports/<int:pk>/map/", imports.import_map, name="import_map"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/commit/", imports.import_commit, name="import_commit"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("annex-a/", imports.annex_a_count, name="annex_a_count"),
    path("exceptions/", commentary.exception_list, name="exception_list"),
    path("exceptions/ask/", commentary.commentary_ask, name="commentary_ask"),
    path(
        "indicators/<int:pk>/commentary/start/",
        commentary.commentary_start,
        name="commentary_start",
    ),
    path("commentary/<int:pk>/", commentary.commentary_edit, name="commentary_edit"),
    path("commentary/<int:pk>/move/", commentary.commentary_move, name="commentary_move"),
]

"""Addresses of meetings, papers and what was published."""

from django.urls import path

from committee.views import bodies, late_items, papers, published

app_name = "committee"
urlpatterns = [
    path("meetings/", bodies.meeting_list, name="meeting_list"),
    path("meetings/add/", bodies.meeting_add, name="meeting_add"),
    path("bodies/<int:pk>/", bodies.body_detail, name="body_detail"),
    path("papers/", papers.report_list, name="report_list"),
    path("papers/add/", papers.report_add, name="report_add"),
    path("papers/<slug:slug>/", papers.report_detail, name="report_detail"),
    path("papers/<slug:slug>/preview/", papers.report_preview, name="report_preview"),
    path("papers/<slug:slug>/header/", papers.report_header, name="report_header"),
    path("papers/<slug:slug>/sections/<slug:key>/", papers.section_edit, name="section_edit"),
    path(
        "papers/<slug:slug>/recommendations/",
        papers.recommendations_edit,
        name="recommendations_edit",
    ),
    path("papers/<slug:slug>/late-items/", late_items.late_item_list, name="late_item_list"),
    path(
        "papers/<slug:slug>/late-items/<int:pk>/remove/",
        late_items.late_item_remove,
        name="late_item_remove",
    ),
    path("papers/<slug:slug>/publish/", papers.report_publish, name="report_publish"),
    path("papers/<slug:slug>/correct/", papers.report_correct, name="report_correct"),
    path("papers/<slug:slug>/draft.<str:kind>", papers.report_download, name="report_download"),
    path("published/", published.published_list, name="published_list"),
    path("published/<slug:slug>/", published.published_latest, name="published_latest"),
    path("published/<slug:slug>/<int:version>/", published.published_paper, name="published_paper"),
    path(
        "published/<slug:slug>/<int:version>/<str:kind>",
        published.published_file,
        name="published_file",
    ),
]

"""Addresses of meetings, papers and what was published."""

from django.urls import path

from committee import views

app_name = "committee"
urlpatterns = [
    path("meetings/", views.meeting_list, name="meeting_list"),
    path("meetings/add/", views.meeting_add, name="meeting_add"),
    path("bodies/<int:pk>/", views.body_detail, name="body_detail"),
    path("papers/", views.report_list, name="report_list"),
    path("papers/add/", views.report_add, name="report_add"),
    path("papers/<slug:slug>/", views.report_detail, name="report_detail"),
    path("papers/<slug:slug>/preview/", views.report_preview, name="report_preview"),
    path("papers/<slug:slug>/header/", views.report_header, name="report_header"),
    path("papers/<slug:slug>/sections/<slug:key>/", views.section_edit, name="section_edit"),
    path(
        "papers/<slug:slug>/recommendations/",
        views.recommendations_edit,
        name="recommendations_edit",
    ),
    path("papers/<slug:slug>/publish/", views.report_publish, name="report_publish"),
    path("papers/<slug:slug>/correct/", views.report_correct, name="report_correct"),
    path("papers/<slug:slug>/draft.<str:kind>", views.report_download, name="report_download"),
    path("published/", views.published_list, name="published_list"),
    path("published/<slug:slug>/", views.published_latest, name="published_latest"),
    path("published/<slug:slug>/<int:version>/", views.published_paper, name="published_paper"),
    path(
        "published/<slug:slug>/<int:version>/<str:kind>",
        views.published_file,
        name="published_file",
    ),
]

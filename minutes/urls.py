from django.urls import path

from minutes import outcomes_views, views

app_name = "minutes"
urlpatterns = [
    path("sammantraden/", views.meeting_list, name="list"),
    path("sammantraden/<int:pk>/", views.detail, name="detail"),
    path("sammantraden/<int:pk>/utkast.pdf", views.draft_pdf, name="draft_pdf"),
    path("sammantraden/<int:pk>/original/", views.original, name="original"),
    path("sammantraden/<int:pk>/underskrivet/", views.scan, name="scan"),
    path("sammantraden/<int:pk>/justerat-pa-papper/", views.attest_on_paper, name="attest_on_paper"),
    path("sammantraden/<int:pk>/bilagor/<int:attachment>/", outcomes_views.attachment, name="attachment"),
    path("sammantraden/<int:pk>/paragrafer/<int:paragraph>/utfall/", outcomes_views.show, name="outcomes"),
    path("sammantraden/<int:pk>/paragrafer/<int:paragraph>/godkanner/", outcomes_views.approve, name="approve"),
    path("sammantraden/<int:pk>/paragrafer/<int:paragraph>/<slug:part>/ny/", outcomes_views.add, name="add_outcome"),
    path(
        "sammantraden/<int:pk>/paragrafer/<int:paragraph>/<slug:part>/<int:row>/",
        outcomes_views.change,
        name="change_outcome",
    ),
    path(
        "sammantraden/<int:pk>/paragrafer/<int:paragraph>/<slug:part>/<int:row>/flytta/",
        outcomes_views.move,
        name="move_outcome",
    ),
    path(
        "sammantraden/<int:pk>/paragrafer/<int:paragraph>/<slug:part>/<int:row>/ta-bort/",
        outcomes_views.remove,
        name="remove_outcome",
    ),
]

from django.urls import path

from minutes import attendance_views, body_views, outcomes_views, planning_views, views

app_name = "minutes"
urlpatterns = [
    path("sammantraden/", views.meeting_list, name="list"),
    path("sammantraden/<int:pk>/", views.detail, name="detail"),
    path("sammantraden/<int:pk>/andra/", planning_views.change_meeting, name="change_meeting"),
    path("sammantraden/<int:pk>/stall-in/", planning_views.cancel_meeting, name="cancel_meeting"),
    path("sammantraden/<int:pk>/utkast.pdf", views.draft_pdf, name="draft_pdf"),
    path("sammantraden/<int:pk>/original/", views.original, name="original"),
    path("sammantraden/<int:pk>/underskrivet/", views.scan, name="scan"),
    path("sammantraden/<int:pk>/justerat-pa-papper/", views.attest_on_paper, name="attest_on_paper"),
    path("sammantraden/<int:pk>/narvaro/", attendance_views.show, name="attendance"),
    path("sammantraden/<int:pk>/narvaro/ny/", attendance_views.add, name="add_attendance"),
    path("sammantraden/<int:pk>/narvaro/uppgifter/", attendance_views.officers, name="officers"),
    path("sammantraden/<int:pk>/narvaro/<int:row>/", attendance_views.part, name="attendance_part"),
    path("sammantraden/<int:pk>/narvaro/<int:row>/andra/", attendance_views.arrange, name="arrange_attendance"),
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
    path("organ/", body_views.body_list, name="bodies"),
    path("organ/nytt/", body_views.new_body, name="new_body"),
    path("organ/<int:pk>/", body_views.body, name="body"),
    path("organ/<int:pk>/andra/", body_views.change_body, name="change_body"),
    path("organ/<int:pk>/planera/", planning_views.plan_meetings, name="plan_meetings"),
    path("organ/<int:pk>/medlemmar/ny/", body_views.new_member, name="new_member"),
    path("organ/<int:pk>/medlemmar/<int:member>/", body_views.change_member, name="change_member"),
    path("organ/<int:pk>/<slug:part>/ny/", body_views.new_row, name="new_row"),
    path("organ/<int:pk>/<slug:part>/<int:row>/", body_views.change_row, name="change_row"),
    path("organ/<int:pk>/<slug:part>/<int:row>/flytta/", body_views.move_row, name="move_row"),
    path("organ/<int:pk>/<slug:part>/<int:row>/ta-bort/", body_views.remove_row, name="remove_row"),
]

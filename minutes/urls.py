from django.urls import path

from minutes import views

app_name = "minutes"
urlpatterns = [
    path("sammantraden/", views.meeting_list, name="list"),
    path("sammantraden/<int:pk>/", views.detail, name="detail"),
    path("sammantraden/<int:pk>/utkast.pdf", views.draft_pdf, name="draft_pdf"),
    path("sammantraden/<int:pk>/original/", views.original, name="original"),
    path("sammantraden/<int:pk>/underskrivet/", views.scan, name="scan"),
    path("sammantraden/<int:pk>/justerat-pa-papper/", views.attest_on_paper, name="attest_on_paper"),
]

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("insatser/", views.activities, name="activities"),
    path("rapporter/", views.report_list, name="list"),
    path("rapporter/<int:pk>/", views.detail, name="detail"),
    path("rapporter/<int:pk>/utkast.pdf", views.draft_pdf, name="draft_pdf"),
    path("rapporter/<int:pk>/original/", views.original, name="original"),
    path("rapporter/<int:pk>/publicera/", views.publish, name="publish"),
]

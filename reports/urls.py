from django.urls import path

from reports import activity_views, list_views, views

app_name = "reports"
urlpatterns = [
    path("insatser/", list_views.activity_list, name="activities"),
    path("insatser/insatser.csv", list_views.activities_csv, name="activities_csv"),
    path("insatser/insatser.xlsx", list_views.activities_xlsx, name="activities_xlsx"),
    path("insatser/flera/", list_views.several, name="several_activities"),
    path("insatser/ny/", activity_views.new, name="new_activity"),
    path("insatser/rad/", activity_views.advice, name="advice"),
    path("insatser/<int:pk>/", activity_views.detail, name="activity"),
    path("insatser/<int:pk>/andra/", activity_views.change, name="change_activity"),
    path("insatser/<int:pk>/kopiera/", activity_views.copy, name="copy_activity"),
    path("insatser/<int:pk>/ta-bort/", activity_views.delete, name="delete_activity"),
    path("insatser/<int:pk>/ta-tillbaka/", activity_views.undelete, name="undelete_activity"),
    path("insatser/<int:pk>/inte-rapporterad/", activity_views.unmark_reported, name="unmark_reported"),
    path("insatser/<int:pk>/historik/", activity_views.history, name="activity_history"),
    path("insatser/<int:pk>/historik/<int:version>/", activity_views.restore, name="restore_activity"),
    path("rapporter/", views.report_list, name="list"),
    path("rapporter/<int:pk>/", views.detail, name="detail"),
    path("rapporter/<int:pk>/utkast.pdf", views.draft_pdf, name="draft_pdf"),
    path("rapporter/<int:pk>/original/", views.original, name="original"),
    path("rapporter/<int:pk>/publicera/", views.publish, name="publish"),
]

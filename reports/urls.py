from django.urls import path

from reports import activity_views, views

app_name = "reports"
urlpatterns = [
    path("insatser/", activity_views.activity_list, name="activities"),
    path("insatser/ny/", activity_views.new, name="new_activity"),
    path("insatser/rad/", activity_views.advice, name="advice"),
    path("insatser/att-folja-upp/", activity_views.to_follow_up, name="to_follow_up"),
    path("insatser/<int:pk>/", activity_views.detail, name="activity"),
    path("insatser/<int:pk>/andra/", activity_views.change, name="change_activity"),
    path("insatser/<int:pk>/kopiera/", activity_views.copy, name="copy_activity"),
    path("insatser/<int:pk>/ta-bort/", activity_views.delete, name="delete_activity"),
    path("insatser/<int:pk>/ta-tillbaka/", activity_views.undelete, name="undelete_activity"),
    path("insatser/<int:pk>/historik/", activity_views.history, name="activity_history"),
    path("insatser/<int:pk>/historik/<int:version>/", activity_views.restore, name="restore_activity"),
    path("insatser/<int:pk>/uppfoljning/", activity_views.follow_up, name="follow_up"),
    path("insatser/<int:pk>/uppfoljning/genomford/", activity_views.follow_up_held, name="follow_up_held"),
    path("insatser/<int:pk>/uppfoljning/flyttad/", activity_views.follow_up_moved, name="follow_up_moved"),
    path("insatser/<int:pk>/uppfoljning/installd/", activity_views.cancel, name="cancel_activity"),
    path("rapporter/", views.report_list, name="list"),
    path("rapporter/<int:pk>/", views.detail, name="detail"),
    path("rapporter/<int:pk>/utkast.pdf", views.draft_pdf, name="draft_pdf"),
    path("rapporter/<int:pk>/original/", views.original, name="original"),
    path("rapporter/<int:pk>/publicera/", views.publish, name="publish"),
]

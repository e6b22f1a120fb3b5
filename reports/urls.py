from django.urls import path

from reports import activity_views, composing_views, views

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
    path("rapporter/ny/", composing_views.new, name="new_report"),
    path("rapporter/<int:pk>/redigera/", composing_views.compose, name="compose"),
    path("rapporter/<int:pk>/forhandsvisning/", composing_views.preview, name="preview"),
    path("rapporter/<int:pk>/uppgifter/", composing_views.particulars, name="particulars"),
    path("rapporter/<int:pk>/punkter/<int:item>/", composing_views.edit_item, name="edit_item"),
    path("rapporter/<int:pk>/punkter/<int:item>/ordna/", composing_views.arrange_item, name="arrange_item"),
    path("rapporter/<int:pk>/avsnitt/<int:section>/", composing_views.edit_section, name="edit_section"),
    path("rapporter/<int:pk>/avsnitt/<int:section>/ny-punkt/", composing_views.add_item, name="add_item"),
    path("rapporter/<int:pk>/avsnitt/<int:section>/klart/", composing_views.set_ready, name="set_ready"),
    path("rapporter/<int:pk>/ta-med/", composing_views.take_up, name="take_up"),
    path("rapporter/<int:pk>/angra/<int:change>/", composing_views.undo, name="undo"),
    path("rapporter/<int:pk>/", views.detail, name="detail"),
    path("rapporter/<int:pk>/utkast.pdf", views.draft_pdf, name="draft_pdf"),
    path("rapporter/<int:pk>/original/", views.original, name="original"),
    path("rapporter/<int:pk>/publicera/", views.publish, name="publish"),
]

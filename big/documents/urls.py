from django.urls import path

from big.documents import views

app_name = "documents"
urlpatterns = [
    path("handlingar/", views.archive, name="archive"),
    path("handlingar/<int:pk>/<str:file_name>", views.download, name="download"),
    path("kontrollera/", views.verify, name="verify"),
]

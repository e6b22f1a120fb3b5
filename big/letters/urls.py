from django.urls import path

from big.letters import views

app_name = "letters"
urlpatterns = [
    path("utskick/", views.letter_list, name="list"),
    path("utskick/<int:pk>/igen/", views.send_again, name="send_again"),
]

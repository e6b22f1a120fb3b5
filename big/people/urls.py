from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from big.people import views
from big.people.forms import SignInForm

app_name = "people"
urlpatterns = [
    path(
        "logga-in/",
        LoginView.as_view(
            authentication_form=SignInForm, template_name="people/sign_in.html", redirect_authenticated_user=True
        ),
        name="sign_in",
    ),
    path("behorigheter/", views.role_list, name="roles"),
    path("behorigheter/<int:pk>/", views.change_roles, name="change_roles"),
    path("handelser/", views.event_list, name="events"),
    path("logga-ut/", LogoutView.as_view(), name="sign_out"),
]

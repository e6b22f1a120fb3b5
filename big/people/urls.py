from django.contrib.auth import views
from django.urls import path

from big.people.forms import SignInForm

app_name = "people"
urlpatterns = [
    path(
        "logga-in/",
        views.LoginView.as_view(
            authentication_form=SignInForm, template_name="people/sign_in.html", redirect_authenticated_user=True
        ),
        name="sign_in",
    ),
    path("logga-ut/", views.LogoutView.as_view(), name="sign_out"),
]

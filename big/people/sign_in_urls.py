"""django-allauth's pages at Swedish addresses, under the names by which it calls them itself.

Listed one by one, so that what is not used is not there: registering, and changing one's address.
"""

import logging
from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions import views as usersessions
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from requests import RequestException

logger = logging.getLogger(__name__)


@wraps(openid_connect.login)
def external_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the identity provider, or a page that says that it does not answer."""
    try:
        return openid_connect.login(request, provider_id)
    except RequestException:
        logger.exception("The identity provider did not answer")
        return render(request, "socialaccount/authentication_error.html", status=503)


urlpatterns = [
    path("logga-in/", account.login, name="account_login"),
    path("logga-in/kod/", mfa.authenticate, name="mfa_authenticate"),
    path("logga-in/nyckel/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("avstangt-konto/", account.account_inactive, name="account_inactive"),
    path("glomt-losenord/", account.password_reset, name="account_reset_password"),
    path("glomt-losenord/skickat/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^glomt-losenord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("nytt-losenord/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("extern-inloggning/<str:provider_id>/", external_login, name="openid_connect_login"),
    path("extern-inloggning/<str:provider_id>/svar/", openid_connect.callback, name="openid_connect_callback"),
    path("extern-inloggning-avbruten/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("mitt-konto/bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("mitt-konto/bekrafta/kod/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("mitt-konto/bekrafta/nyckel/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("mitt-konto/losenord/", account.password_change, name="account_change_password"),
    path("mitt-konto/inloggningar/", usersessions.list_usersessions, name="usersessions_list"),
    path("mitt-konto/extern-inloggning/", socialaccount.connections, name="socialaccount_connections"),
    path("mitt-konto/tvasteg/", mfa.index, name="mfa_index"),
    path("mitt-konto/tvasteg/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("mitt-konto/tvasteg/app/ta-bort/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("mitt-konto/tvasteg/nycklar/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("mitt-konto/tvasteg/nycklar/ny/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("mitt-konto/tvasteg/nycklar/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("mitt-konto/tvasteg/nycklar/<int:pk>/ta-bort/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("mitt-konto/tvasteg/koder/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("mitt-konto/tvasteg/koder/nya/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("mitt-konto/tvasteg/koder/fil/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

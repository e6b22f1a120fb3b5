from django.urls import path

from big.people import account_views, directory_views, mailing_views, unsaved_views, views

app_name = "people"
urlpatterns = [
    path("behorigheter/", views.role_list, name="roles"),
    path("behorigheter/<int:pk>/", views.change_roles, name="change_roles"),
    path("handelser/", views.event_list, name="events"),
    path("personer/", directory_views.person_list, name="persons"),
    path("personer/ny/", directory_views.new_person, name="new_person"),
    path("personer/<int:pk>/", directory_views.person, name="person"),
    path("personer/<int:pk>/ta-bort/", directory_views.remove_person, name="remove_person"),
    path("organisationer/", directory_views.organisation_list, name="organisations"),
    path("organisationer/ny/", directory_views.new_organisation, name="new_organisation"),
    path("organisationer/<int:pk>/", directory_views.organisation, name="organisation"),
    path("organisationer/<int:pk>/ta-bort/", directory_views.remove_organisation, name="remove_organisation"),
    path("mitt-konto/", account_views.own_account, name="own_account"),
    path("mitt-konto/utskick/", mailing_views.mailings, name="mailings"),
    path("mitt-konto/utskick/floden/", mailing_views.change_feed, name="change_feed"),
    path("mitt-konto/bekrafta/extern/", account_views.prove_externally, name="prove_externally"),
    path("osparat/", unsaved_views.keep, name="keep"),
    path("osparat/<uuid:pk>/", unsaved_views.resume, name="resume"),
    path("osparat/<uuid:pk>/kasta/", unsaved_views.discard, name="discard"),
    path("konton/", account_views.account_list, name="accounts"),
    path("konton/bjud-in/", account_views.invite, name="invite"),
    path("konton/<int:pk>/stang-av/", account_views.deactivate, name="deactivate"),
    path("konton/<int:pk>/oppna/", account_views.reactivate, name="reactivate"),
    path("inbjudningar/<int:pk>/skicka-igen/", account_views.send_again, name="send_again"),
    path("inbjudningar/<int:pk>/aterta/", account_views.withdraw, name="withdraw"),
    path("inbjudan/<str:token>/", account_views.accept_invitation, name="accept_invitation"),
]

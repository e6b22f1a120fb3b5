from django.apps import AppConfig

from big.freezing import freeze


class PeopleConfig(AppConfig):
    name = "big.people"
    verbose_name = "Personer"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from big.people import events  # noqa: F401 - listens to who signs in
        from big.people.middleware import start_session

        freeze("people_event")
        freeze("people_link")
        user_logged_in.connect(start_session, dispatch_uid="big.people.start_session")

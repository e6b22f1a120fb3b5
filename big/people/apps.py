from django.apps import AppConfig

from big.freezing import freeze


class PeopleConfig(AppConfig):
    name = "big.people"
    verbose_name = "Personer"

    def ready(self) -> None:
        from big.people import events  # noqa: F401 - listens to who signs in

        freeze("people_event")

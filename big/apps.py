from django.apps import AppConfig


class BigConfig(AppConfig):
    name = "big"
    verbose_name = "BIG"

    def ready(self) -> None:
        from big import checks  # noqa: F401 - registers them

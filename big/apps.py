from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from big import freezing, trigrams


class BigConfig(AppConfig):
    name = "big"
    verbose_name = "BIG"

    def ready(self) -> None:
        from big import checks  # noqa: F401 - registers them

        # Migrate signals each app that has models, before all work and after it: one of them will do.
        once = self.apps.get_app_config("people")
        pre_migrate.connect(freezing.lift, sender=once)
        post_migrate.connect(freezing.install, sender=once)
        post_migrate.connect(trigrams.install, sender=once)

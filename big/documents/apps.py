from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DocumentsConfig(AppConfig):
    name = "big.documents"
    verbose_name = "Handlingar"

    def ready(self) -> None:
        from big.documents import freezing

        freezing.freeze("documents_blob")
        freezing.freeze("documents_document")
        freezing.freeze("documents_sourcefile")
        pre_migrate.connect(freezing.lift, sender=self)
        post_migrate.connect(freezing.install, sender=self)

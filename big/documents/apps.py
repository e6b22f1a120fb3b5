from django.apps import AppConfig

from big.freezing import freeze


class DocumentsConfig(AppConfig):
    name = "big.documents"
    verbose_name = "Handlingar"

    def ready(self) -> None:
        for table in ("blob", "document", "sourcefile", "upload"):
            freeze(f"documents_{table}")

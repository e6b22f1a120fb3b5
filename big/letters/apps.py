from django.apps import AppConfig

from big.freezing import freeze


class LettersConfig(AppConfig):
    name = "big.letters"
    verbose_name = "Utskick"

    def ready(self) -> None:
        freeze("letters_letter", when="{row}.sent_at IS NOT NULL")

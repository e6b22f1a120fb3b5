from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "big.people"
    verbose_name = "Personer"

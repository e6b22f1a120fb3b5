from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minutes.demo import loading
from minutes.models import Meeting
from reports.models import Report


class Command(BaseCommand):
    help = "Fyller en tom databas med påhittade personer, insatser, rapporter och sammanträden. Kan köras om."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="gör ingenting om det redan finns uppgifter")
        parser.add_argument("--accounts", action="store_true", help="skriv bara ut demokontona")

    def handle(self, *, if_empty: bool, accounts: bool, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demodata har kända lösenord och läses bara in under utveckling (DEBUG=true).")
        if not accounts and not loading.is_loaded():
            if Report.objects.exists() or Meeting.objects.exists():
                if if_empty:
                    return
                raise CommandError("Databasen innehåller redan rapporter eller sammanträden. Demodata läses inte in.")
            loading.load()
            self.stdout.write("Demodata är inläst.")
        if loading.is_loaded():
            self.stdout.write(f"Logga in med lösenordet {loading.PASSWORD}:")
            for email, role in loading.accounts():
                self.stdout.write(f"  {email}  ({role})")

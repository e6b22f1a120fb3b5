from django.apps import AppConfig

from big.freezing import freeze


class MinutesConfig(AppConfig):
    name = "minutes"
    verbose_name = "Protokoll"

    def ready(self) -> None:
        import reversion

        from minutes.models import Paragraph

        reversion.register(Paragraph)
        attested = "EXISTS (SELECT 1 FROM minutes_meeting m WHERE m.state = 'attested' AND m.id = {meeting})"
        own = attested.format(meeting="{row}.meeting_id")
        paragraph = "(SELECT p.meeting_id FROM minutes_paragraph p WHERE p.id = {row}.paragraph_id)"
        freeze("minutes_meeting", when="{row}.state = 'attested'")
        freeze("minutes_notice")
        for table in ("paragraph", "attendance", "officer", "recipient", "news"):
            freeze(f"minutes_{table}", when=own, adding=True)
        told_in = "(SELECT p.meeting_id FROM minutes_paragraph p WHERE p.id = {row}.reported_in_id)"
        freeze("minutes_assignmentoutcome", when=attested.format(meeting=told_in), adding=True)
        for table in ("decision", "assignment", "deferral", "attachment"):
            freeze(f"minutes_{table}", when=attested.format(meeting=paragraph), adding=True)

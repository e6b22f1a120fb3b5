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
        # What attesters have before them stays as it is until they have answered.
        locked = attested.replace("= 'attested'", "IN ('in_attestation', 'attested')")
        own = locked.format(meeting="{row}.meeting_id")
        paragraph = "(SELECT p.meeting_id FROM minutes_paragraph p WHERE p.id = {row}.paragraph_id)"
        freeze("minutes_meeting", when="{row}.state = 'attested'")
        freeze("minutes_notice")
        freeze("minutes_extract")
        for table in ("paragraph", "attendance", "officer", "recipient", "news"):
            freeze(f"minutes_{table}", when=own, adding=True)
        told_in = "(SELECT p.meeting_id FROM minutes_paragraph p WHERE p.id = {row}.reported_in_id)"
        freeze("minutes_assignmentoutcome", when=locked.format(meeting=told_in), adding=True)
        for table in ("decision", "assignment", "deferral", "attachment"):
            freeze(f"minutes_{table}", when=locked.format(meeting=paragraph), adding=True)
        # An answer, once given, is never another; nor is a round that has ended.
        freeze("minutes_attestation", when="{row}.verdict <> ''")
        freeze("minutes_attestationround", when="{row}.ended_at IS NOT NULL")
        commented = (
            "(SELECT r.meeting_id FROM minutes_attestationround r JOIN minutes_attestation a ON a.round_id = r.id "
            "WHERE r.correction_id IS NULL AND a.id = {row}.attestation_id)"
        )
        freeze("minutes_paragraphcomment", when=attested.format(meeting=commented), adding=True)
        freeze("minutes_signingelsewhere", when="{row}.ended_at IS NOT NULL")
        freeze("minutes_correction", when="{row}.state = 'attested'")

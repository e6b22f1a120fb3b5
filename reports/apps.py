from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from big import trigrams
from big.freezing import freeze


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Aktuellt"

    def ready(self) -> None:
        import reversion

        from reports import listings
        from reports.models import Activity

        pre_migrate.connect(listings.lift, sender=self)
        post_migrate.connect(listings.install, sender=self)
        reversion.register(Activity)
        trigrams.index(Activity._meta.db_table)
        published = "EXISTS (SELECT 1 FROM reports_report r WHERE r.state = 'published' AND r.id = {report})"
        section = "(SELECT s.report_id FROM reports_reportsection s WHERE s.id = {row}.section_id)"
        freeze("reports_report", when="{row}.state = 'published'")
        freeze("reports_reportsection", when=published.format(report="{row}.report_id"), adding=True)
        freeze("reports_reportitem", when=published.format(report=section), adding=True)
        freeze("reports_cautionanswer", when=published.format(report="{row}.report_id"), adding=True)

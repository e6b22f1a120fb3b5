from reports.models.activities import (
    Abbreviation,
    Activity,
    ActivityKind,
    ActivityQuerySet,
    Area,
    AreaQuerySet,
    Place,
    TargetGroup,
)
from reports.models.reports import Report, ReportItem, ReportQuerySet, ReportSection

__all__ = [
    "Abbreviation",
    "Activity",
    "ActivityKind",
    "ActivityQuerySet",
    "Area",
    "AreaQuerySet",
    "Place",
    "Report",
    "ReportItem",
    "ReportQuerySet",
    "ReportSection",
    "TargetGroup",
]

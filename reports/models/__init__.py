from reports.models.activities import (
    Abbreviation,
    Activity,
    ActivityKind,
    ActivityQuerySet,
    Area,
    AreaQuerySet,
    Listing,
    Place,
    TargetGroup,
)
from reports.models.reports import CautionAnswer, Report, ReportChange, ReportItem, ReportQuerySet, ReportSection

__all__ = [
    "Abbreviation",
    "Activity",
    "ActivityKind",
    "ActivityQuerySet",
    "Area",
    "AreaQuerySet",
    "CautionAnswer",
    "Listing",
    "Place",
    "Report",
    "ReportChange",
    "ReportItem",
    "ReportQuerySet",
    "ReportSection",
    "TargetGroup",
]

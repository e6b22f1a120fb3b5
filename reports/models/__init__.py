from reports.models.activities import (
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

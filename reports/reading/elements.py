"""What the reader hands on: a report as printed, in dataclasses or as plain lists and dicts."""

from dataclasses import asdict, dataclass
from datetime import date

from big.documents.papers import Remark


@dataclass(frozen=True, kw_only=True)
class PrintedSection:
    """An area (level 1) or sub-area (level 2, `parent` is the heading of its area) with its items as printed."""

    heading: str
    level: int = 1
    parent: str | None = None
    intro: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrintedReport:
    """A report as printed. `date` is None when the paper does not give one day; `warnings` are in the paper's order."""

    title: str
    date: date | None
    sections: tuple[PrintedSection, ...]
    warnings: tuple[Remark, ...]


def as_json(report: PrintedReport) -> dict:
    """Return the report as plain lists and dicts: title, date (ISO or None), sections and warnings."""
    return {
        "title": report.title,
        "date": report.date.isoformat() if report.date else None,
        "sections": [{**asdict(section), "items": list(section.items)} for section in report.sections],
        "warnings": [asdict(remark) for remark in report.warnings],
    }

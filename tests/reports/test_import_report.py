"""Old reports are read in by command."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from big.documents.models import Document, SourceFile
from reports.models import Area, Report

PAPER = """\
Nytt från gruppen den 14 maj 2019

Övrigt

• Vi har besökt ett bibliotek och talat med personalen om trygga kvällar.

• Vi har bjudit in till en frukost.

Ett annat område

• Vi kommer att starta en studiecirkel i höst.
"""


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "nytt.txt"
    path.write_text(PAPER, encoding="utf-8")
    return path


def test_dry_run_prints_json_and_writes_nothing(db, paper, capsys):
    call_command("import_report", paper, dry_run=True)
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["title", "date", "sections", "warnings"]
    assert printed["date"] == "2019-05-14"
    assert [section["heading"] for section in printed["sections"]] == ["Övrigt", "Ett annat område"]
    assert not Report.objects.exists()
    assert not SourceFile.objects.exists()


def test_dry_run_does_not_also_write_a_pdf(db, paper, tmp_path):
    with pytest.raises(CommandError, match="--dry-run skriver ingenting"):
        call_command("import_report", paper, dry_run=True, pdf=tmp_path / "ut.pdf")


def test_import_creates_the_report_as_printed(db, paper, capsys):
    call_command("import_report", paper)
    assert "Övrigt: 2 punkter" in capsys.readouterr().out
    report = Report.objects.get()
    known, unknown = report.outline()
    assert known.area == Area.objects.get(name="Övrigt")
    assert unknown.area is None
    assert [item.text for item in known.points][1] == "Vi har bjudit in till en frukost."


def test_published_report_is_written_as_stored(db, paper, tmp_path):
    call_command("import_report", paper, publish=True, pdf=tmp_path / "ut.pdf")
    document = Document.objects.get()
    assert document.file_name == "aktuellt-2019-05-14.pdf"
    assert hashlib.sha256((tmp_path / "ut.pdf").read_bytes()).hexdigest() == document.blob_id


def test_same_file_twice_is_refused_with_the_record_named(db, paper):
    call_command("import_report", paper)
    with pytest.raises(CommandError, match=r"redan inläst .* som ”Nytt från gruppen den 14 maj 2019”"):
        call_command("import_report", paper)
    assert Report.objects.count() == 1


def test_report_without_a_day_is_read_in_but_not_published(db, paper, tmp_path):
    paper.write_text(PAPER.replace("14 maj 2019", "maj 2019"), encoding="utf-8")
    with pytest.raises(CommandError, match="Rapporten saknar datum"):
        call_command("import_report", paper, publish=True)
    assert not Report.objects.exists()
    call_command("import_report", paper, pdf=tmp_path / "ut.pdf")
    assert Report.objects.get().issue_date is None
    assert (tmp_path / "ut.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_the_customers_report(db, seeds, capsys):
    call_command("import_report", seeds / "aktuellt-2018-10-26.txt", publish=True)
    report = Report.objects.get()
    counts = [section.items.count() for section in report.sections.all()]
    assert counts == [8, 15, 8, 15, 7]
    assert [section.parent is not None for section in report.sections.all()] == [False, True, False, False, False]
    assert Document.objects.get().file_name == "aktuellt-2018-10-26.pdf"

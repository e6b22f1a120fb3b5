"""A nightly run finds whatever is no longer as it was finished."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from big import freezing
from big.documents.models import Blob, Document
from big.people import trail
from big.people.models import Event, Link
from reports.publishing import publish
from tests.certificates import Authority, use
from tests.factories import create_report


def verify_archive(*arguments: str) -> tuple[str, list[str]]:
    """What the command prints, and the faults it ends with an error for."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_archive", *arguments, stdout=out, stderr=err, no_color=True)
    except CommandError:
        return out.getvalue(), err.getvalue().splitlines()
    assert not [line for line in err.getvalue().splitlines() if not line.startswith("warning")]
    return out.getvalue(), []


@pytest.fixture
def archive(secretary, settings, tmp_path, django_capture_on_commit_callbacks) -> list[Document]:
    """Two published reports: one without a seal, and one with."""
    with django_capture_on_commit_callbacks(execute=True):
        unsealed = publish(create_report(title="Utan sigill"), by=secretary)
    use(settings, Authority(), tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        sealed = publish(create_report(title="Förseglad"), by=secretary)
    return [unsealed, sealed]


def test_an_empty_archive_is_in_order(db):
    said, faults = verify_archive()
    assert (said, faults) == ("Looked at nothing yet: no faults.\n", [])


def test_an_archive_in_order(archive, monkeypatch):
    monkeypatch.setattr("big.documents.management.commands.verify_archive.SECONDS_BETWEEN", 600)
    said, faults = verify_archive()
    assert faults == []
    assert said == "Looked at 2 stored files, 2 documents, 2 events: no faults.\n"
    assert verify_archive("--quiet") == ("", [])


def test_changed_bytes_are_found_in_file_and_seal(archive):
    """Somebody has taken the triggers away, and given them back afterwards."""
    freezing.lift()
    blob = Blob.objects.get(pk=archive[1].blob_id)
    at = blob.data.index(b"stream", 1000) + 40
    Blob.objects.filter(pk=blob.pk).update(data=blob.data[:at] + b"!" + blob.data[at + 1 :])
    freezing.install()
    said, faults = verify_archive("--quiet")
    assert said == ""
    assert faults[0].startswith(f"file {blob.pk}: its content has the digest")
    assert f"document {archive[1].pk} ({archive[1].file_name}): its content does not match its seal" in faults


def test_a_seal_that_is_gone_or_somebody_elses_is_found(archive):
    freezing.lift()
    Document.objects.filter(pk=archive[1].pk).update(sealed_by="Någon annan")
    Document.objects.filter(pk=archive[0].pk).update(sealed_by="Kommunen", sealed_at=F("finalised_at"))
    freezing.install()
    first, second = verify_archive()[1]
    assert first.endswith("its seal is gone or cannot be read")
    assert second.endswith("sealed by Sigill 2026, Sandheds kommun, recorded as Någon annan")


def test_a_certificate_that_nobody_trusts_is_found(archive, settings, tmp_path):
    (tmp_path / "other").mkdir()
    settings.SEAL_TRUST = str(Authority().write_roots(tmp_path / "other"))
    assert verify_archive()[1][0].endswith("its certificate is not trusted")


def test_missing_triggers_are_found(archive):
    freezing.lift()
    faults = verify_archive()[1]
    assert "database: documents_blob is not protected by its triggers; 'manage.py migrate' puts them back" in faults


def test_a_trail_made_anew_is_given_away_by_what_was_printed(archive):
    """Whoever can take the triggers away can make the whole chain anew, but not what is printed on paper."""
    freezing.lift()
    Event.objects.filter(pk=Event.objects.earliest("pk").pk).update(subject="Något annat")
    Link.objects.all().delete()
    trail.extend()
    freezing.install()
    assert list(trail.faults()) == []
    [fault] = verify_archive()[1]
    assert fault.startswith(f"document {archive[1].pk}")
    assert fault.endswith("the trail no longer holds the digest that is printed on it; the trail has been rewritten")


def test_a_changed_event_is_found(archive):
    freezing.lift()
    Event.objects.filter(pk=Event.objects.latest("pk").pk).update(detail="annat")
    freezing.install()
    assert "has been changed" in verify_archive()[1][0]


def test_whoever_runs_the_product_is_warned_before_the_seal_expires(archive, settings, tmp_path):
    use(settings, Authority(), tmp_path, days=20)
    settings.SEAL_TRUST = ""
    err = io.StringIO()
    call_command("verify_archive", "--quiet", stderr=err, no_color=True)
    assert "warning: seal: The seal's certificate expires on" in err.getvalue()
    assert "warning: seals: SEAL_TRUST is not set" in err.getvalue()


def test_a_long_run_shows_where_it_is(archive, monkeypatch):
    monkeypatch.setattr("big.documents.management.commands.verify_archive.SECONDS_BETWEEN", -1)
    assert "documents: 1 of 2\n" in verify_archive()[0]


def test_looking_costs_the_same_for_each(archive, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        verify_archive()

"""Search by words: the index of three letters at a time makes it quick, and changes no answer."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from big import search, trigrams
from reports.models import Activity
from tests.factories import create_activity

LETTERS = 'abåÅé"%_*ﬁß '
some_texts = st.lists(st.text(LETTERS, min_size=1, max_size=12), max_size=8)
in_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its indexes itself")


@pytest.fixture(params=[trigrams.FEW, 2, -1], ids=["all are few", "two are few", "none are few"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trigrams, "FEW", request.param)


def found(text: str) -> set[str]:
    return set(Activity.objects.matching(text).values_list("search_text", flat=True))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=some_texts, changed=some_texts, queries=st.lists(st.text(LETTERS, max_size=7), min_size=1, max_size=4))
def test_search_finds_what_reading_every_row_finds(few, secretary, texts, changed, queries):
    """Added, changed and deleted rows, as they are; whatever the words, and however rare."""
    Activity.objects.all().delete()
    first = create_activity(by=secretary, text="först")
    Activity.objects.bulk_create(
        Activity(
            text="Insats.",
            search_text=search.fold(text),
            area=first.area,
            status=first.status,
            created_by=secretary,
            listed_on=first.listed_on,
        )
        for text in texts
    )
    for activity, text in zip(Activity.objects.exclude(pk=first.pk), changed, strict=False):
        Activity.objects.filter(pk=activity.pk).update(search_text=search.fold(text))
    first.delete()
    kept = set(Activity.objects.values_list("search_text", flat=True))
    for query in queries:
        words = search.fold(query).split()
        assert found(query) == {text for text in kept if all(word in text for word in words)}


@pytest.fixture
def rare(secretary) -> Iterator[Activity]:
    create_activity(by=secretary, text="Ett möte.")
    return create_activity(by=secretary, text="Ett samverkansmöte.")


@in_sqlite
def test_a_rare_word_is_looked_up_and_a_short_one_read(rare):
    assert "_trigrams" in str(Activity.objects.matching("samverkan").query)
    assert "_trigrams" not in str(Activity.objects.matching("tt").query)


@in_sqlite
def test_without_a_trigger_every_row_is_read_until_migrate_puts_it_back(rare, secretary):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER indexed_reports_activity_insert")
    create_activity(by=secretary, text="Ännu ett samverkansmöte.")
    assert len(found("samverkan")) == 2
    call_command("migrate", verbosity=0)
    assert "_trigrams" in str(Activity.objects.matching("samverkan").query)
    assert len(found("samverkan")) == 2


def test_the_index_is_there(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'indexed_%'")
            assert len(cursor.fetchall()) == 3
        else:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'reports_activity_trigrams'")
            assert "gin_trgm_ops" in cursor.fetchone()[0]

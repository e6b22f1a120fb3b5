import datetime

import pytest
from django.db import IntegrityError, transaction

from reports.models import Activity, Area
from tests.factories import create_activity


def test_areas_stand_in_the_order_of_the_report(db):
    assert [area.name for area in Area.objects.in_order()] == [
        "Trygghetsarbetet i skolan",
        "Gävlemodellen",
        "Föreningslivet och fritidsgårdarna",
        "Hedersvåld och våldsbejakande extremism",
        "Övrigt",
    ]


def test_activities_stand_with_the_newest_first(as_secretary, secretary):
    create_activity(by=secretary, text="Den gamla.", starts_on=datetime.date(2025, 1, 1))
    create_activity(by=secretary, text="Den nya.", starts_on=datetime.date(2026, 1, 1))
    page = as_secretary.get("/insatser/").text
    assert page.index("Den nya.") < page.index("Den gamla.")


def test_activities_of_one_area_and_status(as_secretary, secretary):
    create_activity(by=secretary, text="Skolans.", area="Gävlemodellen")
    create_activity(by=secretary, text="Övrigas.", status=Activity.Status.PLANNED)
    area = Area.objects.get(name="Gävlemodellen")
    page = as_secretary.get(f"/insatser/?area={area.pk}").text
    assert "Skolans." in page
    assert "Övrigas." not in page
    assert "Övrigas." in as_secretary.get("/insatser/?status=planned").text
    assert "passar urvalet" in as_secretary.get(f"/insatser/?area={area.pk}&status=planned").text


def test_database_refuses_an_activity_without_text(secretary):
    with pytest.raises(IntegrityError, match="activity_has_text"), transaction.atomic():
        create_activity(by=secretary, text="")

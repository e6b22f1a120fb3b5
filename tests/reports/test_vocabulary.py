"""Lists to choose from: kept by editors and administrators, in order, and nothing taken away that is in use."""

import pytest
from django.contrib.auth.models import Group

from big.people.models import Event, Person, User
from big.people.roles import Role
from big.refusals import Refused
from big.versions import StaleVersion
from reports import composing, recording, vocabulary
from reports.models import Abbreviation, Activity, ActivityKind, Area, Place, ReportSection, TargetGroup
from reports.vocabulary_views import PARTS
from tests.factories import create_activity, create_person, create_report, create_user

AREA = {"name": "Trygga torg", "parent": "", "intro": "", "responsible-new": ""}


@pytest.fixture
def editor(db):
    return create_user(Role.EDITOR, email="redaktor@example.se", name="Tora Hallén")


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def acts() -> list[str]:
    return [str(event) for event in Event.objects.exclude(act=Event.Act.SIGNED_IN).order_by("pk")]


def top_areas() -> list[str]:
    return [area.name for area in Area.objects.in_order() if not area.parent_id]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_editors_and_administrators_find_the_lists_in_the_menu(client, db, role):
    client.force_login(create_user(role))
    assert '<a href="/listor/">Listor</a>' in client.get("/").text
    page = client.get("/listor/").text
    for title in ("Områden", "Slag", "Målgrupper", "Platser", "Förkortningar"):
        assert f">{title}</a>" in page


@pytest.mark.parametrize("role", [Role.STAFF, Role.SECRETARY, Role.STEERING_GROUP])
def test_others_do_not_change_the_lists(client, db, role):
    """Nor read them: places and target groups can tell of what is not published."""
    client.force_login(create_user(role))
    assert "/listor/" not in client.get("/").text
    area = Area.objects.first()
    for path in ("", "omraden/ny/", f"omraden/{area.pk}/", f"omraden/{area.pk}/ta-bort/", f"omraden/{area.pk}/flytta/"):
        assert client.post(f"/listor/{path}", AREA).status_code in (403, 405)
    assert client.get("/listor/").status_code == 403
    assert not Area.objects.filter(name="Trygga torg").exists()


def test_unknown_list_is_not_found(as_editor):
    assert as_editor.get("/listor/huvudman/").status_code == 404


@pytest.mark.parametrize(
    ("part", "typed", "stored"),
    [
        ("slag", {"name": "studiebesök"}, ActivityKind),
        ("malgrupper", {"name": "hyresvärdar"}, TargetGroup),
        ("platser", {"name": "Sätra"}, Place),
        ("forkortningar", {"short": "EST", "expansion": "effektiv samordning för trygghet"}, Abbreviation),
    ],
)
def test_what_is_added_can_be_changed_and_removed(as_editor, part, typed, stored):
    first, *_ = typed
    added = as_editor.post(f"/listor/{part}/ny/", typed, follow=True)
    assert added.redirect_chain == [(f"/listor/{part}/", 302)]
    entry = stored.objects.get(**typed)
    assert f"Sparat: {entry}." in added.text
    assert f'href="/listor/{part}/{entry.pk}/"' in added.text
    changed = typed | {first: f"{typed[first]}2", "seen_version": "1"}
    as_editor.post(f"/listor/{part}/{entry.pk}/", changed)
    entry.refresh_from_db()
    assert getattr(entry, first) == f"{typed[first]}2"
    assert "Ta bort" in as_editor.get(f"/listor/{part}/{entry.pk}/ta-bort/").text
    answer = as_editor.post(f"/listor/{part}/{entry.pk}/ta-bort/", {"version": entry.version}, follow=True)
    assert f"{entry} finns inte längre i registret." in answer.text
    assert not stored.objects.filter(pk=entry.pk).exists()
    assert [event.split()[2] for event in acts()] == ["skapade", "ändrade", "tog"]


@pytest.mark.parametrize("typed", ["", "  ", "UTBILDNING", " utbildning "])
def test_a_name_is_needed_and_only_once(as_editor, typed):
    page = as_editor.post("/listor/slag/ny/", {"name": typed}).text
    kind = ActivityKind.objects.get(name="utbildning")
    expected = f'<a href="/listor/slag/{kind.pk}/">utbildning</a> finns redan' if typed.strip() else "Skriv ett namn."
    assert expected in page
    assert not acts()


def test_an_abbreviation_is_known_by_its_own_letters(as_editor):
    page = as_editor.post("/listor/forkortningar/ny/", {"short": "HRV", "expansion": "något annat"}).text
    assert "Förkortningen finns redan i listan." in page
    as_editor.post("/listor/forkortningar/ny/", {"short": "EST", "expansion": "effektiv samordning för trygghet"})
    advice = as_editor.post("/insatser/rad/", {"text": "Vi har infört EST i Sätra."}).text
    assert "effektiv samordning för trygghet (EST)" in advice


def test_the_second_of_two_editors_sees_both_texts(as_editor, editor):
    place = Place.objects.create(name="Sätra")
    Place.objects.get().save()
    page = as_editor.post(f"/listor/platser/{place.pk}/", {"name": "Norra Sätra", "seen_version": "1"}).text
    assert "Någon annan har sparat ändringar" in page
    assert Place.objects.get().name == "Sätra"
    page = as_editor.post(f"/listor/platser/{place.pk}/ta-bort/", {"version": 1}).text
    assert "har ändrats av någon annan" in page
    assert Place.objects.exists()


def test_what_an_activity_uses_stays(as_editor, editor):
    """Also where the database itself would let it go: a target group is one of several."""
    activity = create_activity(by=editor, kind=ActivityKind.objects.first())
    group = TargetGroup.objects.first()
    recording.save(activity, target_groups=[group], places=[Place(name="Sätra")], by=editor)
    for entry in (activity.kind, group, Place.objects.get(), activity.area):
        address = f"{entry.get_absolute_url()}ta-bort/"
        page = as_editor.get(address).text
        assert "kan inte tas bort, för uppgifterna används i: insatser" in page
        assert "kryssa i ”Används inte längre”" in page
        assert "kan inte tas bort" in as_editor.post(address, {"version": entry.version}).text
        assert type(entry).objects.filter(pk=entry.pk).exists()


def test_a_retired_word_is_offered_only_where_it_was_chosen(as_editor, editor):
    kind = ActivityKind.objects.get(name="utbildning")
    old = create_activity(by=editor, kind=kind)
    typed = {"name": "utbildning", "is_retired": "on", "seen_version": "1"}
    as_editor.post(f"/listor/slag/{kind.pk}/", typed)
    assert "används inte längre" in as_editor.get("/listor/slag/").text
    box = f'name="kind" value="{kind.pk}"'
    assert box not in as_editor.get("/insatser/ny/").text
    assert box in as_editor.get(f"/insatser/{old.pk}/andra/").text
    assert f'<option value="{kind.pk}"' in as_editor.get("/insatser/").text, "old ones are still found by it"


def test_a_retired_area_gets_no_new_activities(as_editor, editor):
    area = Area.objects.get(name="Övrigt")
    old = create_activity(by=editor, area="Övrigt")
    assert f'<option value="{area.pk}" selected' in as_editor.get("/insatser/ny/").text
    as_editor.post(f"/listor/omraden/{area.pk}/", AREA | {"name": "Övrigt", "is_retired": "on", "seen_version": "1"})
    assert f'<option value="{area.pk}"' not in as_editor.get("/insatser/ny/").text
    assert f'<option value="{area.pk}" selected' in as_editor.get(f"/insatser/{old.pk}/andra/").text
    several = as_editor.post("/insatser/flera/", {"chosen": old.pk, "act": "move"}).text
    assert f'<option value="{area.pk}"' not in several
    assert f'<option value="{area.pk}"' in as_editor.get("/insatser/").text


def test_a_retired_area_is_in_new_reports_as_long_as_something_is_left_to_report(as_editor, editor):
    top = Area.objects.get(name="Trygghetsarbetet i skolan")
    sub = Area.objects.get(name="Gävlemodellen")
    activity = create_activity(by=editor, area="Gävlemodellen")
    Area.objects.filter(pk__in=[top.pk, sub.pk]).update(is_retired=True)
    day = activity.listed_on
    period = {"issue_date": None, "period_start": day, "period_end": day.replace(year=9999)}
    report = composing.begin(title="Aktuellt", **period, by=editor)
    headings = list(report.sections.values_list("heading", flat=True))
    assert headings[:2] == ["Trygghetsarbetet i skolan", "Gävlemodellen"]
    assert report.sections.get(heading="Gävlemodellen").items.get().activity == activity
    report = composing.begin(title="Nästa", **period, by=editor)
    assert "Gävlemodellen" not in report.sections.values_list("heading", flat=True)
    assert "Trygghetsarbetet i skolan" not in report.sections.values_list("heading", flat=True)


def test_an_area_has_its_place_intro_and_responsible_people(as_editor, editor):
    joel = create_person("Joel Ek", user=create_user(Role.STAFF, email="joel@example.se"))
    stranger = create_person("Polly Ström")
    page = as_editor.get("/listor/omraden/ny/").text
    assert "Joel Ek" in page
    assert "Polly Ström" not in page, "who cannot see drafts cannot mark a section as ready"
    parent = Area.objects.get(name="Övrigt")
    typed = AREA | {"parent": parent.pk, "intro": "Torgen\r\nen efter en.", "responsible": joel.pk}
    as_editor.post("/listor/omraden/ny/", typed)
    area = Area.objects.get(name="Trygga torg")
    assert (area.parent, area.intro, area.position) == (parent, "Torgen\nen efter en.", 1)
    assert list(area.responsible.all()) == [joel]
    page = as_editor.get("/listor/").text
    assert "Joel Ek" in page
    assert page.index(">Övrigt</a>") < page.index(">Trygga torg</a>")
    as_editor.post(area.get_absolute_url(), typed | {"parent": "", "responsible": stranger.pk, "seen_version": "1"})
    assert list(area.responsible.all()) == [joel]
    as_editor.post(area.get_absolute_url(), typed | {"parent": "", "responsible": [], "seen_version": "1"})
    area.refresh_from_db()
    assert (area.parent, list(area.responsible.all())) == (None, [])
    assert top_areas()[-1] == "Trygga torg"


def test_who_answers_for_an_area_stays_when_the_account_is_closed(as_editor):
    user = create_user(Role.STAFF, email="joel@example.se")
    joel = create_person("Joel Ek", user=user)
    area = Area.objects.get(name="Övrigt")
    area.responsible.add(joel)
    user.is_active = False
    user.save()
    typed = AREA | {"name": "Övrigt", "intro": "Resten.", "responsible": joel.pk, "seen_version": "1"}
    as_editor.post(area.get_absolute_url(), typed)
    area.refresh_from_db()
    assert (area.intro, list(area.responsible.all())) == ("Resten.", [joel])


def test_published_reports_keep_their_headings(as_editor, editor):
    section = ReportSection.objects.get(report=create_report(), parent=None)
    typed = AREA | {"seen_version": "1"}
    as_editor.post(section.area.get_absolute_url(), typed)
    assert Area.objects.get(pk=section.area_id).name == "Trygga torg"
    assert ReportSection.objects.get(pk=section.pk).heading == "Trygghetsarbetet i skolan"


def test_areas_are_moved_among_their_siblings(as_editor):
    before = top_areas()
    first, second, *_ = Area.objects.filter(parent=None)
    sub = Area.objects.get(parent=first)
    as_editor.post(f"/listor/omraden/{first.pk}/flytta/", {"act": "down"})
    assert top_areas() == [before[1], before[0], *before[2:]]
    in_order = Area.objects.in_order()
    assert in_order[in_order.index(first) + 1] == sub
    as_editor.post(f"/listor/omraden/{first.pk}/flytta/", {"act": "up"})
    as_editor.post(f"/listor/omraden/{first.pk}/flytta/", {"act": "up"})
    as_editor.post(f"/listor/omraden/{sub.pk}/flytta/", {"act": "down"})
    as_editor.post(f"/listor/omraden/{second.pk}/flytta/", {"act": "sidelong"})
    gone = Area.objects.create(name="Tillfälligt", position=9)
    Area.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Refused, match="redan borttagen"):
        vocabulary.move_area(gone, steps=-1, by=User.objects.first())
    assert top_areas() == before
    assert acts()[0] == "Tora Hallén ändrade verksamhetsområde Trygghetsarbetet i skolan: ordningen."
    page = as_editor.get("/listor/").text
    assert page.count('value="up" disabled') == page.count('value="down" disabled') == 2


def test_moving_and_changing_an_area_at_once_lose_nothing(editor):
    """Whoever opened the form before the move saves over the text, not over the order."""
    opened = Area.objects.get(name="Övrigt")
    vocabulary.move_area(Area.objects.get(name="Övrigt"), steps=-1, by=editor)
    order = top_areas()
    opened.intro = "Resten."
    vocabulary.save_area(opened, responsible=[], by=editor)
    assert top_areas() == order
    assert Area.objects.get(name="Övrigt").intro == "Resten."
    late = Area.objects.get(name="Övrigt")
    vocabulary.save_area(opened, responsible=[], by=editor)
    with pytest.raises(StaleVersion):
        vocabulary.save_area(late, responsible=[], by=editor)


def test_the_report_has_two_levels(as_editor):
    area = Area.objects.get(name="Trygghetsarbetet i skolan")
    typed = AREA | {"name": area.name, "parent": Area.objects.get(name="Övrigt").pk, "seen_version": "1"}
    assert "Rapporten har två nivåer" in as_editor.post(area.get_absolute_url(), typed).text


def test_what_somebody_else_did_with_the_areas_meanwhile_is_refused(editor):
    """What the form has checked is checked again once all areas are locked."""
    top, sub = Area.objects.get(name="Övrigt"), Area.objects.get(name="Gävlemodellen")
    with pytest.raises(Refused, match="två nivåer"):
        vocabulary.save_area(Area(name="Trygga torg", parent=sub), responsible=[], by=editor)
    with pytest.raises(Refused, match="finns redan"):
        vocabulary.save_area(Area(name=top.name), responsible=[], by=editor)


def test_an_area_with_others_under_it_in_use_is_not_retired(as_editor):
    top, sub = Area.objects.get(name="Trygghetsarbetet i skolan"), Area.objects.get(name="Gävlemodellen")
    typed = AREA | {"name": top.name, "is_retired": "on", "seen_version": "1"}
    assert "Området har delområden som används." in as_editor.post(top.get_absolute_url(), typed).text
    Area.objects.update(is_retired=True)
    typed = AREA | {"name": sub.name, "parent": top.pk, "seen_version": "1"}
    assert "används inte längre. Välj ett annat område." in as_editor.post(sub.get_absolute_url(), typed).text


def test_personal_numbers_in_an_intro_are_pointed_out(as_editor):
    page = as_editor.post("/listor/omraden/ny/", AREA | {"name": "", "intro": "Ring 19900101-2386."}).text
    assert "personnummer" in page


@pytest.mark.parametrize("part", PARTS)
def test_lists_cost_the_same_however_long(as_editor, django_assert_max_num_queries, part):
    model = PARTS[part].model
    for number in range(60):
        if model is Abbreviation:
            model.objects.create(short=f"F{number}", expansion="något")
        else:
            model.objects.create(name=f"Nummer {number}")
    if model is Area:
        for area in Area.objects.all():
            area.responsible.add(Person.objects.create(name=f"Person {area.pk}"))
    with django_assert_max_num_queries(7):
        page = as_editor.get(f"/listor/{part}/").text
    assert "Sida 1 av 2" in page


def test_others_learn_whom_to_ask(client, db):
    user = create_user(Role.STAFF)
    client.force_login(user)
    page = client.get("/insatser/ny/").text
    assert "Be redaktören." in page
    assert "/listor/" not in page
    user.groups.add(Group.objects.get(name=Role.EDITOR))
    pages = ["/insatser/ny/", f"/rapporter/{create_report().pk}/redigera/"]
    for page in pages:
        assert 'href="/listor/">Ändra områden, slag' in client.get(page).text


def test_activities_keep_what_is_retired_when_they_are_saved_again(as_editor, editor):
    place = Place.objects.create(name="Sätra", is_retired=True)
    activity = create_activity(by=editor)
    recording.save(activity, places=[place], by=editor)
    typed = {"area": activity.area_id, "text": "Vi har mötts.", "status": "completed", "places": place.pk}
    as_editor.post(f"/insatser/{activity.pk}/andra/", typed | {"seen_version": activity.version})
    assert Activity.objects.get().text == "Vi har mötts."
    assert list(Activity.objects.get().places.all()) == [place]


@pytest.mark.parametrize("name", ["area", "also_area"])
def test_an_area_that_somebody_has_just_removed_takes_in_no_activity(editor, name):
    """It was there when the form was looked through."""
    areas = {"area": Area.objects.first(), name: Area.objects.create(name="Trygga torg", position=9)}
    Area.objects.filter(name="Trygga torg").delete()
    activity = Activity(text="Vi har vandrat.", status=Activity.Status.COMPLETED, **areas)
    with pytest.raises(Refused, match=r"^Trygga torg finns inte längre i registret"):
        recording.save(activity, by=editor)
    assert not Activity.objects.exists()


def test_several_are_not_moved_to_an_area_that_somebody_has_just_removed(as_editor, editor, monkeypatch):
    activity, area = create_activity(by=editor), Area.objects.create(name="Trygga torg", position=9)
    move = recording.move

    def too_late(*args, **kwargs):
        Area.objects.filter(pk=area.pk).delete()
        return move(*args, **kwargs)

    monkeypatch.setattr(recording, "move", too_late)
    sent = {"act": "move", "area": area.pk, "chosen": activity.pk, f"version-{activity.pk}": 1, "confirmed": "yes"}
    page = as_editor.post("/insatser/flera/", sent, follow=True).text
    assert "Trygga torg finns inte längre i registret. Välj igen." in page
    assert Activity.objects.get().area == Area.objects.get(name="Övrigt")

"""Names near sensitive subjects: found, advised on while composing, and a stop at publishing that editors answer."""

import hashlib
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from big.documents.models import Letterhead
from big.people.models import Event, Organisation, Person, User
from big.people.roles import Role
from big.refusals import NotYet, Refused
from reports import cautions, composing
from reports.cautions import find_subject
from reports.models import CautionAnswer, Report, ReportItem
from reports.names import find_names
from reports.publishing import publish
from tests.factories import create_report, create_user

LINES = Path(__file__).with_name("sentences_with_names.txt").read_text(encoding="utf-8").splitlines()
SENTENCES = [line.partition("|") for line in LINES if not line.startswith("#")]

NEAR = "Vi har bjudit in Sara Lindkvist för att föreläsa om missbruk."
REASON = "föreläsare i sin yrkesroll"


# -- Finding -----------------------------------------------------------------------------------------------------------


def names_in(text: str) -> list[str]:
    return [found.name for found in find_names(text)]


def test_names_are_told_from_places_organisations_and_events():
    """More than nine names of ten are found, and more than nine of ten that are found are names."""
    right = missed = wrong = 0
    for sentence, _, names in SENTENCES:
        expected = {name.strip() for name in names.split(";")} - {""}
        found = set(names_in(sentence.strip()))
        right, missed, wrong = (
            right + len(found & expected),
            missed + len(expected - found),
            wrong + len(found - expected),
        )
    assert len(SENTENCES) >= 140
    assert right / (right + missed) > 0.97
    assert right / (right + wrong) > 0.94


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sara Lindkvists bok.", ["Sara Lindkvist"]),
        ("Sara\u00a0Lindkvist talade.", ["Sara Lindkvist"]),
        ("Anna Berg\nErik Ek", ["Anna Berg", "Erik Ek"]),
        ("Anna, Erik", ["Anna", "Erik"]),
        ("", []),
        ("I MAJ HAR VI TRÄFFAT ANNA BERG.", []),
    ],
)
def test_names_end_where_they_end(text, names):
    assert names_in(text) == names


def test_a_name_stands_where_it_is_said_to_stand():
    [found] = find_names("Bok av Sara Lindkvists far.")
    assert "Bok av Sara Lindkvists far."[found.start : found.end] == "Sara Lindkvists"


def test_a_name_of_the_register_is_found_however_it_is_built():
    assert find_names("Vi träffade Xyz Qwer.") == []
    assert [found.name for found in find_names("Vi träffade Xyz Qwers grupp.", {"Xyz Qwer"})] == ["Xyz Qwer"]


@pytest.mark.parametrize("text", ["Anna Berg " * 3_000, "A" * 100_000, "Anna-" * 20_000, "heders" * 20_000])
def test_long_texts_take_no_time(text):
    began = time.process_time()
    find_names(text)
    find_subject(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Vi har talat om hedersrelaterat våld.", "hedersrelaterat"),
        ("En kväll om könsstympning.", "könsstympning"),
        ("Våldsbejakande extremism på nätet.", "Våldsbejakande"),
        ("Högerextremismen växer.", "Högerextremismen"),
        ("Stöd till hbtq-personer.", "hbtq"),
        ("Hon har ett missbruk.", "missbruk"),
        ("Spelberoende bland unga.", "Spelberoende"),
        ("Han är misstänkt för rån.", "misstänkt"),
        ("Flickan lever i skyddat\nboende.", "skyddat boende"),
        ("Psykisk ohälsa ökar.", "Psykisk"),
        ("Sexualbrott mot barn.", "Sexualbrott"),
        ("Brottsförebyggande arbete i skolan.", ""),
        ("Våldsförebyggande arbete.", ""),
        ("Det är beroende av vädret.", ""),
        ("Ett avbrott i undervisningen och ett genombrott.", ""),
        ("Hedersgästen bedömde hotellet och sjukhuset.", ""),
        ("Vi har träffat lärarna.", ""),
    ],
)
def test_sensitive_subjects(text, word):
    assert find_subject(text) == word


def found_in(report: Report) -> list[tuple[str, str, str]]:
    return [(one.passage.place, one.name, one.subject) for one in cautions.cautions_of(report)]


def test_a_name_and_a_subject_in_the_same_item(db):
    report = create_report(items=("Sara Lindkvist har talat om trygghet.", NEAR))
    assert found_in(report) == [
        ("Trygghetsarbetet i skolan, punkt 2", "Sara Lindkvist", "missbruk"),
        ("Gävlemodellen, punkt 2", "Sara Lindkvist", "missbruk"),
    ]


def test_a_name_under_a_heading_of_a_sensitive_subject(db):
    report = create_report(items=("Vi har träffat Sara Lindkvist.",))
    assert found_in(report) == []
    report.sections.filter(parent=None).update(heading="Hedersvåld")
    assert [place for place, _, _ in found_in(report)] == ["Hedersvåld, punkt 1", "Gävlemodellen, punkt 1"]


def test_a_name_in_title_heading_and_intro(db):
    report = create_report(title="Sara Lindkvist om missbruk", items=("Vi har träffats.",))
    report.sections.filter(parent=None).update(heading="Sara Lindkvist om droger", intro=NEAR)
    assert [place for place, _, _ in found_in(report)] == [
        "Rubriken Sara Lindkvist om droger",
        "Inledningen till Sara Lindkvist om droger",
        "Rubriken",
    ]


def test_what_is_hidden_is_not_asked_about(db):
    report = create_report(items=(NEAR,))
    ReportItem.objects.update(is_hidden=True)
    assert found_in(report) == []


@pytest.mark.parametrize("role", [Role.STAFF, Role.EDITOR, Role.SECRETARY, Role.ADMINISTRATOR])
def test_staff_may_be_named(db, role):
    create_user(role, name="Sara Lindkvist")
    assert found_in(create_report(items=(NEAR,))) == []


def test_those_of_the_organisation_that_sends_the_report_may_be_named(db):
    own = Organisation.objects.create(name=Letterhead.current().name)
    Person.objects.create(name="Sara Lindkvist", organisation=own)
    assert found_in(create_report(items=(NEAR,))) == []


def test_the_steering_group_is_not_staff(db):
    create_user(Role.STEERING_GROUP, name="Sara Lindkvist")
    Person.objects.create(name="Sara Lindkvist", organisation=Organisation.objects.create(name="Nattvandrarna"))
    assert len(found_in(create_report(items=(NEAR,)))) == 2


def test_a_namesake_who_is_not_staff_is_asked_about(db):
    create_user(Role.STAFF, name="Sara Lindkvist")
    Person.objects.create(name="Sara Lindkvist", title="vittne")
    assert len(found_in(create_report(items=(NEAR,)))) == 2


def test_the_number_of_queries_does_not_grow(db, django_assert_num_queries):
    create_report(items=(NEAR,))
    create_report(items=tuple(f"{NEAR} Nummer {number}." for number in range(40)))
    for report in Report.objects.with_contents():
        with django_assert_num_queries(4):
            assert cautions.cautions_of(report)


# -- The stop ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def report(db: None) -> Report:
    report = create_report(items=("Vi har träffats.", NEAR))
    report.sections.exclude(parent=None).delete()
    return report


def page_of(client: Client, report: Report) -> str:
    return client.get(f"/rapporter/{report.pk}/publicera/").text


def answer_on_page(client: Client, report: Report, reason: str = REASON) -> str:
    [caution] = cautions.unanswered(report)
    address = f"/rapporter/{report.pk}/publicera/namn/"
    return client.post(address, {f"reason-{caution.digest}": reason}, follow=True).text


def test_publishing_refuses_until_the_editor_answers(report, secretary):
    with pytest.raises(NotYet) as refusal:
        publish(report, by=secretary)
    place = "Trygghetsarbetet i skolan, punkt 2"
    assert refusal.value.missing == [
        f"{place}: Sara Lindkvist nämns i närheten av ”missbruk”. Säg varför namnet får stå."
    ]
    cautions.answer(report, {cautions.unanswered(report)[0].digest: REASON}, by=secretary)
    assert publish(report, by=secretary)


def test_the_editor_says_why_the_name_may_stand(as_secretary, report, secretary):
    page = page_of(as_secretary, report)
    assert "Varför får Sara Lindkvist stå här?" in page
    assert "Publicera rapporten</button>" not in page
    assert f"/redigera/#punkt-{ReportItem.objects.get(text=NEAR).pk}" in page
    page = answer_on_page(as_secretary, report)
    assert "Skälet är sparat." in page
    assert f"Sara Lindkvist: {REASON}" in page
    answer = CautionAnswer.objects.get()
    assert (answer.name, answer.reason, answer.by) == ("Sara Lindkvist", REASON, secretary)
    answer = as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": report.version}, follow=True)
    assert "Rapporten är publicerad" in answer.text


def test_the_trail_says_that_and_by_whom_but_not_about_whom(as_secretary, report, secretary):
    """Administrators read the trail, and no drafts."""
    answer_on_page(as_secretary, report)
    event = Event.objects.get(act=Event.Act.EDITED, by=secretary)
    assert event.detail == f"sade varför ett namn får stå (svar nr {CautionAnswer.objects.get().pk})"


def test_a_changed_text_asks_again(as_secretary, report, secretary):
    answer_on_page(as_secretary, report)
    item = ReportItem.objects.get(text=NEAR)
    composing.edit_item(item, text=f"{NEAR} Hon berättade om sitt eget.", by=secretary)
    assert len(cautions.unanswered(report)) == 1
    with pytest.raises(NotYet, match="Sara Lindkvist"):
        publish(Report.objects.get(), by=secretary)


def test_a_changed_heading_asks_again(as_secretary, report):
    answer_on_page(as_secretary, report)
    report.sections.update(heading="Tidigare missbrukare berättar")
    assert len(cautions.unanswered(Report.objects.get())) == 1


def test_a_text_without_the_name_asks_no_more(as_secretary, report, secretary):
    item = ReportItem.objects.get(text=NEAR)
    composing.edit_item(item, text="Vi har bjudit in en föreläsare om missbruk.", by=secretary)
    assert "Namn nära känsliga ämnen" not in page_of(as_secretary, report)


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_answer_needs_a_reason(as_secretary, report, reason):
    assert "Skriv ett skäl" in answer_on_page(as_secretary, report, reason)
    assert not CautionAnswer.objects.exists()


def test_a_reason_that_is_too_long_is_kept_on_the_page(as_secretary, report):
    page = answer_on_page(as_secretary, report, "mycket " * 60)
    assert "mycket mycket" in page
    assert "field-error" in page
    assert not CautionAnswer.objects.exists()


def test_an_answer_to_a_text_that_has_changed_meanwhile_is_not_taken(as_secretary, report):
    typed = {f"reason-{hashlib.sha256(b'another text').hexdigest()}": REASON}
    page = as_secretary.post(f"/rapporter/{report.pk}/publicera/namn/", typed).text
    assert "En text har ändrats sedan du öppnade sidan." in page
    assert not CautionAnswer.objects.exists()
    with pytest.raises(Refused, match="Texten har ändrats"):
        cautions.answer(report, {"0" * 64: REASON}, by=report.published_by or User.objects.first())


def test_an_answer_is_taken_back_and_the_question_returns(as_secretary, report):
    answer_on_page(as_secretary, report)
    answer = CautionAnswer.objects.get()
    page = as_secretary.post(f"/rapporter/{report.pk}/publicera/namn/{answer.pk}/", follow=True).text
    assert "Varför får Sara Lindkvist stå här?" in page
    assert not CautionAnswer.objects.exists()


def test_answers_are_frozen_with_the_report(as_secretary, report, secretary):
    answer_on_page(as_secretary, report)
    publish(report, by=secretary)
    answer = CautionAnswer.objects.get()
    assert as_secretary.post(f"/rapporter/{report.pk}/publicera/namn/{answer.pk}/").status_code == 302
    with pytest.raises(Refused, match="är publicerad"):
        cautions.answer(report, {}, by=secretary)
    for change in (answer.delete, lambda: CautionAnswer.objects.update(reason="ett annat skäl")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    page = as_secretary.get(f"/rapporter/{report.pk}/").text
    assert f"Sara Lindkvist: {REASON}" in page


def test_only_the_editor_answers_and_sees_the_answers(as_secretary, report, secretary, client):
    answer_on_page(as_secretary, report)
    publish(report, by=secretary)
    client.force_login(create_user(Role.STEERING_GROUP))
    assert REASON not in client.get(f"/rapporter/{report.pk}/").text
    assert client.post(f"/rapporter/{report.pk}/publicera/namn/", {}).status_code == 403
    assert client.post(f"/rapporter/{report.pk}/publicera/namn/{CautionAnswer.objects.get().pk}/").status_code == 403


def test_the_database_refuses_an_answer_without_reason_and_a_second_one(report, secretary):
    values = {"report": report, "digest": "0" * 64, "name": "Sara Lindkvist", "by": secretary}
    with pytest.raises(IntegrityError), transaction.atomic():
        CautionAnswer.objects.create(reason="", **values)
    CautionAnswer.objects.create(reason=REASON, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        CautionAnswer.objects.create(reason=REASON, **values)


def test_the_page_of_publishing_costs_the_same_whatever_it_asks(as_secretary, report, django_assert_num_queries):
    longer = create_report(items=tuple(f"{NEAR} Nummer {number}." for number in range(40)))
    for one in (report, longer):
        with django_assert_num_queries(14):
            page_of(as_secretary, one)


def test_composing_advises_beside_the_item(as_secretary, report):
    page = as_secretary.get(f"/rapporter/{report.pk}/redigera/").text
    assert "Sara Lindkvist nämns i närheten av ”missbruk”. När rapporten publiceras frågas" in page


def test_an_old_paper_is_published_with_the_names_that_stood_in_it(db, tmp_path, capsys):
    paper = tmp_path / "aktuellt.txt"
    paper.write_text(
        f"Aktuellt från gruppen den 12 mars 2021\n\nÖvrigt\n\n• {NEAR}\n• Vi har träffats.\n", encoding="utf-8"
    )
    call_command("import_report", str(paper), publish=True)
    assert Report.objects.get().is_published
    answer = CautionAnswer.objects.get()
    assert (answer.name, answer.reason) == ("Sara Lindkvist", "Står så i rapporten som lästes in.")
    assert answer.by == User.objects.command_line()
    assert "Sara Lindkvist nämns i närheten av ”missbruk”. Publiceras som det stod." in capsys.readouterr().out

"""Agenda and minutes are written: begun, §§ typed, arranged, taken back, compared and shared; by one, and by two."""

import datetime
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reversion.models import Version

from big.documents.importing import keep_original
from big.people.models import Event, UnsavedForm, User
from big.people.roles import Role
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import drafting, planning
from minutes.attestation import attest_on_paper
from minutes.models import (
    Assignment,
    Decision,
    Deferral,
    Meeting,
    Membership,
    Officer,
    Paragraph,
    ParagraphPresence,
    Phrase,
)
from tests.factories import create_meeting, create_membership, create_person, create_planned_meeting, create_user

TODAY = timezone.localdate


@pytest.fixture
def meeting(db: None) -> Meeting:
    """Minutes being written, with the §§ Ett, Två and Tre."""
    meeting = create_planned_meeting(date=TODAY(), agenda=("Ett", "Två", "Tre"))
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.DRAFTING)
    return Meeting.objects.get(pk=meeting.pk)


@pytest.fixture
def other(db: None) -> User:
    return create_user(Role.SECRETARY, email="nils.akerstrom@example.se", name="Nils Åkerström")


def find(meeting: Meeting, heading: str) -> Paragraph:
    return meeting.paragraphs.select_related("meeting").get(heading=heading)


def headings(meeting: Meeting) -> list[str]:
    paragraphs = list(Paragraph.objects.filter(meeting=meeting))
    assert [one.position for one in paragraphs] == list(range(1, len(paragraphs) + 1)), "no gaps, none twice"
    assert [one.number for one in paragraphs] == [str(one.position) for one in paragraphs], "numbers follow"
    return [one.heading for one in paragraphs]


def edit(paragraph: Paragraph, *, by: User, heading: str = "", text: str = "", **values: Any) -> Paragraph:
    typed = {"heading": heading or paragraph.heading, "text": text, "kind": paragraph.kind}
    return drafting.edit(paragraph, **typed, by=by, **values)


# -- Begin and share ---------------------------------------------------------------------------------------------------


def test_the_minutes_are_begun_on_the_day_of_the_meeting(secretary):
    meeting = create_planned_meeting(date=TODAY())
    drafting.begin(meeting, by=secretary)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.DRAFTING
    assert str(Event.objects.first()) == f"Tora Hallén ändrade {meeting}: började skriva protokollet."


def test_the_minutes_are_not_begun_before_since_the_agenda_would_vanish_for_all_others(secretary):
    meeting = create_planned_meeting(date=TODAY() + datetime.timedelta(days=1))
    with pytest.raises(Refused, match="tidigast den dagen"):
        drafting.begin(meeting, by=secretary)


def test_the_minutes_are_not_begun_twice(meeting, secretary):
    with pytest.raises(Refused, match="skrivs redan"):
        drafting.begin(meeting, by=secretary)


def test_members_read_the_draft_once_it_is_shared_and_nobody_can_take_it_back(meeting, secretary):
    member, outsider = (create_user(Role.STEERING_GROUP, email=f"{who}@example.se") for who in ("medlem", "annan"))
    create_membership(meeting.body, create_person("Vera Lindmark", user=member), Membership.Role.MEMBER)
    assert not Meeting.objects.visible_to(member).exists()
    drafting.share(meeting, by=secretary)
    assert Meeting.objects.visible_to(member).get().shared_by == secretary
    assert not Meeting.objects.visible_to(outsider).exists()
    assert Event.objects.first().detail == "delade utkastet med gruppen"
    with pytest.raises(Refused, match="redan delat"):
        drafting.share(meeting, by=secretary)


def test_only_a_draft_is_shared(secretary):
    with pytest.raises(Refused, match="som skrivs här"):
        drafting.share(create_planned_meeting(), by=secretary)


# -- §§ ----------------------------------------------------------------------------------------------------------------


def test_a_paragraph_is_added_anywhere(meeting, secretary):
    new = drafting.add(meeting, after=find(meeting, "Ett"), by=secretary)
    edit(Paragraph.objects.get(pk=new.pk), heading="Oväntat", by=secretary)
    assert headings(meeting) == ["Ett", "Oväntat", "Två", "Tre"]
    drafting.add(meeting, after=None, by=secretary)
    assert headings(meeting) == ["", "Ett", "Oväntat", "Två", "Tre"]


@pytest.mark.parametrize(
    ("position", "order"),
    [(1, ["Två", "Ett", "Tre"]), (3, ["Ett", "Tre", "Två"]), (0, ["Två", "Ett", "Tre"]), (9, ["Ett", "Tre", "Två"])],
)
def test_a_paragraph_is_moved_and_numbers_follow(meeting, position, order):
    two = find(meeting, "Två")
    assert drafting.move(two, position=position) == 2
    assert headings(meeting) == order
    drafting.move(two, position=2)
    assert headings(meeting) == ["Ett", "Två", "Tre"]


@pytest.mark.parametrize(
    ("agenda", "order"),
    [
        (["Ett", "Övriga frågor", "Slut"], ["Ett", "Nytt", "Övriga frågor", "Slut"]),
        (["Övriga frågor", "Ett", "Slut"], ["Övriga frågor", "Ett", "Nytt", "Slut"]),
        (["Ett", "övrigt"], ["Ett", "Nytt", "övrigt"]),
        ([], ["Nytt"]),
    ],
)
def test_what_is_put_on_the_agenda_stands_before_other_business_and_the_end(secretary, agenda, order):
    meeting = create_planned_meeting(agenda=agenda)
    meeting.paragraphs.filter(heading="Slut").update(kind=Paragraph.Kind.CLOSING)
    drafting.place(Paragraph(meeting=meeting, heading="Nytt"), by=secretary)
    assert headings(meeting) == order


def test_moving_disturbs_nobody_who_writes_in_the_paragraph(meeting, secretary):
    two = find(meeting, "Två")
    drafting.move(two, position=1)
    edit(two, text="<p>Skrivet.</p>", by=secretary)
    assert find(meeting, "Två").text == "<p>Skrivet.</p>"


def test_what_was_removed_comes_back_as_it_was(meeting, secretary):
    two = find(meeting, "Två")
    two.text = "<p>Allt som sades.</p>"
    two.save()
    version = drafting.remove(two, by=secretary)
    assert headings(meeting) == ["Ett", "Tre"]
    drafting.bring_back(meeting, version)
    assert headings(meeting) == ["Ett", "Två", "Tre"]
    assert find(meeting, "Två").text == "<p>Allt som sades.</p>"
    with pytest.raises(Version.DoesNotExist):
        drafting.bring_back(meeting, version)


def test_what_is_removed_is_listed_for_its_own_meeting_alone(meeting, secretary):
    drafting.remove(find(meeting, "Två"), by=secretary)
    drafting.remove(find(meeting, "Tre"), by=secretary)
    assert [version.field_dict["heading"] for version in drafting.removed(meeting)] == ["Tre", "Två"]
    elsewhere = create_planned_meeting()
    assert not drafting.removed(elsewhere)


def test_a_paragraph_with_a_decision_is_not_removed(meeting, secretary):
    two = find(meeting, "Två")
    Decision.objects.create(paragraph=two, position=1, text="Ja.")
    with pytest.raises(Refused, match="har beslut"):
        drafting.remove(two, by=secretary)


@pytest.mark.parametrize("model", [Assignment, Deferral])
def test_a_paragraph_with_a_task_or_a_deferral_is_not_removed(meeting, secretary, model):
    two = find(meeting, "Två")
    model.objects.create(paragraph=two, position=1)
    with pytest.raises(Refused, match="Ta bort dem först"):
        drafting.remove(two, by=secretary)


def test_what_came_from_another_meeting_is_only_deferred_again(meeting, secretary):
    earlier = create_meeting()
    deferral = Deferral.objects.create(paragraph=earlier.paragraphs.first(), position=1, heading="Två")
    Paragraph.objects.filter(pk=find(meeting, "Två").pk).update(from_deferral=deferral)
    with pytest.raises(Refused, match="överför det igen"):
        drafting.remove(find(meeting, "Två"), by=secretary)


def test_fixed_numbers_stay_where_they_are(meeting, secretary):
    for position, one in enumerate(meeting.paragraphs.all(), start=1):
        Paragraph.objects.filter(pk=one.pk).update(series="meeting 1", sequence=position)
    with pytest.raises(Refused, match="fastställda"):
        drafting.move(find(meeting, "Två"), position=1)


@pytest.mark.parametrize(
    ("state", "words"),
    [("in_attestation", "under justering"), ("attested", "justerat"), ("cancelled", "inställt"), ("read in", "papper")],
)
def test_nothing_is_written_in_what_is_finished(meeting, secretary, state, words):
    if state == "attested":
        meeting = create_meeting()
        attest_on_paper(meeting, attested_on=None, by=secretary)
    elif state == "cancelled":
        values = {"cancelled_at": timezone.now(), "cancelled_by": secretary, "cancelled_reason": "Sjukdom"}
        Meeting.objects.filter(pk=meeting.pk).update(state=state, **values)
    elif state == "in_attestation":
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
    else:
        source = keep_original(b"Ett protokoll", "protokoll.txt", title="Papper", remarks=[], by=secretary)
        Meeting.objects.filter(pk=meeting.pk).update(source=source)
    one = meeting.paragraphs.select_related("meeting").first()
    acts: list[Callable[[], object]] = [
        lambda: edit(one, text="<p>Nytt.</p>", by=secretary),
        lambda: drafting.add(meeting, after=None, by=secretary),
        lambda: drafting.move(one, position=2),
        lambda: drafting.remove(one, by=secretary),
    ]
    for act in acts:
        with pytest.raises(Refused, match=words):
            act()


def test_every_change_counts_the_meeting_up_so_that_nobody_attests_what_he_has_not_seen(meeting, secretary):
    edit(find(meeting, "Två"), text="<p>Nytt.</p>", by=secretary)
    assert Meeting.objects.get(pk=meeting.pk).version == meeting.version + 1


# -- Two writers, and earlier versions ---------------------------------------------------------------------------------


def test_the_second_writer_does_not_go_over_the_first(meeting, secretary, other):
    mine = find(meeting, "Två")
    edit(find(meeting, "Två"), text="<p>Den andras.</p>", by=other)
    with pytest.raises(StaleVersion) as stale:
        edit(mine, text="<p>Min.</p>", by=secretary)
    assert stale.value.record.text == "<p>Den andras.</p>"
    assert drafting.last_writer(mine) == other


def test_the_same_text_again_is_no_conflict_and_no_version(meeting, secretary):
    """An answer that the network lost is asked for again."""
    mine = find(meeting, "Två")
    edit(mine, text="<p>Min.</p>", by=secretary)
    again = edit(mine, text="<p>Min.</p>", by=secretary)
    assert again.version == mine.version + 1


def test_what_saves_itself_is_one_version_for_a_while(meeting, secretary, other):
    start = timezone.now()
    for minute, text, by in [(0, "A", secretary), (1, "Ab", secretary), (2, "Abc", secretary)]:
        edit(find(meeting, "Två"), text=f"<p>{text}</p>", by=by, now=start + datetime.timedelta(minutes=minute))
    later = start + datetime.timedelta(minutes=8)
    edit(find(meeting, "Två"), text="<p>Abcd</p>", by=secretary, now=later)
    edit(find(meeting, "Två"), text="<p>Abcde</p>", by=other, now=later)
    texts = [dict(change.fields).get("text", []) for change in drafting.history(find(meeting, "Två"))]
    assert ["".join(piece.text for piece in pieces if piece.kind != "gone") for pieces in texts] == [
        "Abcde",
        "Abcd",
        "Abc",
        "",  # as the standing agenda gave it
    ]


def test_an_earlier_version_is_restored_as_one_more(meeting, secretary, other):
    edit(find(meeting, "Två"), text="<p>Den första.</p>", by=secretary)
    edit(find(meeting, "Två"), heading="Tvåan", text="<p>Den andra.</p>", by=other)
    first = drafting.history(find(meeting, "Tvåan"))[1]
    drafting.restore(find(meeting, "Tvåan"), first.version, by=other)
    assert find(meeting, "Två").text == "<p>Den första.</p>"
    latest = drafting.history(find(meeting, "Två"))[0]
    assert latest.comment.startswith("återställde versionen från")
    assert len(drafting.history(find(meeting, "Två"))) == 4


# -- Who is here -------------------------------------------------------------------------------------------------------


def test_writers_see_each_other_until_they_have_left(meeting, secretary, other):
    now = timezone.now()
    assert drafting.be_present(meeting, find(meeting, "Två"), by=other, now=now) == []
    drafting.be_present(meeting, find(meeting, "Tre"), by=other, now=now)
    seen = drafting.be_present(meeting, None, by=secretary, now=now)
    assert [(row.user, row.paragraph.heading) for row in seen] == [(other, "Tre")]
    assert drafting.be_present(meeting, None, by=secretary, now=now + datetime.timedelta(minutes=1)) == []
    assert ParagraphPresence.objects.count() == 1


def test_no_visit_fails_while_others_add_and_take_away_paragraphs(own_database):
    command = [sys.executable, "-m", "tests.minutes.many_visits", "7"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=own_database, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# -- The page ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def client_(secretary: User) -> Client:
    client = Client()
    client.force_login(secretary)
    return client


def url(meeting: Meeting, rest: str = "") -> str:
    return f"/sammantraden/{meeting.pk}/skriv/{rest}"


HTMX = {"HX-Request": "true"}


def typed(paragraph: Paragraph, **values: str) -> dict[str, str]:
    return {
        "seen": f"{paragraph.pk}.{paragraph.version}",
        "heading": paragraph.heading,
        "text": paragraph.text,
        "kind": paragraph.kind,
        **values,
    }


def test_the_page_shows_the_agenda_first_and_begins_the_minutes(client_):
    meeting = create_planned_meeting(date=TODAY())
    assert "Dagordningen skrivs." in client_.get(url(meeting)).text
    page = client_.post(url(meeting, "borja/"), follow=True)
    assert "Protokollet skrivs." in page.text
    later = create_planned_meeting(body=meeting.body, date=TODAY() + datetime.timedelta(days=9))
    assert "Börja skriva" not in client_.get(url(later)).text
    assert "tidigast den dagen" in client_.post(url(later, "borja/"), follow=True).text


def test_what_is_not_written_any_more_leads_to_the_meeting(client_):
    """Who has the page open comes to the whole page of the meeting, not to a page within the page."""
    meeting = create_planned_meeting(date=TODAY() + datetime.timedelta(days=9))
    planning.cancel(meeting, reason="För få kan komma.", by=User.objects.get(email="tora.hallen@example.se"))
    assert client_.get(url(meeting)).url == meeting.get_absolute_url()
    assert client_.get(url(meeting), headers=HTMX)["HX-Redirect"] == meeting.get_absolute_url()
    assert "Sammanträdet är inställt." in client_.get("/").text


def test_the_first_page_leads_to_todays_minutes(client_):
    meeting = create_planned_meeting(date=TODAY())
    assert f'href="{url(meeting)}">Skriv protokoll i dag' in client_.get("/").text
    drafting.begin(meeting, by=User.objects.get(email="tora.hallen@example.se"))
    assert f'href="{url(meeting)}">Skriv klart' in client_.get("/").text
    assert f'href="{url(meeting)}"' in client_.get(f"/sammantraden/{meeting.pk}/").text


def test_a_paragraph_saves_itself_and_answers_with_its_new_version(client_, meeting):
    two = find(meeting, "Två")
    answer = client_.post(url(meeting, f"{two.pk}/"), typed(two, text="Så sades det."), headers=HTMX)
    assert "Sparat." in answer.text
    assert f'value="{two.pk}.{two.version + 1}"' in answer.text
    assert find(meeting, "Två").text == "<p>Så sades det.</p>"


def test_without_scripts_the_whole_page_answers(client_, meeting):
    two = find(meeting, "Två")
    answer = client_.post(url(meeting, f"{two.pk}/"), typed(two, heading="Tvåan"))
    assert answer.url == url(meeting, f"#paragraf-{two.pk}")
    answer = client_.post(url(meeting, f"{two.pk}/ordna/"), {"act": "down"})
    page = client_.get(answer.url)
    assert "§\N{NO-BREAK SPACE}3 Tvåan är flyttad hit." in page.text
    client_.post(url(meeting, f"{two.pk}/ordna/"), {"act": "place", "position": 2})
    assert headings(meeting) == ["Ett", "Tvåan", "Tre"]
    page = client_.post(url(meeting, f"{two.pk}/ordna/"), {"act": "remove"}, follow=True)
    assert "”Tvåan” är borttagen." in page.text
    client_.post(re.search(r'action="(\S+/tillbaka/\d+/)"', page.text)[1])
    assert headings(meeting) == ["Ett", "Tvåan", "Tre"]
    client_.post(url(meeting, f"{two.pk}/ordna/"), {"act": "add"})
    client_.post(url(meeting, "ny/"))
    assert headings(meeting) == ["", "Ett", "Tvåan", "", "Tre"]


def test_both_texts_are_shown_and_one_is_chosen(client_, meeting, other):
    two = find(meeting, "Två")
    edit(two, text="<p>Mötet var lugnt.</p>", by=other)
    mine = typed(two, text="<p>Mötet var livligt.</p>")
    answer = client_.post(url(meeting, f"{two.pk}/"), mine, headers=HTMX)
    assert "Nils Åkerström har ändrat paragrafen." in answer.text
    assert "<del>" in answer.text
    assert "livligt" in answer.text
    again = client_.post(url(meeting, f"{two.pk}/"), mine | {"conflict": str(two.version + 1)}, headers=HTMX)
    assert again.status_code == 204
    assert find(meeting, "Två").text == "<p>Mötet var lugnt.</p>"
    theirs = client_.get(url(meeting, f"{two.pk}/"), headers=HTMX)
    assert "Mötet var lugnt." in theirs.text
    page = client_.post(url(meeting, f"{two.pk}/"), mine)
    assert "Mötet var livligt." in page.text
    assert "Behåll mitt" in page.text
    client_.post(url(meeting, f"{two.pk}/"), mine | {"seen": f"{two.pk}.{two.version + 1}"}, headers=HTMX)
    assert find(meeting, "Två").text == "<p>Mötet var livligt.</p>"


def test_words_of_decision_give_a_hint_until_the_decision_is_there(client_, meeting):
    two = find(meeting, "Två")
    answer = client_.post(url(meeting, f"{two.pk}/"), typed(two, text="Planen godkändes."), headers=HTMX)
    assert "Låter som ett beslut." in answer.text
    assert "Låter som ett beslut." in client_.get(url(meeting)).text
    Decision.objects.create(paragraph=two, position=1, text="Planen godkändes.")
    assert "Låter som ett beslut." not in client_.get(url(meeting)).text


def test_an_identity_number_is_pointed_at(client_, meeting):
    two = find(meeting, "Två")
    answer = client_.post(url(meeting, f"{two.pk}/"), typed(two, text="Han har 811228-9874."), headers=HTMX)
    assert "personnummer" in answer.text


def test_a_refusal_keeps_what_was_typed(client_, meeting, secretary):
    two = find(meeting, "Två")
    drafting.remove(two, by=secretary)
    assert "finns inte längre" in client_.post(url(meeting, f"{two.pk}/"), typed(two), headers=HTMX).text
    assert client_.get(url(meeting, f"{two.pk}/"), headers=HTMX).status_code == 404
    page = client_.post(url(meeting, f"{two.pk}/"), typed(two, heading="Kurser", text="Tolv kom.\n\nTio gick.")).text
    assert "finns inte längre: någon har tagit bort den." in page
    assert "<strong>Kurser</strong></p><p>Tolv kom.</p><p>Tio gick.</p>" in page
    three = find(meeting, "Tre")
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.IN_ATTESTATION)
    answer = client_.post(url(meeting, f"{three.pk}/"), typed(three, text="Mer."), headers=HTMX)
    assert "under justering" in answer.text
    assert find(meeting, "Tre").text == ""


def test_without_scripts_what_was_sent_too_late_is_saved_after_signing_in(client_, meeting, secretary, other):
    secretary.set_password("ett långt lösenord")
    secretary.save()
    client_.post("/logga-in/", {"login": secretary.email, "password": "ett långt lösenord"})
    two = find(meeting, "Två")
    session = client_.session
    session["seen_at"] -= 9 * 3600
    session.save()
    answer = client_.post(url(meeting, f"{two.pk}/"), typed(two, text="Så sades det.\n\nOch så."))
    assert answer.url == "/logga-in/"
    resume = client_.post(answer.url, {"login": secretary.email, "password": "ett långt lösenord"}, follow=True).text
    assert "Så sades det.<br><br>Och så." in resume
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', resume))
    edit(two, text="<p>Mötet var lugnt.</p>", by=other)  # meanwhile
    page = client_.post(url(meeting, f"{two.pk}/"), again).text
    assert "Nils Åkerström har ändrat paragrafen." in page
    assert f'name="form_id" value="{again["form_id"]}"' in page
    keep_mine = again | {"seen": f"{two.pk}.{two.version + 1}"}
    assert client_.post(url(meeting, f"{two.pk}/"), keep_mine).url == url(meeting, f"#paragraf-{two.pk}")
    assert find(meeting, "Två").text == "<p>Så sades det.</p><p>Och så.</p>"
    assert not UnsavedForm.objects.waiting(secretary).exists()


def test_the_page_tells_who_is_where_and_what_they_changed(client_, meeting, other):
    two, seen = find(meeting, "Två"), [f"{one.pk}.{one.version}" for one in meeting.paragraphs.all()]
    drafting.be_present(meeting, two, by=other)
    answer = client_.get(url(meeting, "har/"), {"seen": seen, "paragraph": two.pk}, headers=HTMX)
    assert "Nils Åkerström skriver i §\N{NO-BREAK SPACE}2." in answer.text
    assert "Hämta" not in answer.text
    assert "fresh-token" in answer.headers["HX-Trigger"]
    edit(two, text="<p>Nytt.</p>", by=other)
    answer = client_.get(url(meeting, "har/"), {"seen": seen}, headers=HTMX)
    assert "Någon annan har ändrat §\N{NO-BREAK SPACE}2." in answer.text
    drafting.move(two, position=1)
    seen = [f"{one.pk}.{one.version}" for one in (two, find(meeting, "Ett"), find(meeting, "Tre"))]
    assert "Hämta" in client_.get(url(meeting, "har/"), {"seen": seen[::-1]}, headers=HTMX).text


def test_phrases_and_previous_minutes_are_at_hand(client_, meeting, secretary):
    Phrase.objects.create(body=meeting.body, position=1, text="Protokollet lades till handlingarna.")
    earlier = create_meeting()
    attest_on_paper(earlier, attested_on=None, by=secretary)
    page = client_.get(url(meeting)).text
    assert "Protokollet lades till handlingarna." in page
    assert "Förra protokollet" in page
    assert str(earlier) in page
    assert "Ordet var fritt." in client_.get(url(meeting, "forra/"), headers=HTMX).text


def test_without_previous_minutes_there_is_nothing_to_have_beside(client_, meeting):
    assert "Förra protokollet" not in client_.get(url(meeting)).text
    assert client_.get(url(meeting, "forra/")).status_code == 404


def test_the_page_asks_as_often_however_many_paragraphs_there_are(client_, meeting):
    client_.get(url(meeting))  # what is asked for once
    queries = []
    for number in (3, 30):
        for position in range(meeting.paragraphs.count() + 1, number + 1):
            Paragraph.objects.create(meeting=meeting, position=position, number=str(position), text="<p>Godkändes.</p>")
        with CaptureQueriesContext(connection) as asked:
            client_.get(url(meeting))
        queries.append(len(asked))
    assert queries[0] == queries[1]


def test_sharing_is_explained_and_then_done(client_, meeting):
    create_membership(meeting.body, create_person("Vera Lindmark"), Membership.Role.MEMBER)
    page = client_.get(url(meeting, "dela/")).text
    for words in ("allmän handling", "Vera Lindmark", "går inte att ta tillbaka"):
        assert words in page
    assert "är delat" in client_.post(url(meeting, "dela/"), follow=True).text
    assert Meeting.objects.get(pk=meeting.pk).shared_at
    assert "redan delat" in client_.post(url(meeting, "dela/"), follow=True).text


def test_versions_are_for_those_who_see_the_draft(meeting, secretary, other):
    two = find(meeting, "Två")
    edit(two, text="<p>Något.</p>", by=other)
    chair, member = (create_user(Role.STEERING_GROUP, email=f"{who}@example.se") for who in ("chair", "member"))
    person = create_person("Nils Åkerström", user=chair)
    Officer.objects.create(meeting=meeting, position=9, role=Officer.Role.CHAIR, name=person.name, person=person)
    create_membership(meeting.body, create_person("Vera Lindmark", user=member), Membership.Role.MEMBER)
    drafting.share(meeting, by=secretary)
    answers = {}
    for user in (secretary, chair, member):
        client = Client()
        client.force_login(user)
        answers[user] = client.get(url(meeting, f"{two.pk}/versioner/"))
    assert "Återställ" in answers[secretary].text
    assert "Något." in answers[chair].text
    assert "Återställ" not in answers[chair].text
    assert answers[member].status_code == 404


def test_a_version_is_restored_from_its_page(client_, meeting, other):
    two = find(meeting, "Två")
    edit(two, text="<p>Den andras.</p>", by=other)
    page = client_.get(url(meeting, f"{two.pk}/versioner/")).text
    client_.post(re.search(r'action="(\S+/versioner/\d+/)"', page)[1])
    assert find(meeting, "Två").text == ""
    assert "finns inte" in client_.post(url(meeting, f"{two.pk}/versioner/999999/"), follow=True).text


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.SECRETARY])
def test_nobody_but_the_secretary_writes(meeting, role):
    client, two = Client(), find(meeting, "Två")
    client.force_login(create_user(role, email="annan@example.se"))
    for rest in ("borja/", "dela/", "ny/", f"{two.pk}/", f"{two.pk}/ordna/", f"{two.pk}/versioner/1/", "tillbaka/1/"):
        assert client.post(url(meeting, rest), typed(two, act="remove")).status_code == 403
    assert headings(meeting) == ["Ett", "Två", "Tre"]


def test_a_paragraph_of_another_meeting_is_not_found(client_, meeting):
    elsewhere = create_meeting().paragraphs.first()
    assert client_.post(url(meeting, f"{elsewhere.pk}/"), typed(elsewhere)).status_code == 404
    assert client_.post(url(meeting, f"{elsewhere.pk}/ordna/"), {"act": "remove"}).status_code == 404

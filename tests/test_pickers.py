"""Choosing from a list, or adding on the spot: what the form field makes of what was sent."""

from operator import attrgetter

import pytest
from django import forms
from django.http import QueryDict

from big.people import directory
from big.people.models import Event, Organisation, Person
from big.pickers import PickManyField, PickOneField
from big.refusals import Refused


class OneForm(forms.Form):
    place = PickOneField(
        Organisation.objects.all(), make=lambda name: Organisation(name=name), label="Organisation", required=False
    )


class ManyForm(forms.Form):
    places = PickManyField(
        Organisation.objects.all(), make=lambda name: Organisation(name=name), label="Partner", required=False
    )


class WhoForm(forms.Form):
    who = PickOneField(
        Person.objects.select_related("organisation"),
        make=lambda name: Person(name=name),
        label_of=attrgetter("label"),
        label="Person",
    )


@pytest.fixture
def organisations(db) -> dict[str, Organisation]:
    return {name: Organisation.objects.create(name=name) for name in ("Polisen", "Öster IF", "Ängens skola", "Årsta")}


def sent(form: type[forms.Form], query: str) -> forms.Form:
    return form(QueryDict(query))


def test_choices_stand_in_swedish_order_and_cost_one_query(organisations, django_assert_num_queries):
    form = OneForm()
    with django_assert_num_queries(1):
        page = str(form["place"])
        str(form["place"])
    places = [page.index(name) for name in ("Polisen", "Årsta", "Ängens skola", "Öster IF")]
    assert places == sorted(places)
    assert "Inget valt" in page


def test_one_is_chosen(organisations):
    form = sent(OneForm, f"place={organisations['Polisen'].pk}")
    assert form.is_valid()
    assert form.cleaned_data == {"place": organisations["Polisen"]}
    assert form.has_changed()


def test_nothing_is_chosen(organisations):
    form = sent(OneForm, "place=&place-new=+")
    assert form.is_valid()
    assert form.cleaned_data == {"place": None}
    assert not form.has_changed()
    assert sent(ManyForm, "").is_valid()


def test_choice_that_is_required_is_asked_for(db):
    form = sent(WhoForm, "")
    assert form.errors == {"who": ["Detta fält måste fyllas i."]}


def test_what_is_typed_becomes_a_new_record_that_is_not_stored_yet(organisations):
    form = sent(OneForm, f"place={organisations['Polisen'].pk}&place-new=Brynäs++IF")
    assert form.is_valid()
    assert form.cleaned_data["place"].name == "Brynäs IF"
    assert form.cleaned_data["place"].pk is None
    assert Organisation.objects.count() == 4


@pytest.mark.parametrize("typed", ["öster if", "ÖSTER IF", "O\u0308ster IF"])
def test_typing_what_is_there_chooses_it(organisations, typed):
    form = sent(OneForm, "place-new=" + typed)
    assert form.is_valid()
    assert form.cleaned_data["place"] == organisations["Öster IF"]


@pytest.mark.parametrize("value", ["abc", "0", "9" * 40, "\x00"])
def test_invented_choice_is_refused(organisations, value):
    form = sent(OneForm, f"place={value}")
    assert form.errors == {"place": ["Valet finns inte i listan. Välj igen."]}


@pytest.mark.parametrize(("typed", "complaint"), [("x" * 201, "som mest 200 tecken"), ("a%00b", "Null")])
def test_what_no_name_can_be_is_refused_and_kept(organisations, typed, complaint):
    form = sent(OneForm, f"place-new={typed}")
    assert complaint in form.errors["place"][0]
    page = str(form["place"])
    assert " open" in page
    assert 'data-none="Inget valt">x' in page or 'data-none="Inget valt">a' in page


def test_error_is_told_beside_the_list_and_the_choice_kept(organisations):
    page = str(sent(ManyForm, f"places={organisations['Polisen'].pk}&places=0")["places"])
    assert f'value="{organisations["Polisen"].pk}" checked' in page
    assert 'id="id_places"' in page


def test_several_are_chosen_and_several_added(organisations):
    form = sent(ManyForm, f"places={organisations['Årsta'].pk}&places-new=polisen, Brynäs IF; brynäs if,, årsta")
    assert form.is_valid()
    known, other, new = form.cleaned_data["places"]
    assert (known, other) == (organisations["Årsta"], organisations["Polisen"])
    assert (new.name, new.pk) == ("Brynäs IF", None)


def test_summary_tells_what_is_chosen(organisations):
    form = ManyForm(initial={"places": [organisations["Årsta"], organisations["Polisen"].pk]})
    assert ">Polisen, Årsta</summary>" in str(form["places"])
    assert not sent(ManyForm, "").has_changed()


def test_name_that_several_bear_is_asked_about(db):
    for title in ("polis", "rektor"):
        Person.objects.create(name="Eva Ek", title=title)
    form = sent(WhoForm, "who-new=eva ek")
    assert form.errors["who"] == [
        "Flera heter ”eva ek”: Eva Ek, polis; Eva Ek, rektor. Välj i listan vem eller vilken du menar."
    ]
    form = sent(WhoForm, "who-new=Eva Ek, rektor")
    assert form.is_valid()
    assert form.cleaned_data["who"].title == "rektor"


def test_list_to_which_nothing_can_be_added(organisations):
    class Fixed(forms.Form):
        place = PickOneField(Organisation.objects.all(), label="Organisation")

    assert "lägg till" not in str(Fixed()["place"])
    assert sent(Fixed, "place-new=Ny").errors == {"place": ["”Ny” finns inte. Välj i listan."]}


def test_new_one_is_kept_once_and_recorded(administrator):
    first = directory.keep(Organisation(name="Brynäs IF"), by=administrator)
    assert directory.keep(first, by=administrator) is first
    assert directory.keep(Organisation(name="Brynäs IF"), by=administrator) == first
    assert [str(event) for event in Event.objects.all()] == ["Ove Ek skapade organisation Brynäs IF."]


def test_what_somebody_has_just_removed_is_not_kept(organisations, administrator):
    chosen = organisations["Polisen"]
    Organisation.objects.filter(pk=chosen.pk).delete()
    with pytest.raises(Refused, match="Polisen finns inte längre"):
        directory.keep(chosen, by=administrator)
    with pytest.raises(Refused, match="Polisen finns inte längre"):
        directory.save_person(Person(name="Eva Ek", organisation=chosen), by=administrator)
    assert not Person.objects.exists()

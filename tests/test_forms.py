"""What every form of the house does: errors on top and beside, warnings of identity numbers, no page inside a page."""

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from big.forms import form_helper
from big.people.models import Organisation
from big.pickers import PickManyField

NUMBER = "19121212-1212"  # fictitious: kept by Skatteverket for tests


class SmallForm(forms.Form):
    text = forms.CharField(label="Texten", widget=forms.Textarea)
    place = forms.CharField(label="Platsen", required=False)
    email = forms.EmailField(label="Adressen")
    partners = PickManyField(Organisation.objects.all(), make=lambda name: Organisation(name=name), required=False)
    chosen = PickManyField(Organisation.objects.all(), required=False)
    ways = forms.MultipleChoiceField(label="Sätten", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)

    helper = form_helper("Spara")

    def clean(self) -> None:
        if self.cleaned_data.get("place") == "ingenstans":
            raise forms.ValidationError("Platsen och texten passar inte ihop.")


def page(form: forms.Form, user: object) -> str:
    context = Context({"form": form, "user": user, "request": RequestFactory().get("/")})
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(context)


def test_errors_are_summed_up_on_top_and_lead_to_their_fields(secretary):
    text = page(SmallForm({"place": "ingenstans", "email": "x"}), secretary)
    assert "4 saker behöver rättas" in text
    assert "<li>Platsen och texten passar inte ihop.</li>" in text
    assert '<a href="#id_text">Texten</a>: Detta fält måste fyllas i.' in text
    assert '<a href="#div_id_ways">Sätten</a>: ' in text
    assert 'id="div_id_ways"' in text
    assert text.index("behöver rättas") < text.index("<textarea")
    assert 'id="id_text_error"' in text, "the field names it as its description"


def test_a_form_without_errors_says_nothing(secretary):
    assert "error-summary" not in page(SmallForm(), secretary)


def test_free_text_fields_ask_the_guard_and_others_do_not(secretary):
    text = page(SmallForm(), secretary)
    asking = [name for name in SmallForm.base_fields if f"from:#div_id_{name}" in text]
    assert asking == ["text", "place", "partners"]
    assert 'data-hx-params="partners-new"' in text


def test_a_field_that_holds_an_identity_number_says_so_without_scripts(secretary):
    text = page(SmallForm({"text": f"Träffade {NUMBER} idag"}), secretary)
    assert text.count('<p class="field-warning">') == 1
    assert "Texten innehåller ett personnummer (”Träffade ••••••-•••• idag”)" in text


def test_the_guard_answers_while_one_types(as_secretary):
    answer = as_secretary.post("/personnummer/", {"text": f"Träffade {NUMBER} idag"})
    assert "Texten innehåller ett personnummer" in answer.text
    assert NUMBER not in answer.text
    assert as_secretary.post("/personnummer/", {"text": "Ring 026-17 80 00"}).text.strip() == ""


def test_the_guard_answers_nobody_from_outside(db, client):
    assert client.post("/personnummer/", {"text": NUMBER}).status_code == 302


@pytest.mark.parametrize("address", ["/personnummer/", "/"])
def test_a_part_of_a_page_never_becomes_the_sign_in_page(db, client, address):
    assert client.post(address, headers={"HX-Request": "true"}).status_code == 401


def test_the_style_page_shows_every_state_of_a_form(as_secretary):
    text = as_secretary.get("/stil/").text
    assert "6 saker behöver rättas" in text
    assert "autofocus" not in text


def test_the_administration_points_out_identity_numbers_too(as_administrator):
    sent = {"name": "Ove Ek", "title": f"nås på {NUMBER}", "organisation": "", "email": ""}
    page = as_administrator.post("/admin/people/person/add/", sent, follow=True).text
    assert "titel: Texten innehåller ett personnummer".lower() in page.lower()

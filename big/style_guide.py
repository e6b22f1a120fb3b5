"""What the page /stil/ shows: each component of the pages in each of its states, with invented content."""

from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest

from big.documents.richtext import RichText, RichTextFormField
from big.documents.uploads import UploadField
from big.forms import day_field, form_helper
from big.home import Task
from big.people.models import Organisation
from big.pickers import PickManyField

STATES = [
    ("status-completed", "genomförd"),
    ("status-ongoing", "pågår"),
    ("status-planned", "planerad"),
    ("status-invited", "inbjudan"),
    ("status-cancelled", "inställd"),
    ("state-draft", "utkast"),
    ("state-published", "publicerad"),
    ("state-drafting", "utkast"),
    ("state-attested", "justerat"),
    ("proposal", "förslag: § 9"),
]
COLOURS = ["ink", "ink-soft", "accent", "accent-wash", "fill", "paper", "ground", "line", "line-strong"]
COLOURS += ["warn", "warn-wash", "danger", "danger-wash", "good", "good-wash", "focus"]
RICH_TEXT = (
    "<p>Gruppen gick igenom <strong>våren</strong> och <em>hösten</em>; se "
    '<a href="https://example.se/">underlaget</a>.</p>'
    "<ul><li>Föräldramöten<ul><li>i augusti</li></ul></li><li>Trygghetsvandring</li></ul>"
    "<ol><li>Bjud in</li><li>Följ upp</li></ol><blockquote><p>Det som går att förebygga är lättare än det som måste "
    "läkas.</p><p><cite>Ur en rapport</cite></p></blockquote>"
)


class ExampleForm(forms.Form):
    """One field of each sort."""

    text = forms.CharField(label="Vad gruppen har gjort", widget=forms.Textarea({"rows": 3}), help_text="En mening.")
    paragraph = RichTextFormField(label="Paragrafens text", help_text="Skriv, eller klistra in från Word.")
    written = RichTextFormField(label="Skriven text", initial=RICH_TEXT, required=False)
    frozen = RichTextFormField(
        label="Låst text", initial="<p>Går <em>inte</em> att ändra.</p>", required=False, disabled=True
    )
    readable = RichTextFormField(
        label="Text att läsa",
        initial="<p>Går att läsa och kopiera.</p>",
        required=False,
        widget=RichText({"readonly": True}),
    )
    name = forms.CharField(label="Namn", max_length=40)
    email = forms.EmailField(label="E-postadress", required=False)
    area = forms.ChoiceField(label="Område", choices=[("", "Välj"), ("school", "Skolan"), ("home", "Hemmet")])
    day = day_field("Dag")
    number = forms.IntegerField(label="Antal deltagare", min_value=0, required=False)
    kinds = forms.MultipleChoiceField(
        label="Målgrupper",
        choices=[("young", "Unga"), ("parents", "Föräldrar")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    status = forms.ChoiceField(
        label="Status", choices=[("done", "Genomförd"), ("planned", "Planerad")], widget=forms.RadioSelect
    )
    partners = PickManyField(
        Organisation.objects.all(),
        label="Samarbetspartner",
        make=lambda name: Organisation(name=name),
        required=False,
    )
    scan = UploadField(label="Skannat papper", required=False)
    agreed = forms.BooleanField(label="Jag har läst texten", required=False)
    closed = forms.CharField(label="Låst fält", initial="Går inte att ändra", disabled=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")
        self.helper.inputs[0].id = f"submit-{self.prefix}"  # there are two of these forms on the page


def examples(request: HttpRequest) -> dict[str, Any]:
    """Template context of the page."""
    # The number is fictitious: Skatteverket keeps it for tests.
    wrong = {"wrong-text": "Träffade 19121212-1212 i dag.", "wrong-email": "inte en adress", "wrong-number": "-3"}
    levels = [constants.SUCCESS, constants.INFO, constants.WARNING, constants.ERROR]
    texts = ["Insatsen är sparad.", "Rapporten ändrades i går.", "Två insatser saknar datum.", "Brevet gick inte iväg."]
    pages = Paginator(range(150), 50)
    return {
        "is_example": True,
        "colours": COLOURS,
        "states": STATES,
        "empty_form": ExampleForm(prefix="empty"),
        "wrong_form": ExampleForm(wrong, prefix="wrong"),
        "messages": [Message(level, text) for level, text in zip(levels, texts, strict=True)],
        "tasks": [Task("3 insatser är inte med i någon rapport än", "#"), Task("Skriv klart protokollet", "#")],
        "missing": ["Protokollet har ingen justerare.", "§ 4 har ingen text."],
        "pages": [pages.page(number) for number in pages.page_range],
    }

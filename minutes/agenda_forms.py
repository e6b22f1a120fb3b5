from typing import Any

from django import forms

from big.forms import ComparingModelForm, form_helper, with_plain_line_ends
from minutes.calling import Draft
from minutes.models import AgendaProposal, News


class AgendaProposalForm(forms.ModelForm):
    """What somebody wants to have on the agenda."""

    class Meta:
        model = AgendaProposal
        fields = ["heading", "text"]
        labels = {"heading": "Ärende"}
        help_texts = {
            "heading": "Några ord, som de ska stå på dagordningen.",
            "text": "Vad gruppen behöver veta, och vad den ska ta ställning till.",
        }
        widgets = {"text": forms.Textarea({"rows": 5})}
        error_messages = {"heading": {"required": "Skriv vad ärendet heter."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Föreslå ärendet")

    def clean_text(self) -> str:
        return with_plain_line_ends(self.cleaned_data["text"])


class AcceptForm(forms.Form):
    """Under which heading a proposal goes onto the agenda."""

    heading = forms.CharField(
        label="Rubrik på dagordningen", max_length=500, error_messages={"required": "Skriv en rubrik."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Ta upp ärendet")


class DeclineForm(forms.Form):
    """Why a proposal is not taken up."""

    reason = forms.CharField(
        label="Varför ärendet inte tas upp",
        widget=forms.Textarea({"rows": 3}),
        help_text="Skickas till den som föreslog det.",
        error_messages={"required": "Skriv varför ärendet inte tas upp."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Svara nej")


class NewsForm(ComparingModelForm):
    """What an organisation has to tell."""

    class Meta:
        model = News
        fields = ["text"]
        labels = {"text": "Aktuellt"}
        help_texts = {"text": "En tom rad ger ett nytt stycke. Rader som börjar med - blir en lista."}
        widgets = {"text": forms.Textarea({"rows": 10})}
        error_messages = {"text": {"required": "Skriv det som ska berättas."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")

    def clean_text(self) -> str:
        return with_plain_line_ends(self.cleaned_data["text"])


class NoticeForm(forms.Form):
    """That the notice is to be sent as it was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": draft.digest}, **kwargs)
        self.helper = form_helper("Skicka ny kallelse" if draft.last else "Skicka kallelsen")

from typing import Any

from django import forms

from big.forms import day_field, form_helper
from reports.models import Activity, ActivityQuerySet, Area, Report


class ActivityFilterForm(forms.Form):
    """Which activities to list."""

    area = forms.ModelChoiceField(
        label="Område", queryset=Area.objects.none(), empty_label="Alla områden", required=False
    )
    status = forms.ChoiceField(
        label="Status",
        choices=[("", "Alla"), *((value, label.capitalize()) for value, label in Activity.Status.choices)],
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.all()
        self.fields["area"].choices = [("", "Alla områden")] + [
            (area.pk, f"– {area.name}" if area.parent_id else area.name) for area in Area.objects.in_order()
        ]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def filter(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        """The chosen activities; all of them when the choice is not one of those offered."""
        if not self.is_bound or not self.is_valid():
            return activities
        if area := self.cleaned_data["area"]:
            activities = activities.in_area(area)
        if status := self.cleaned_data["status"]:
            activities = activities.filter(status=status)
        return activities


class PublishForm(forms.Form):
    """Confirms publishing of exactly the version that was on the screen."""

    issue_date = day_field("Rapportens datum", help_text="Det framgick inte av filen.")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": report.version}, **kwargs)
        if report.issue_date:
            del self.fields["issue_date"]
        self.helper = form_helper("Publicera rapporten")

"""What the editor of a report might look at once more, put beside the items and sections that it is about."""

from reports.abbreviations import find_abbreviations
from reports.cautions import Caution, cautions_in, passages_in
from reports.language import advice, count_differs, mixed_voice
from reports.models import Abbreviation, ReportItem, ReportSection


def advise(sections: list[ReportSection]) -> None:
    """Give each section and each of its items `remarks`: Swedish sentences, most often none.

    An abbreviation is remarked on where the report first uses it, unless the report explains it there or before.
    """
    cautions = cautions_in(passages_in([section for section in sections if section.is_printed]))
    items = [item for section in sections if section.is_printed for item in section.printed_items]
    unexplained = _unexplained(items)
    for section in sections:
        printed = section.printed_items
        mixed = mixed_voice([item.text for item in printed])
        section.remarks = [mixed] if mixed else []
        section.remarks += [
            _sentence(one) for one in cautions if one.passage.section == section and not one.passage.item
        ]
        for item in section.items.all():
            item.remarks = [found.sentence for found in advice(item.text)] + unexplained.get(item.pk, [])
            number = item.activity and item.activity.participants
            if number and (differs := count_differs(item.text, number)):
                item.remarks.append(differs)
            item.remarks += [_sentence(one) for one in cautions if one.passage.item == item]


def _sentence(caution: Caution) -> str:
    return f"{caution}. När rapporten publiceras frågas det varför namnet får stå."


def _unexplained(items: list[ReportItem]) -> dict[int, list[str]]:
    """For items by their key, sentences about the abbreviations that nobody has explained to the reader so far."""
    ends, whole = [], ""
    for item in items:
        whole += f"{item.text}\n"
        ends.append((len(whole), item.pk))
    remarks: dict[int, list[str]] = {}
    for found in find_abbreviations(whole, Abbreviation.objects.as_known()):
        pk = next(pk for end, pk in ends if found.start < end)
        remarks.setdefault(pk, []).append(f"{found.short} är inte utskrivet: {found.expansion}.")
    return remarks

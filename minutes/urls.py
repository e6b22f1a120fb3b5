from django.urls import path, register_converter
from django.urls.converters import StringConverter

from minutes import (
    agenda_views,
    attendance_views,
    body_views,
    calling_views,
    correction_views,
    delivery_views,
    drafting_views,
    extract_views,
    ledger_views,
    outcomes_views,
    planning_views,
    views,
)


class ExportConverter(StringConverter):
    """In which of the two formats a list is taken out."""

    regex = "csv|xlsx"


register_converter(ExportConverter, "export")

app_name = "minutes"
urlpatterns = [
    path("sammantraden/", views.meeting_list, name="list"),
    path("sammantraden/<int:pk>/", views.detail, name="detail"),
    path("sammantraden/<int:pk>/andra/", planning_views.change_meeting, name="change_meeting"),
    path("sammantraden/<int:pk>/stall-in/", planning_views.cancel_meeting, name="cancel_meeting"),
    path("sammantraden/<int:pk>/forslag/", agenda_views.proposals, name="proposals"),
    path("sammantraden/<int:pk>/forslag/<int:proposal>/", agenda_views.answer_proposal, name="answer_proposal"),
    path("sammantraden/<int:pk>/aktuellt/", agenda_views.news, name="news"),
    path("sammantraden/<int:pk>/aktuellt/<int:organisation>/", agenda_views.write_news, name="write_news"),
    path("sammantraden/<int:pk>/dagordning/hamta/", agenda_views.fetch, name="fetch"),
    path("sammantraden/<int:pk>/kallelse/", calling_views.notice, name="notice"),
    path("sammantraden/<int:pk>/kallelse.pdf", calling_views.notice_pdf, name="notice_pdf"),
    path("sammantraden/<int:pk>/kalender.ics", calling_views.calendar, name="calendar"),
    path("floden/<str:token>/sammantraden.ics", calling_views.feed, name="feed"),
    path("sammantraden/<int:pk>/skriv/", drafting_views.write, name="write"),
    path("sammantraden/<int:pk>/skriv/borja/", drafting_views.begin, name="begin"),
    path("sammantraden/<int:pk>/skriv/ny/", drafting_views.add, name="add_paragraph"),
    path("sammantraden/<int:pk>/skriv/har/", drafting_views.presence, name="presence"),
    path("sammantraden/<int:pk>/skriv/forra/", drafting_views.previous, name="previous"),
    path("sammantraden/<int:pk>/skriv/saknas/", drafting_views.lacking, name="missing"),
    path("sammantraden/<int:pk>/skriv/dela/", drafting_views.share, name="share"),
    path("sammantraden/<int:pk>/skriv/<int:paragraph>/", drafting_views.paragraph, name="paragraph"),
    path("sammantraden/<int:pk>/skriv/<int:paragraph>/ordna/", drafting_views.arrange, name="arrange_paragraph"),
    path("sammantraden/<int:pk>/skriv/<int:paragraph>/versioner/", drafting_views.history, name="paragraph_history"),
    path(
        "sammantraden/<int:pk>/skriv/<int:paragraph>/versioner/<int:version>/",
        drafting_views.restore,
        name="restore_paragraph",
    ),
    path("sammantraden/<int:pk>/skriv/tillbaka/<int:version>/", drafting_views.bring_back, name="bring_back"),
    path("sammantraden/<int:pk>/utkast.pdf", views.draft_pdf, name="draft_pdf"),
    path("sammantraden/<int:pk>/original/", views.original, name="original"),
    path("sammantraden/<int:pk>/underskrivet/", views.scan, name="scan"),
    path("sammantraden/<int:pk>/justerat-pa-papper/", views.attest_on_paper, name="attest_on_paper"),
    path("sammantraden/<int:pk>/narvaro/", attendance_views.show, name="attendance"),
    path("sammantraden/<int:pk>/narvaro/ny/", attendance_views.add, name="add_attendance"),
    path("sammantraden/<int:pk>/narvaro/uppgifter/", attendance_views.officers, name="officers"),
    path("sammantraden/<int:pk>/narvaro/<int:row>/", attendance_views.part, name="attendance_part"),
    path("sammantraden/<int:pk>/narvaro/<int:row>/andra/", attendance_views.arrange, name="arrange_attendance"),
    path("sammantraden/<int:pk>/mottagare/", delivery_views.show, name="recipients"),
    path("sammantraden/<int:pk>/mottagare/ny/", delivery_views.add, name="add_recipient"),
    path("sammantraden/<int:pk>/mottagare/<int:row>/", delivery_views.arrange, name="arrange_recipient"),
    path("sammantraden/<int:pk>/skicka-ut/", delivery_views.dispatch, name="dispatch"),
    path("sammantraden/<int:pk>/utskick/<int:row>/igen/", delivery_views.send_again, name="deliver_again"),
    path("sammantraden/<int:pk>/utskick/<int:row>/papper/", delivery_views.hand_over, name="hand_over"),
    path("sammantraden/<int:pk>/ratta/<int:paragraph>/", correction_views.write, name="write_correction"),
    path("sammantraden/<int:pk>/rattelser/<int:correction>/", correction_views.show, name="correction"),
    path("sammantraden/<int:pk>/rattelser/<int:correction>/andra/", correction_views.change, name="change_correction"),
    path(
        "sammantraden/<int:pk>/rattelser/<int:correction>/ta-bort/", correction_views.discard, name="discard_correction"
    ),
    path(
        "sammantraden/<int:pk>/rattelser/<int:correction>/utkast.pdf", correction_views.draft_pdf, name="correction_pdf"
    ),
    path(
        "sammantraden/<int:pk>/rattelser/<int:correction>/justerad-pa-papper/",
        correction_views.attest_on_paper,
        name="correction_on_paper",
    ),
    path("sammantraden/<int:pk>/utdrag/", extract_views.make, name="extract"),
    path("sammantraden/<int:pk>/bilagor/<int:attachment>/", outcomes_views.attachment, name="attachment"),
    path("sammantraden/<int:pk>/paragrafer/<int:paragraph>/utfall/", outcomes_views.show, name="outcomes"),
    path("sammantraden/<int:pk>/paragrafer/<int:paragraph>/godkanner/", outcomes_views.approve, name="approve"),
    path("sammantraden/<int:pk>/paragrafer/<int:paragraph>/<slug:part>/ny/", outcomes_views.add, name="add_outcome"),
    path(
        "sammantraden/<int:pk>/paragrafer/<int:paragraph>/<slug:part>/<int:row>/",
        outcomes_views.change,
        name="change_outcome",
    ),
    path(
        "sammantraden/<int:pk>/paragrafer/<int:paragraph>/<slug:part>/<int:row>/flytta/",
        outcomes_views.move,
        name="move_outcome",
    ),
    path(
        "sammantraden/<int:pk>/paragrafer/<int:paragraph>/<slug:part>/<int:row>/ta-bort/",
        outcomes_views.remove,
        name="remove_outcome",
    ),
    path("sammantraden/<int:pk>/redovisa/<int:outcome>/", ledger_views.report, name="report_outcome"),
    path("beslut/", ledger_views.decisions, name="decisions"),
    path("beslut/beslut.<export:kind>", ledger_views.export, {"what": "beslut"}, name="export_decisions"),
    path("uppdrag/", ledger_views.assignments, name="assignments"),
    path("uppdrag/uppdrag.<export:kind>", ledger_views.export, {"what": "uppdrag"}, name="export_assignments"),
    path("uppdrag/<int:pk>/", ledger_views.assignment, name="assignment"),
    path("uppdrag/<int:pk>/oppna/", ledger_views.reopen, name="reopen_assignment"),
    path("bordlagda/", ledger_views.deferrals, name="deferrals"),
    path("bordlagda/<int:pk>/ta-upp/", ledger_views.place, name="place_deferral"),
    path("organ/<int:pk>/narvaro/", ledger_views.presence, name="presence_of_year"),
    path("organ/<int:pk>/narvaro/narvaro.<export:kind>", ledger_views.presence, name="export_presence"),
    path("organ/", body_views.body_list, name="bodies"),
    path("organ/nytt/", body_views.new_body, name="new_body"),
    path("organ/<int:pk>/", body_views.body, name="body"),
    path("organ/<int:pk>/andra/", body_views.change_body, name="change_body"),
    path("organ/<int:pk>/planera/", planning_views.plan_meetings, name="plan_meetings"),
    path("organ/<int:pk>/medlemmar/ny/", body_views.new_member, name="new_member"),
    path("organ/<int:pk>/medlemmar/<int:member>/", body_views.change_member, name="change_member"),
    path("organ/<int:pk>/<slug:part>/ny/", body_views.new_row, name="new_row"),
    path("organ/<int:pk>/<slug:part>/<int:row>/", body_views.change_row, name="change_row"),
    path("organ/<int:pk>/<slug:part>/<int:row>/flytta/", body_views.move_row, name="move_row"),
    path("organ/<int:pk>/<slug:part>/<int:row>/ta-bort/", body_views.remove_row, name="remove_row"),
]

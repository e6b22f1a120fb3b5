"""Who gets in where: one table of every address of the project, walked as everybody.

Numbers are the answers to GET: 200 shown, 302 elsewhere (a stranger is asked to sign in), 403 refused, 404 not found,
405 only posted to. An address without a row fails, and so does a row without an address.
"""

import datetime
import uuid
from functools import partial

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from big.documents import uploads
from big.documents.importing import keep_original
from big.people import feeds, invitations
from big.people.models import FeedKey, Invitation, Organisation, Person, User
from big.people.roles import Role
from minutes import corrections, drafting, rounds, signing_elsewhere
from minutes.attestation import attest_on_paper
from minutes.models import (
    AgendaProposal,
    Assignment,
    Attachment,
    Body,
    Decision,
    Deferral,
    Meeting,
    Membership,
    Officer,
    Phrase,
    StandingItem,
)
from reports.models import Activity, Report
from reports.publishing import publish
from tests.factories import (
    create_activity,
    create_meeting,
    create_membership,
    create_report,
    create_scan,
    create_user,
)

WHO = ["stranger", "no role", *Role.values, "chair"]

# address and object                  stranger  no role  medarb. redaktör sekret. ledn.gr. admin. | chair of the draft
TABLE = {
    ("home", None): (302, 200, 200, 200, 200, 200, 200, 200),
    ("accessibility", None): (200, 200, 200, 200, 200, 200, 200, 200),
    ("health", None): (200, 200, 200, 200, 200, 200, 200, 200),
    ("style_guide", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("identity_numbers", None): (302, 405, 405, 405, 405, 405, 405, 405),
    ("account_login", None): (200, 302, 302, 302, 302, 302, 302, 302),
    ("mfa_authenticate", None): (302, 302, 302, 302, 302, 302, 302, 302),
    ("mfa_login_webauthn", None): (302, 302, 302, 302, 302, 302, 302, 302),
    ("account_logout", None): (302, 200, 200, 200, 200, 200, 200, 200),
    ("account_inactive", None): (200, 200, 200, 200, 200, 200, 200, 200),
    ("account_reset_password", None): (200, 200, 200, 200, 200, 200, 200, 200),
    ("account_reset_password_done", None): (200, 200, 200, 200, 200, 200, 200, 200),
    ("account_reset_password_from_key", "key"): (200, 200, 200, 200, 200, 200, 200, 200),
    ("account_reset_password_from_key_done", None): (200, 200, 200, 200, 200, 200, 200, 200),
    ("openid_connect_login", "provider"): (404, 404, 404, 404, 404, 404, 404, 404),
    ("openid_connect_callback", "provider"): (404, 404, 404, 404, 404, 404, 404, 404),
    ("socialaccount_login_cancelled", None): (200, 200, 200, 200, 200, 200, 200, 200),
    ("account_reauthenticate", None): (302, 200, 200, 200, 200, 200, 200, 200),
    ("mfa_reauthenticate", None): (302, 302, 302, 302, 302, 302, 302, 302),
    ("mfa_reauthenticate_webauthn", None): (302, 302, 302, 302, 302, 302, 302, 302),
    ("account_change_password", None): (302, 200, 200, 200, 200, 200, 200, 200),
    ("usersessions_list", None): (302, 200, 200, 200, 200, 200, 200, 200),
    ("socialaccount_connections", None): (302, 200, 200, 200, 200, 200, 200, 200),
    ("mfa_index", None): (302, 200, 200, 200, 200, 200, 200, 200),
    ("mfa_activate_totp", None): (302, 302, 302, 302, 302, 302, 302, 302),
    ("mfa_deactivate_totp", None): (302, 404, 404, 404, 404, 404, 404, 404),
    ("mfa_list_webauthn", None): (302, 200, 200, 200, 200, 200, 200, 200),
    ("mfa_add_webauthn", None): (302, 302, 302, 302, 302, 302, 302, 302),
    ("mfa_edit_webauthn", "security key"): (302, 302, 302, 302, 302, 302, 302, 302),
    ("mfa_remove_webauthn", "security key"): (302, 302, 302, 302, 302, 302, 302, 302),
    ("mfa_view_recovery_codes", None): (302, 404, 404, 404, 404, 404, 404, 404),
    ("mfa_generate_recovery_codes", None): (302, 302, 302, 302, 302, 302, 302, 302),
    ("mfa_download_recovery_codes", None): (302, 404, 404, 404, 404, 404, 404, 404),
    ("people:prove_externally", None): (302, 404, 404, 404, 404, 404, 404, 404),
    ("people:own_account", None): (302, 200, 200, 200, 200, 200, 200, 200),
    ("people:mailings", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("people:change_feed", None): (302, 405, 405, 405, 405, 405, 405, 405),
    ("people:keep", None): (302, 405, 405, 405, 405, 405, 405, 405),
    ("people:resume", "unsaved"): (302, 404, 404, 404, 404, 404, 404, 404),
    ("people:discard", "unsaved"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("people:persons", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("people:new_person", None): (302, 404, 403, 403, 200, 403, 200, 403),
    ("people:person", "somebody"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("people:remove_person", "somebody"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("people:organisations", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("people:new_organisation", None): (302, 404, 403, 403, 200, 403, 200, 403),
    ("people:organisation", "organisation"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("people:remove_organisation", "organisation"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("people:accounts", None): (302, 404, 403, 403, 403, 403, 200, 403),
    ("people:invite", None): (302, 404, 403, 403, 403, 403, 200, 403),
    ("people:deactivate", "person"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("people:reactivate", "person"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("people:send_again", "invitation"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("people:withdraw", "invitation"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("people:accept_invitation", "token"): (200, 200, 200, 200, 200, 200, 200, 200),
    ("people:roles", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("people:change_roles", "person"): (302, 404, 403, 403, 403, 403, 200, 403),
    ("people:events", None): (302, 404, 403, 403, 403, 403, 200, 403),
    ("letters:list", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("letters:send_again", "recorded"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:activities", None): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:activities_csv", None): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:activities_xlsx", None): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:new_activity", None): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:advice", None): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:activity", "recorded"): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:change_activity", "recorded"): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:copy_activity", "recorded"): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:activity_history", "recorded"): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:delete_activity", "recorded"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:undelete_activity", "recorded"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:deleted_activities", None): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:to_follow_up", None): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:follow_up", "expected"): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:follow_up_held", "expected"): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:follow_up_moved", "expected"): (302, 404, 200, 200, 403, 403, 403, 403),
    ("reports:cancel_activity", "expected"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:unmark_reported", "recorded"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:several_activities", None): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:restore_activity", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:vocabularies", None): (302, 404, 403, 200, 403, 403, 200, 403),
    ("reports:vocabulary", "places"): (302, 404, 403, 200, 403, 403, 200, 403),
    ("reports:new_entry", "places"): (302, 404, 403, 200, 403, 403, 200, 403),
    ("reports:entry", "area"): (302, 404, 403, 200, 403, 403, 200, 403),
    ("reports:remove_entry", "area"): (302, 404, 403, 200, 403, 403, 200, 403),
    ("reports:move_area", "one"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:list", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("reports:new_report", None): (302, 404, 403, 200, 403, 403, 403, 403),
    ("reports:compose", "draft"): (302, 404, 403, 200, 403, 403, 403, 403),
    ("reports:compose", "finished"): (302, 404, 403, 302, 403, 403, 403, 403),
    ("reports:preview", "draft"): (302, 404, 403, 200, 403, 403, 403, 403),
    ("reports:preview", "finished"): (302, 404, 403, 404, 403, 403, 403, 403),
    ("reports:particulars", "draft"): (302, 404, 403, 200, 403, 403, 403, 403),
    ("reports:particulars", "finished"): (302, 404, 403, 302, 403, 403, 403, 403),
    ("reports:edit_item", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:arrange_item", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:edit_section", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:add_section", "draft"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:arrange_section", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:add_item", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:set_ready", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:undo", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:remind", "draft"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:feed", "made-up"): (404, 404, 404, 404, 404, 404, 404, 404),
    ("reports:feed", "feed"): (200, 200, 200, 200, 200, 200, 200, 200),
    ("reports:take_up", "draft"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:detail", "draft"): (302, 404, 200, 200, 404, 404, 404, 404),
    ("reports:detail", "finished"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("reports:draft_pdf", "draft"): (302, 404, 200, 200, 404, 404, 404, 404),
    ("reports:draft_pdf", "finished"): (302, 404, 302, 302, 302, 302, 302, 302),
    ("reports:original", "draft"): (302, 404, 200, 200, 404, 404, 404, 404),
    ("reports:publish", "draft"): (302, 404, 403, 200, 403, 403, 403, 403),
    ("reports:publish", "finished"): (302, 404, 403, 302, 403, 403, 403, 403),
    ("reports:correct", "draft"): (302, 404, 403, 302, 403, 403, 403, 403),
    ("reports:correct", "finished"): (302, 404, 403, 200, 403, 403, 403, 403),
    ("reports:discard", "draft"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:answer_cautions", "draft"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("reports:withdraw_answer", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:list", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:detail", "planned"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:detail", "draft"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:detail", "finished"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:write", "planned"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:write", "draft"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:write", "finished"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:write", "written"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:begin", "planned"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:presence", "written"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:previous", "written"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:missing", "written"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:share", "written"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:add_paragraph", "planned"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:bring_back", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:paragraph", "paragraph"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:arrange_paragraph", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:paragraph_history", "paragraph"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:restore_paragraph", "three"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:draft_pdf", "draft"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:draft_pdf", "finished"): (302, 404, 302, 302, 302, 302, 302, 302),
    ("minutes:original", "draft"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:scan", "draft"): (302, 404, 404, 404, 404, 404, 404, 404),
    ("minutes:scan", "finished"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:attest_on_paper", "draft"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:attest_on_paper", "finished"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:sign_elsewhere", "written"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:sign_elsewhere", "taken out"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:prepared_for_signing", "taken out"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:receive_signed", "taken out"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:call_off_signing", "taken out"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:detail", "taken out"): (302, 404, 404, 404, 200, 404, 404, 404),
    ("minutes:change_meeting", "planned"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("minutes:change_meeting", "draft"): (302, 404, 403, 403, 200, 403, 404, 403),
    ("minutes:change_meeting", "finished"): (302, 404, 403, 403, 302, 403, 302, 403),
    ("minutes:cancel_meeting", "planned"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("minutes:cancel_meeting", "draft"): (302, 404, 403, 403, 302, 403, 404, 403),
    ("minutes:cancel_meeting", "finished"): (302, 404, 403, 403, 302, 403, 302, 403),
    ("minutes:proposals", "planned"): (302, 404, 403, 403, 200, 200, 403, 200),
    ("minutes:proposals", "draft"): (302, 404, 404, 404, 404, 404, 404, 404),
    ("minutes:proposals", "finished"): (302, 404, 403, 403, 200, 200, 403, 200),
    ("minutes:answer_proposal", "proposal"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:news", "planned"): (302, 404, 403, 403, 200, 403, 403, 200),
    ("minutes:write_news", "news"): (302, 404, 403, 403, 200, 403, 403, 200),
    ("minutes:fetch", "planned"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:notice", "planned"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:notice", "finished"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:notice_pdf", "planned"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:notice_pdf", "finished"): (302, 404, 403, 403, 404, 403, 403, 403),
    ("minutes:calendar", "planned"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:calendar", "draft"): (302, 404, 404, 404, 404, 404, 404, 404),
    ("minutes:feed", "made-up"): (404, 404, 404, 404, 404, 404, 404, 404),
    ("minutes:feed", "feed"): (200, 200, 200, 200, 200, 200, 200, 200),
    ("minutes:attestation", "written"): (302, 404, 404, 404, 302, 404, 404, 302),
    ("minutes:attestation", "sent"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:send_to_attesters", "written"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:send_to_attesters", "sent"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:recall", "written"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:recall", "sent"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:approve_minutes", "sent"): (302, 404, 404, 404, 302, 404, 404, 200),
    ("minutes:proof", "proof"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:settle_comment", "proof"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:attendance", "draft"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:add_attendance", "draft"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:officers", "draft"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:attendance_part", "attendee"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:arrange_attendance", "attendee"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:recipients", "draft"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:add_recipient", "draft"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:arrange_recipient", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:dispatch", "finished"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:deliver_again", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:hand_over", "delivery"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:write_correction", "§ finished"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:write_correction", "§"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:correction", "correction"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:correction", "attested correction"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:change_correction", "correction"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:change_correction", "attested correction"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:discard_correction", "correction"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:correction_pdf", "correction"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:correction_pdf", "attested correction"): (302, 404, 302, 302, 302, 302, 302, 302),
    ("minutes:correction_on_paper", "correction"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:correction_on_paper", "attested correction"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:send_correction", "correction"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:send_correction", "attested correction"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:recall_correction", "correction"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:return_correction", "correction"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:approve_correction", "correction"): (302, 404, 404, 404, 302, 404, 404, 302),
    ("minutes:correction_proof", "three"): (302, 404, 404, 404, 404, 404, 404, 404),
    ("minutes:extract", "draft"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:extract", "finished"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:attachment", "attachment"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:outcomes", "§"): (302, 404, 403, 403, 302, 403, 403, 403),
    ("minutes:approve", "§"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:add_outcome", "§ part"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:change_outcome", "§ row"): (302, 404, 403, 403, 200, 403, 403, 403),
    ("minutes:move_outcome", "§ row"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:remove_outcome", "§ row"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:report_outcome", "version"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:decisions", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:export_decisions", "csv"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:assignments", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:export_assignments", "csv"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:assignment", "assignment"): (302, 404, 404, 404, 200, 404, 404, 200),
    ("minutes:reopen_assignment", "assignment"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:deferrals", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:place_deferral", "deferral"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:presence_of_year", "body"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:export_presence", "body, csv"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:bodies", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:new_body", None): (302, 404, 403, 403, 200, 403, 200, 403),
    ("minutes:body", "body"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("minutes:change_body", "body"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("minutes:plan_meetings", "body"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("minutes:new_member", "body"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("minutes:change_member", "member"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("minutes:new_row", "part"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("minutes:change_row", "row"): (302, 404, 403, 403, 200, 403, 200, 403),
    ("minutes:move_row", "row"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("minutes:remove_row", "row"): (302, 405, 405, 405, 405, 405, 405, 405),
    ("documents:archive", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("documents:verify", None): (302, 404, 200, 200, 200, 200, 200, 200),
    ("documents:download", "finished"): (302, 404, 200, 200, 200, 200, 200, 200),
    ("admin:index", None): (302, 404, 403, 403, 403, 403, 200, 403),
    ("admin:minutes_meeting_change", "draft"): (302, 404, 403, 403, 403, 403, 302, 403),
    ("admin:minutes_meeting_change", "finished"): (302, 404, 403, 403, 403, 403, 200, 403),
    ("admin:reports_report_change", "draft"): (302, 404, 403, 403, 403, 403, 302, 403),
    ("admin:reports_report_change", "finished"): (302, 404, 403, 403, 403, 403, 200, 403),
}  # fmt: skip

# Of things that are not there: a link that somebody made up, a provider that is not configured, another's security key.
ARGUMENTS = {
    "key": ["1", "made-up"],
    "made-up": ["made-up"],
    "provider": ["oidc"],
    "security key": [1],
    "unsaved": [uuid.UUID(int=0)],
    "version": [1, 1],
    "csv": ["csv"],
    "three": [1, 1, 1],
    "one": [1],
    "places": ["platser"],
    "area": ["omraden", 1],
}

# Of the draft minutes.
PARTS_OF_MINUTES = {
    "attendee": lambda meeting: [meeting.pk, meeting.attendance.first().pk],
    "attachment": lambda meeting: [meeting.pk, Attachment.objects.get().pk],
    "§": lambda meeting: [meeting.pk, meeting.paragraphs.first().pk],
    "§ part": lambda meeting: [meeting.pk, meeting.paragraphs.first().pk, "uppdrag"],
    "§ row": lambda meeting: [meeting.pk, meeting.paragraphs.first().pk, "uppdrag", Assignment.objects.get().pk],
    "assignment": lambda meeting: [Assignment.objects.get().pk],
    "deferral": lambda meeting: [Deferral.objects.get().pk],
}
# Of the finished minutes.
PARTS_OF_THE_FINISHED = {
    "delivery": lambda meeting: [meeting.pk, meeting.deliveries.first().pk],
    "§ finished": lambda meeting: [meeting.pk, meeting.paragraphs.first().pk],
    "correction": lambda meeting: [meeting.pk, meeting.corrections.get(state="drafting").pk],
    "attested correction": lambda meeting: [meeting.pk, meeting.corrections.get(state="attested").pk],
}
PARTS_OF_A_BODY = {
    "body": list,
    "body, csv": lambda: ["csv"],
    "member": lambda: [Membership.objects.order_by("pk").first().pk],
    "part": lambda: ["dagordning"],
    "row": lambda: ["dagordning", StandingItem.objects.order_by("pk").first().pk],
}


def names(resolver: URLResolver, namespace: str = "") -> set[str]:
    """The names of all addresses of the project; of Django's administration only that it is there."""
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.add(f"{namespace}{pattern.name}")
        elif pattern.namespace == "admin":
            found.add("admin:index")
        else:
            found |= names(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
    return found


def test_every_address_has_a_row():
    own_rows = {name for name, _ in TABLE if not name.startswith("admin:")} | {"admin:index"}
    assert names(get_resolver()) == own_rows


@pytest.fixture
def objects(db: None) -> dict[tuple[str, str], Activity | Report | Meeting | Body]:
    return create_objects()


def create_objects() -> dict[tuple[str, str], Activity | Report | Meeting | Body]:
    """A report and minutes in each state; the draft ones were read in, and the draft minutes have a chair.

    The finished minutes have a scan of the signed paper. Besides there are minutes that are being written here, and
    minutes that are being signed in another service.
    """
    keeper = create_user(email="arkiv@example.se")
    keep = partial(keep_original, title="Papper", remarks=[], by=keeper)
    recorded = create_activity(by=keeper)
    expected = create_activity(by=keeper, status=Activity.Status.PLANNED)
    report, published = create_report(), create_report()
    report.source = keep(b"En rapport", "rapport.txt")
    report.save()
    publish(published, by=keeper)
    meeting, attested = create_meeting(), create_meeting()
    meeting.source = keep(b"Ett protokoll", "protokoll.txt")
    meeting.save()
    chair = create_user(Role.STEERING_GROUP, email="chair@example.se", name="Nils Åkerström")
    walkers = Organisation.objects.create(name="Nattvandrarna")
    chair.person = Person.objects.create(name=chair.name, organisation=walkers)
    chair.save()
    Officer.objects.create(meeting=attested, position=9, role=Officer.Role.CHAIR, name=chair.name, person=chair.person)
    attest_on_paper(attested, attested_on=None, by=keeper, scan=create_scan())
    words = {"before": "Ordet var fritt.", "reason": "Fel ord."}
    for after in ("Ordet var fritt för alla.", "HEMLIGT ord."):
        correction = corrections.write(attested.paragraphs.first(), **words, after=after, by=keeper)
        if "HEMLIGT" not in after:
            corrections.attest_on_paper(correction, attested_on=timezone.localdate(), by=keeper)
    paragraph = meeting.paragraphs.first()
    Assignment.objects.create(paragraph=paragraph, position=1, name="Ove Ek", text="HEMLIGT uppdrag")
    Deferral.objects.create(paragraph=paragraph, position=1, heading="HEMLIGT ärende")
    upload = uploads.keep(create_scan(), by=keeper)
    Attachment.objects.create(paragraph=paragraph, number=1, title="HEMLIG bilaga", upload=upload)
    Officer.objects.create(meeting=meeting, position=9, role=Officer.Role.CHAIR, name=chair.name, person=chair.person)
    written = create_meeting(date=datetime.date(2026, 3, 3))
    Officer.objects.create(meeting=written, position=9, role=Officer.Role.CHAIR, name=chair.name, person=chair.person)
    Phrase.objects.create(body=written.body, position=1, text="Rapporten lades till handlingarna.")
    for text in ("<p>Planen godkändes.</p>", "<p>Planen godkändes med en ändring.</p>"):
        drafting.edit(written.paragraphs.get(position=2), heading="Plan", text=text, kind="item", by=chair)
    drafting.remove(written.paragraphs.get(position=1), by=chair)
    taken_out = create_meeting(date=datetime.date(2026, 4, 7))
    signing_elsewhere.prepare(taken_out, by=keeper)
    feeds.open_feed(chair)
    create_membership(meeting.body, chair.person, Membership.Role.CHAIR)
    StandingItem.objects.create(body=meeting.body, position=1, heading="Mötets öppnande", text="<p>Mötet öppnades.</p>")
    invitations.invite(name="Ny", email="ny@example.se", by=keeper)
    planned = Meeting.objects.create(body=meeting.body, title="Nästa", date=datetime.date(2026, 12, 1))
    proposal = AgendaProposal(meeting=planned, heading="Belysningen", proposed_by=chair, proposed_at=timezone.now())
    proposal.save()
    sent = create_meeting(date=datetime.date(2026, 4, 7))
    sent.officers.filter(role=Officer.Role.ATTESTER).update(person=chair.person)
    rounds.send(sent, due_on=timezone.localdate(), in_order=False, by=keeper)
    return {
        ("activity", "recorded"): recorded,
        ("activity", "expected"): expected,
        ("report", "draft"): report,
        ("report", "finished"): published,
        ("meeting", "draft"): meeting,
        ("meeting", "finished"): attested,
        ("meeting", "planned"): planned,
        ("meeting", "proposal"): proposal,
        ("meeting", "news"): walkers,
        ("meeting", "written"): written,
        ("meeting", "sent"): sent,
        ("meeting", "taken out"): taken_out,
        ("body", "body"): meeting.body,
    }


def address(name: str, state: str | None, objects: dict) -> str:
    if state is None:
        return reverse(name)
    if state == "person":
        return reverse(name, args=[User.objects.get(email="chair@example.se").pk])
    if state in ("somebody", "organisation"):
        return reverse(name, args=[(Person if state == "somebody" else Organisation).objects.get().pk])
    if state in ("recorded", "expected"):
        return reverse(name, args=[objects["activity", state].pk])
    if state in PARTS_OF_A_BODY:
        return reverse(name, args=[objects["body", "body"].pk, *PARTS_OF_A_BODY[state]()])
    if state in ("proposal", "news"):
        return reverse(name, args=[objects["meeting", "planned"].pk, objects["meeting", state].pk])
    if state in PARTS_OF_MINUTES:
        return reverse(name, args=PARTS_OF_MINUTES[state](objects["meeting", "draft"]))
    if state in PARTS_OF_THE_FINISHED:
        return reverse(name, args=PARTS_OF_THE_FINISHED[state](objects["meeting", "finished"]))
    if state == "paragraph":
        written = objects["meeting", "written"]
        return reverse(name, args=[written.pk, written.paragraphs.get(heading="Plan").pk])
    if state == "proof":
        return reverse(name, args=[objects["meeting", "sent"].pk, 1])
    if state in ARGUMENTS:
        return reverse(name, args=ARGUMENTS[state])
    if state in ("invitation", "token"):
        invitation = Invitation.objects.get()
        return reverse(name, args=[invitations.token(invitation) if state == "token" else invitation.pk])
    if state == "feed":
        return reverse(name, args=[feeds.token(FeedKey.objects.get())])
    kind = "meeting" if "minutes" in name else "report"
    row = objects[kind, state]
    if name == "documents:download":
        return row.document.get_absolute_url()
    return reverse(name, args=[row.pk])


def signed_in_as(who: str) -> Client:
    client = Client()
    if who == "stranger":
        return client
    if who == "chair":
        user = User.objects.get(email="chair@example.se")
    else:
        user = create_user(*([who] if who in Role.values else []), email=f"{WHO.index(who)}@example.se")
    client.force_login(user)
    return client


def answer_to(client: Client, address: str) -> int:
    answer = client.get(address)
    answer.getvalue()  # a file that nobody reads stays open
    return answer.status_code


def test_everybody_gets_exactly_what_the_table_says(objects):
    found = {
        row: tuple(answer_to(client, address(*row, objects)) for client in clients)
        for clients in [[signed_in_as(who) for who in WHO]]
        for row in TABLE
    }
    differing = {row: dict(zip(WHO, found[row], strict=True)) for row in TABLE if found[row] != TABLE[row]}
    assert differing == {}


@pytest.mark.parametrize("who", [role for role in Role.values if role != Role.EDITOR])
def test_nobody_but_the_editor_publishes(objects, who):
    report = objects["report", "draft"]
    answer = signed_in_as(who).post(f"/rapporter/{report.pk}/publicera/", {"version": report.version})
    assert answer.status_code == 403
    assert not Report.objects.get(pk=report.pk).is_published


@pytest.mark.parametrize("who", [role for role in Role.values if role != Role.SECRETARY] + ["chair"])
def test_nobody_but_the_secretary_registers_an_attestation(objects, who):
    meeting = objects["meeting", "draft"]
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    assert signed_in_as(who).post(address, {"version": meeting.version}).status_code == 403
    assert not Meeting.objects.get(pk=meeting.pk).is_attested


def test_a_draft_is_seen_through_no_other_door(objects):
    """Lists, first page and administration name neither the draft minutes nor the draft report."""
    Meeting.objects.drafts().update(title="HEMLIGT PROTOKOLL")
    Report.objects.filter(state=Report.State.DRAFT).update(title="HEMLIG RAPPORT")
    Decision.objects.filter(paragraph__meeting__state=Meeting.State.DRAFTING).update(text="HEMLIGT beslut")
    doors = [
        "/",
        "/rapporter/",
        "/sammantraden/",
        "/beslut/",
        "/uppdrag/?status=all",
        "/bordlagda/",
        "/organ/1/narvaro/",
        "/handlingar/",
        objects["meeting", "finished"].get_absolute_url(),
        "/admin/minutes/meeting/",
        "/admin/reports/report/",
    ]
    for who in (Role.STEERING_GROUP, Role.ADMINISTRATOR):
        client = signed_in_as(who)
        for door in doors:
            assert "HEMLIG" not in client.get(door, follow=True).text, (who, door)


def test_menu_shows_only_what_may_be_followed(objects):
    assert "Insatser" in signed_in_as(Role.STAFF).get("/").text
    assert "Insatser" not in signed_in_as(Role.STEERING_GROUP).get("/").text


def test_who_has_no_role_yet_is_told_what_to_do(objects):
    assert "Be administratören" in signed_in_as("no role").get("/").text


def test_an_unchanged_document_is_not_confirmed_to_outsiders(objects):
    document = objects["report", "finished"].document
    answer = signed_in_as("no role").get(
        document.get_absolute_url(), headers={"If-None-Match": f'"{document.blob_id}"'}
    )
    assert answer.status_code == 404

"""Bodies, their meetings, what is prepared for these, the §§, and what comes of them."""

from minutes.models.agendas import AgendaProposal, News, Notice, Phrase, StandingItem
from minutes.models.attestation import Attestation, AttestationRound, Correction, ParagraphComment
from minutes.models.bodies import Body, Membership, StandingRecipient
from minutes.models.delivery import Delivery, Extract
from minutes.models.meetings import Attendance, Meeting, Officer, Recipient
from minutes.models.outcomes import Assignment, AssignmentOutcome, Deferral
from minutes.models.paragraphs import Attachment, Decision, Outcome, Paragraph, ParagraphPresence
from minutes.models.signing import SigningElsewhere

__all__ = [
    "AgendaProposal",
    "Assignment",
    "AssignmentOutcome",
    "Attachment",
    "Attendance",
    "Attestation",
    "AttestationRound",
    "Body",
    "Correction",
    "Decision",
    "Deferral",
    "Delivery",
    "Extract",
    "Meeting",
    "Membership",
    "News",
    "Notice",
    "Officer",
    "Outcome",
    "Paragraph",
    "ParagraphComment",
    "ParagraphPresence",
    "Phrase",
    "Recipient",
    "SigningElsewhere",
    "StandingItem",
    "StandingRecipient",
]

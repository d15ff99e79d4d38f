"""The words of a paper's making: its state, the places of its sections, what fills them."""

from django.db import models


class ReportState(models.TextChoices):
    """How far a paper has come."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    CORRECTING = "correcting", "Being corrected"

    @property
    def colour(self) -> str:
        """The colour that helps to tell it."""
        colours = {self.DRAFT: "blue", self.PUBLISHED: "green", self.CORRECTING: "amber"}
        return colours[self]


class Place(models.TextChoices):
    """Where a section stands in the outline of a paper."""

    LEAD = "lead", "Section without a number: the summary"
    SECTION = "section", "Numbered section: 1, 2, 3"
    SUBSECTION = "subsection", "Numbered part of a section: 5.1, 5.2"
    SUBHEADING = "subheading", "Part of a section under a heading without a number"
    GROUP = "group", "Part of a section without a heading"
    APPENDIX = "appendix", "Appendix"


class BlockKind(models.TextChoices):
    """What fills a section."""

    NARRATIVE = "narrative", "Text written for this paper"
    RECOMMENDATIONS = "recommendations", "Recommendations"
    PLAN_OBJECTIVES = "plan_objectives", "The plan's strategic objectives"
    PLAN_THEMES = "plan_themes", "The plan's themes"
    THEME_PROGRESS = "theme_progress", "Progress by theme"
    STATUS_COUNTS = "status_counts", "Actions by status"
    CHANGES = "changes", "Changes since the last report"
    ACTION_TABLE = "action_table", "Table of actions"
    STATUS_KEY = "status_key", "What the statuses mean"
    SCORECARD = "scorecard", "Scorecard of indicators"
    EXCEPTIONS = "exceptions", "Indicators that need attention"
    CHARTS = "charts", "Charts of indicators"
    DATA_REPORT = "data_report", "Report of figures"
    THEME_STATISTICS = "theme_statistics", "Indicators by theme"
    VISIT = "visit", "A visit: what was looked at and found"
    FINDINGS = "findings", "Findings and the actions that answer them"
    AREA_MATRIX = "area_matrix", "Practice areas over visits"
    AUDIT_GRADES = "audit_grades", "Grades of audits"
    SELF_EVALUATION = "self_evaluation", "Summary of the self-evaluation"
    VOICE = "voice", "What children, families and staff said"
    REVIEWS = "reviews", "Reviews by other inspectorates"
    LETTER = "letter", "An inspector's letter"
    MEMBERS_ASKED = "members_asked", "What members asked and what was done"
    APPENDICES = "appendices", "List of appendices"

    @classmethod
    def without_text(cls) -> list["BlockKind"]:
        """What is written elsewhere, and has no words of its own."""
        return [cls.RECOMMENDATIONS, cls.THEME_PROGRESS]

    @classmethod
    def with_chosen_indicators(cls) -> list["BlockKind"]:
        """What shows the indicators that its author chooses."""
        return [cls.SCORECARD, cls.EXCEPTIONS, cls.CHARTS, cls.DATA_REPORT]

    @classmethod
    def of_indicators(cls) -> list["BlockKind"]:
        """What shows indicators; where there are none, it is left out of the paper."""
        return [*cls.with_chosen_indicators(), cls.THEME_STATISTICS]

    @classmethod
    def with_chosen_visits(cls) -> list["BlockKind"]:
        """What tells of the visits that its author chooses."""
        return [cls.VISIT, cls.REVIEWS, cls.LETTER, *cls.of_all_visits()]

    @classmethod
    def with_findings(cls) -> list["BlockKind"]:
        """What tells what was found, in an order that its author chooses."""
        return [cls.VISIT, cls.REVIEWS]

    @classmethod
    def of_all_visits(cls) -> list["BlockKind"]:
        """What tells of every visit whose letter is public, unless its author chooses some."""
        return [cls.FINDINGS, cls.AREA_MATRIX]

    @classmethod
    def of_practice(cls) -> list["BlockKind"]:
        """What tells of practice; where there is nothing to tell, it is left out of the paper."""
        return [*cls.with_chosen_visits(), cls.AUDIT_GRADES, cls.SELF_EVALUATION, cls.VOICE]


class FindingOrder(models.TextChoices):
    """In which order a section tells what inspectors found."""

    LETTER = "letter", "As the letter goes"
    STRENGTHS = "strengths", "By type, strengths first"
    ASKING = "asking", "By type, what has to improve first"
    AREA = "area", "By practice area"


class Numbers(models.TextChoices):
    """How the paragraphs of a paper are numbered."""

    LEVELS = "levels", "1.1, 1.2, 2.1: within each section"
    PLAIN = "plain", "1, 2, 3: through the whole paper"
    ROMAN = "roman", "(i), (ii), (iii): within each section"


class Appendices(models.TextChoices):
    """How the appendices of a paper are named."""

    NUMBER = "number", "Appendix 1, Appendix 2"
    LETTER = "letter", "Appendix A, Appendix B"


class ListNumbers(models.TextChoices):
    """How recommendations are numbered."""

    DECIMAL = "decimal", "1, 2, 3"
    ROMAN = "roman", "(i), (ii), (iii)"
    LETTER = "letter", "(a), (b), (c)"


class HeaderSource(models.TextChoices):
    """What stands in a line of the header box."""

    TITLE = "title", "Title"
    REPORT_OF = "report_of", "Report of"
    WARDS = "wards", "Wards"
    ACCESS = "access", "Status: public or exempt"
    URGENT = "urgent", "Urgent: yes or no"
    KEY = "key", "Key decision: yes or no"
    ENCLOSURES = "enclosures", "Enclosures: the appendices"
    OFFICER_CONTACT = "officer_contact", "Officer contact details"
    NUMBER = "number", "Number in the series"
    PERIOD = "period", "Period that it tells of"
    DATA_MONTH = "data_month", "Month of its figures"
    TEXT = "text", "Words written for this paper"


class SectionState(models.TextChoices):
    """How far a section has come."""

    NOT_STARTED = "not_started", "Not started"
    DRAFTING = "drafting", "Being written"
    READY = "ready", "Ready"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"

    @property
    def colour(self) -> str:
        """The colour that helps to tell it."""
        colours = {
            self.NOT_STARTED: "grey",
            self.DRAFTING: "blue",
            self.READY: "purple",
            self.RETURNED: "amber",
            self.ACCEPTED: "green",
        }
        return colours[self]


# What may follow what; a section is begun by itself when its text is first saved.
SECTION_TRANSITIONS: dict[str, list[str]] = {
    SectionState.NOT_STARTED: [SectionState.READY],
    SectionState.DRAFTING: [SectionState.READY],
    SectionState.READY: [SectionState.ACCEPTED, SectionState.RETURNED, SectionState.DRAFTING],
    SectionState.RETURNED: [SectionState.READY],
    SectionState.ACCEPTED: [SectionState.RETURNED],
}


class Verdict(models.TextChoices):
    """What a clearer says."""

    CLEARED = "cleared", "Cleared"
    NOT_CLEARED = "not_cleared", "Not cleared"


class ClearanceState(models.TextChoices):
    """How a clearance stands."""

    ASKED = "asked", "Asked for"
    CLEARED = "cleared", "Cleared"
    CHANGED = "changed", "Changed since it was cleared"
    NOT_CLEARED = "not_cleared", "Not cleared"

    @property
    def colour(self) -> str:
        """The colour that helps to tell it."""
        colours = {
            self.ASKED: "grey",
            self.CLEARED: "green",
            self.CHANGED: "amber",
            self.NOT_CLEARED: "red",
        }
        return colours[self]


class ExemptScope(models.TextChoices):
    """How much of a section the public may not read."""

    NOTHING = "nothing", "Nothing: the public may read all of it"
    MARKED = "marked", "The paragraphs marked as exempt in its text"
    WHOLE = "whole", "The whole section"


class ExemptGround(models.TextChoices):
    """The descriptions of exempt information, Schedule 12A, Local Government Act 1972, Part 1."""

    INDIVIDUAL = "1", "1: information relating to any individual"
    IDENTITY = "2", "2: information likely to reveal the identity of an individual"
    BUSINESS = "3", "3: financial or business affairs of any person, the council included"
    LABOUR = "4", "4: consultations or negotiations about labour relations"
    LEGAL = "5", "5: legal professional privilege"
    NOTICE = "6", "6: a notice, order or direction that the council proposes"
    CRIME = "7", "7: preventing, investigating or prosecuting crime"


class Presence(models.TextChoices):
    """How somebody took part in a meeting."""

    CHAIR = "chair", "Chaired"
    PRESENT = "present", "Member, present"
    SUBSTITUTE = "substitute", "Substitute, present"
    OFFICER = "officer", "Officer or guest, present"
    APOLOGIES = "apologies", "Sent apologies"


class WhenAsked(models.TextChoices):
    """When a member asked."""

    BEFORE = "before", "Before the meeting"
    IN_MEETING = "in_meeting", "In the meeting"


class ResolutionVerb(models.TextChoices):
    """What a body did."""

    NOTED = "noted", "Noted"
    AGREED = "agreed", "Agreed"
    APPROVED = "approved", "Approved"
    ENDORSED = "endorsed", "Endorsed"
    DELEGATED = "delegated", "Delegated"
    REFERRED = "referred", "Referred"
    DEFERRED = "deferred", "Deferred"


class Response(models.TextChoices):
    """What became of a recommendation of scrutiny."""

    AWAITED = "awaited", "Awaited"
    ACCEPTED = "accepted", "Accepted"
    IN_PART = "in_part", "Accepted in part"
    REJECTED = "rejected", "Rejected"

    @property
    def colour(self) -> str:
        """The colour that helps to tell it."""
        colours = {
            self.AWAITED: "amber",
            self.ACCEPTED: "green",
            self.IN_PART: "teal",
            self.REJECTED: "red",
        }
        return colours[self]


class FollowUpKind(models.TextChoices):
    """What a body waits for."""

    QUESTION = "question", "Question"
    PROMISE = "promise", "Promise"
    SCRUTINY = "scrutiny", "Recommendation of scrutiny"


class FollowUpState(models.TextChoices):
    """What became of it."""

    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    KEPT = "kept", "Kept"
    ACCEPTED = "accepted", "Accepted"
    IN_PART = "in_part", "Accepted in part"
    REJECTED = "rejected", "Rejected"

    @property
    def colour(self) -> str:
        """The colour that helps to tell it."""
        colours = {self.OPEN: "amber", self.IN_PART: "teal", self.REJECTED: "red"}
        return colours.get(self, "green")


class Weight(models.TextChoices):
    """How much what a check found weighs."""

    ERROR = "error", "To mend"
    WARNING = "warning", "To look at"
    INFORMATION = "information", "To know"

    @property
    def meaning(self) -> str:
        """What it means for publishing."""
        meanings = {
            self.ERROR: "The paper can be published once these are mended.",
            self.WARNING: "Whoever publishes the paper is asked whether they have read these.",
            self.INFORMATION: "These ask for nothing.",
        }
        return meanings[self]

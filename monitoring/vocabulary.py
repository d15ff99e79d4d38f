"""The words of visits, findings, audits and voice."""

from django.db import models


class Inspectorate(models.TextChoices):
    """Who visited."""

    OFSTED = "ofsted", "Ofsted"
    CQC = "cqc", "Care Quality Commission"
    HMICFRS = "hmicfrs", "HM Inspectorate of Constabulary and Fire & Rescue Services"
    JOINT = "joint", "Several inspectorates together"
    PEER = "peer", "Peers"
    ADVISER = "adviser", "An adviser"
    INTERNAL_AUDIT = "internal_audit", "Internal audit"

    @property
    def remit(self) -> str:
        """What it is for, in a sentence for readers who have not met it; empty where it is plain.

        CQC: Health and Social Care Act 2008, section 3. HMICFRS: Police Act 1996, section 54.
        """
        remits = {
            Inspectorate.CQC: "The Care Quality Commission (CQC) is England’s independent "
            "regulator of health and adult social care. It checks that services are safe, "
            "effective, compassionate and of high quality, and encourages them to improve.",
            Inspectorate.HMICFRS: "HM Inspectorate of Constabulary and Fire & Rescue Services "
            "(HMICFRS) inspects police forces and fire and rescue services, and reports on how "
            "effective and efficient they are.",
        }
        return remits.get(self, "")


class VisitKind(models.TextChoices):
    """What sort of visit it was."""

    STANDARD = "standard", "Inspection, standard"
    SHORT = "short", "Inspection, short"
    FOCUSED = "focused", "Focused visit"
    MONITORING = "monitoring", "Monitoring visit"
    ASSURANCE = "assurance", "Assurance visit"
    JOINT_TARGETED = "joint_targeted", "Joint targeted area inspection"
    AREA_SEND = "area_send", "Area SEND inspection"
    REVIEW = "review", "Review"
    ENGAGEMENT = "engagement", "Annual engagement meeting"


class LetterStatus(models.TextChoices):
    """Who may read what the inspectors wrote."""

    PRE_PUBLICATION = "pre_publication", "Before publication"
    PUBLISHED = "published", "Published"
    NOT_PUBLISHED = "not_published", "Not to be published"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {"pre_publication": "amber", "published": "green"}.get(self, "grey")


class FindingType(models.TextChoices):
    """What a sentence of an inspector is."""

    STRENGTH = "strength", "Strength"
    IMPROVEMENT = "improvement", "Improvement made"
    TO_IMPROVE = "to_improve", "Still to improve"
    CONCERN = "concern", "Concern"
    PRIORITY = "priority", "Area for priority action"
    RECOMMENDATION = "recommendation", "Recommendation"
    CONTEXT = "context", "Context"

    @classmethod
    def asking(cls) -> list["FindingType"]:
        """Those that ask for something to be done."""
        return [cls.TO_IMPROVE, cls.CONCERN, cls.PRIORITY, cls.RECOMMENDATION]

    @property
    def colour(self) -> str:
        """The colour that helps to tell it."""
        colours = {
            FindingType.STRENGTH: "green",
            FindingType.IMPROVEMENT: "teal",
            FindingType.TO_IMPROVE: "amber",
            FindingType.CONCERN: "red",
            FindingType.PRIORITY: "red",
            FindingType.RECOMMENDATION: "blue",
        }
        return colours.get(self, "grey")


class Severity(models.TextChoices):
    """How much weighs on it."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Direction(models.TextChoices):
    """Where a practice area goes, as a person judges it from visit to visit."""

    NEW = "new", "New"
    PERSISTING = "persisting", "Persisting"
    IMPROVING = "improving", "Improving"
    SUSTAINED = "sustained", "Sustained"
    RESOLVED = "resolved", "Resolved"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        colours = {"new": "blue", "persisting": "red", "improving": "amber", "sustained": "green"}
        return colours.get(self, "teal")


class Coverage(models.TextChoices):
    """How the plan answers a finding."""

    NEW_ACTION = "new_action", "A new action"
    MERGED = "merged", "Merged into an action there was"
    COVERED = "covered", "Covered already"
    NO_ACTION = "no_action", "No action"


class ClosedBecause(models.TextChoices):
    """On what ground a finding was closed."""

    DONE = "done", "What it asked for is done and has held"
    INSPECTOR = "inspector", "A later visit said so"
    MERGED = "merged", "Another finding says the same"
    NOT_OURS = "not_ours", "Another body has taken it on"
    OVERTAKEN = "overtaken", "Overtaken by events"


class ClockKind(models.TextChoices):
    """A date that the law or guidance sets after a visit."""

    PUBLICATION = "publication", "The authority publishes the report"
    STATEMENT = "statement", "Written statement of action"
    DRAFT_PLAN = "draft_plan", "Draft plan after an area for priority action"


class SourceSays(models.TextChoices):
    """What another source says of a practice area, beside the inspectors."""

    AGREES = "agrees", "Agrees"
    CONTRADICTS = "contradicts", "Contradicts"
    NO_EVIDENCE = "no_evidence", "No evidence"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {"agrees": "green", "contradicts": "red"}.get(self, "grey")


class SourceKind(models.TextChoices):
    """What kind of source it is."""

    AUDIT = "audit", "Audits"
    INDICATOR = "indicator", "Indicators"
    VOICE = "voice", "Voice"


class Question(models.TextChoices):
    """The three questions of a self-evaluation."""

    QUALITY = "quality", "What do we know about the quality and impact of social work practice?"
    KNOWING = "knowing", "How do we know it?"
    PLANS = "plans", "What are our plans for the next 12 months?"


class Speaker(models.TextChoices):
    """Who was heard."""

    CHILDREN = "children", "Children and young people"
    CARE_LEAVERS = "care_leavers", "Care leavers"
    FAMILIES = "families", "Parents and carers"
    STAFF = "staff", "Staff"
    PARTNERS = "partners", "Partners"


class InterventionKind(models.TextChoices):
    """How the government intervenes."""

    DIRECTION = "direction", "Statutory direction"
    NOTICE = "notice", "Improvement notice"
    COMMISSIONER = "commissioner", "Commissioner"
    ADVISER = "adviser", "Improvement adviser"
    PARTNER = "partner", "Improvement partner"


class BatchState(models.TextChoices):
    """How far an import of past inspections has come."""

    PREVIEWED = "previewed", "Waiting to be committed"
    COMMITTED = "committed", "Committed"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {"previewed": "blue"}.get(self, "green")


class RowOutcome(models.TextChoices):
    """What becomes of a row of a file of past inspections."""

    NEW = "new", "New"
    KNOWN = "known", "Recorded already"
    LEFT_OUT = "left_out", "Left out"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {"new": "green", "left_out": "amber"}.get(self, "grey")

"""Records that are written once, and the audit trail, which outlives what it speaks of."""

from typing import Any

from django.db import models


class WrittenForGood(TypeError):
    """An attempt to change or remove what is written once."""

    def __init__(self, record: type[models.Model]) -> None:
        name = str(record._meta.verbose_name)
        super().__init__(f"What is written once never changes. Add another {name} instead.")


class NoChanges:
    """What a queryset of such records has first among its bases: no way to change them."""

    def update(self, **kwargs: Any) -> int:
        """Refuse."""
        raise WrittenForGood(self.model)  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise WrittenForGood(self.model)  # type: ignore[attr-defined]


class WrittenOnce(models.Model):
    """The base of what is added and never changed or removed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it once."""
        if not self._state.adding:
            raise WrittenForGood(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise WrittenForGood(type(self))


class AuditEventQuerySet(NoChanges, models.QuerySet["AuditEvent"]):
    """Questions about the audit trail."""

    authority_path = "authority_id"


class AuditEvent(WrittenOnce):
    """One thing somebody did that the council may have to account for.

    It holds no foreign keys, so it neither stops a record from being removed nor disappears with
    it.
    """

    class Kind(models.TextChoices):
        """What was done."""

        ACTION_ADDED = "action_added", "Action added"
        ACTION_CHANGED = "action_changed", "Action changed"
        UPDATE_RECORDED = "update_recorded", "Update recorded"
        DUE_DATE_REQUESTED = "due_date_requested", "Date change asked for"
        DUE_DATE_DECIDED = "due_date_decided", "Date change decided"
        EVIDENCE_ADDED = "evidence_added", "Evidence added"
        EVIDENCE_REVIEWED = "evidence_reviewed", "Evidence reviewed"
        RETEST_RECORDED = "retest_recorded", "Re-test recorded"
        NARRATIVE_CHANGED = "narrative_changed", "Narrative changed"
        REPORT_STARTED = "report_started", "Report started"
        REPORT_CHANGED = "report_changed", "Report changed"
        REPORT_CLEARED = "report_cleared", "Report cleared or not"
        REPORT_PUBLISHED = "report_published", "Report published"
        EXEMPT_READ = "exempt_read", "Exempt paper read"
        HOUSE_STYLE_CHANGED = "house_style_changed", "Template of papers changed"
        MEETING_CHANGED = "meeting_changed", "Meeting changed"
        MINUTES_PUBLISHED = "minutes_published", "Minutes published"
        QUESTION_CHANGED = "question_changed", "Question or promise changed"
        FIGURES_COMMITTED = "figures_committed", "Figures brought in"
        FIGURES_UNDONE = "figures_undone", "Figures taken back"
        INDICATOR_CHANGED = "indicator_changed", "Indicator changed"
        TARGET_CHANGED = "target_changed", "Target changed"
        SCORECARD_CHANGED = "scorecard_changed", "Scorecard changed"
        LIMITS_CHANGED = "limits_changed", "Control limits changed"
        COMMENTARY_ASKED = "commentary_asked", "Commentary asked for"
        COMMENTARY_CHANGED = "commentary_changed", "Commentary changed"
        VISIT_CHANGED = "visit_changed", "Visit changed"
        LETTER_TAKEN_IN = "letter_taken_in", "Letter taken in"
        FINDING_CHANGED = "finding_changed", "Finding changed"
        AUDIT_CHANGED = "audit_changed", "Audit round changed"
        SELF_EVALUATION_CHANGED = "self_evaluation_changed", "Self-evaluation changed"
        VOICE_CHANGED = "voice_changed", "Voice changed"
        INSPECTIONS_IMPORTED = "inspections_imported", "Past inspections imported"
        COMPLETION_VERIFIED = "completion_verified", "Completion verified or not"
        PLAN_REVIEWED = "plan_reviewed", "Plan reviewed"
        RISK_CHANGED = "risk_changed", "Risk changed"
        PLAN_IMPORTED = "plan_imported", "Plan brought in"
        PLAN_IMPORT_UNDONE = "plan_import_undone", "Plan taken back"
        HANDED_OVER = "handed_over", "Work handed over"
        PEOPLE_CHANGED = "people_changed", "People and roles changed"
        ADMINISTRATION_CHANGED = "administration_changed", "Administration changed"
        ABSENCE_CHANGED = "absence_changed", "Absence changed"
        ACCESS_KEY_CHANGED = "access_key_changed", "Access key made or revoked"
        REMINDERS_CHANGED = "reminders_changed", "Reminders changed"
        RESTRICTED_READ = "restricted_read", "Unpublished letter read"
        DATA_READ = "data_read", "Data read by a program"
        ARCHIVED = "archived", "Archive written or loaded"
        EXPORTED = "exported", "List exported"

    at = models.DateTimeField("when")
    kind = models.CharField("what", max_length=40, choices=Kind.choices)
    authority_id = models.BigIntegerField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField("who", max_length=200)
    subject = models.CharField("about", max_length=300)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["authority_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """The fields that differ, each with its text before and after; no text for nothing."""

    def text(value: Any) -> str:
        return "" if value is None else str(value)

    return {
        name: [text(before.get(name)), text(value)]
        for name, value in after.items()
        if before.get(name) != value
    }

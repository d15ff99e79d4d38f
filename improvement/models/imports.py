"""Action plans that came in as a workbook, in the council's own layout."""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Authority, AuthorityOwnedQuerySet
from improvement.models.actions import Action, Update
from improvement.models.plans import OwnedByPlan, Plan

TAKEN_BACK_AT_ONCE = 500


class PlanLayout(models.Model):
    """How a council lays out its action plan in a workbook, to be used again for the next file.

    ``details`` holds the sheet, the header row, which column says what, and which of the council's
    words and cell colours mean which status.
    """

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="plan_layouts")
    name = models.CharField(max_length=100)
    details = models.JSONField(default=dict)

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["authority", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="plan_layout_name_unique",
                violation_error_message="There is a layout with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanImport(models.Model):
    """A file with an action plan: looked at first, taken in whole, undone while nothing needs it.

    The file is kept only until it is committed or discarded; its SHA-256 proves which one it was.
    """

    class State(models.TextChoices):
        """How far it has come."""

        MAPPING = "mapping", "Columns to be chosen"
        PREVIEWED = "previewed", "Looked at, not yet taken in"
        COMMITTED = "committed", "Taken in"
        UNDONE = "undone", "Undone"

        @property
        def colour(self) -> str:
            """The colour of its tag."""
            return {"mapping": "grey", "previewed": "blue", "committed": "green"}.get(self, "grey")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="imports")
    layout = models.ForeignKey(
        PlanLayout, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAPPING)
    file = models.FileField(upload_to="plan_imports", blank=True, editable=False)
    file_name = models.CharField("file", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    details = models.JSONField(default=dict, blank=True)
    uploaded_at = models.DateTimeField("uploaded", default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    committed_at = models.DateTimeField("taken in", null=True, blank=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField("undone", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OwnedByPlan.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "import of a plan"
        verbose_name_plural = "imports of plans"
        constraints = [
            models.CheckConstraint(
                condition=Q(committed_at__isnull=True, committed_by__isnull=True)
                | Q(committed_at__isnull=False, committed_by__isnull=False),
                name="plan_import_committed_at_and_by_paired",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="plan_import_undone_at_and_by_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.uploaded_at:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("improvement:plan_import_detail", args=[self.pk])

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each outcome."""
        counted: dict[str, int] = self.details.get("counts", {})
        return counted

    @property
    def status(self) -> State:
        """The state with its words and colour."""
        return self.State(self.state)

    def take_back_updates(self) -> None:
        """Remove for good the updates that this import brought: the one way in which any goes.

        Whoever calls it has seen that nothing was built on them.
        """
        kept = self.rows.exclude(before={}).values_list("before", flat=True)
        brought = [pk for before in kept for pk in before["updates"]]
        for start in range(0, len(brought), TAKEN_BACK_AT_ONCE):
            models.QuerySet(Update).filter(
                pk__in=brought[start : start + TAKEN_BACK_AT_ONCE]
            )._raw_delete(self._state.db or DEFAULT_DB_ALIAS)


class OwnedByPlanImport(AuthorityOwnedQuerySet):
    """Questions about the rows of imports."""

    authority_path = "plan_import__plan__authority"


class PlanImportRow(models.Model):
    """A row of such a file: what it says, what becomes of it and why."""

    class Outcome(models.TextChoices):
        """What becomes of it."""

        NEW = "new", "New action"
        CHANGED = "changed", "Changes an action"
        UNCHANGED = "unchanged", "Says what the plan says"
        REJECTED = "rejected", "Not taken in"

    plan_import = models.ForeignKey(PlanImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("row")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    said = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    action = models.ForeignKey(
        Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = OwnedByPlanImport.as_manager()

    class Meta:
        ordering = ["plan_import", "number", "pk"]
        indexes = [models.Index(fields=["plan_import", "outcome", "number"])]

    def __str__(self) -> str:
        return f"Row {self.number}"

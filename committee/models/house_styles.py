"""How a council's papers look and what stands in them: data that its administrators keep."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django_prose_editor.fields import ProseEditorField
from simple_history.models import HistoricalRecords

from accounts.models import Authority, AuthorityOwnedQuerySet
from committee.vocabulary import (
    Appendices,
    BlockKind,
    HeaderSource,
    ListNumbers,
    Numbers,
    Place,
)
from improvement.models import NARRATIVE_EXTENSIONS


class HouseStyleQuerySet(AuthorityOwnedQuerySet):
    """Questions about templates of papers."""

    def in_use(self) -> Self:
        """Those in which new papers can be started."""
        return self.filter(is_retired=False)


class HouseStyle(models.Model):
    """The template of one kind of paper: header, sections, numbers, clearances and Word file.

    A paper copies what it needs when it is started, so changing a template changes no paper that
    has been started, apart from its header, its numbers and the looks of its Word file, and
    those only until it is published.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="house_styles")
    name = models.CharField(max_length=100, help_text="For example Committee progress report.")
    description = models.CharField(max_length=300, blank=True, help_text="When it is used.")
    numbers = models.CharField(
        "how paragraphs are numbered",
        max_length=10,
        choices=Numbers.choices,
        default=Numbers.LEVELS,
    )
    appendices = models.CharField(
        "how appendices are named",
        max_length=10,
        choices=Appendices.choices,
        default=Appendices.NUMBER,
    )
    recommendation_numbers = models.CharField(
        "how recommendations are numbered",
        max_length=10,
        choices=ListNumbers.choices,
        default=ListNumbers.DECIMAL,
    )
    recommendation_lead = models.CharField(
        "words before the recommendations",
        max_length=300,
        blank=True,
        help_text="For example: The Cabinet is recommended to note:",
    )
    word_base = models.FileField(
        "Word document with the council's fonts, header, footer and logo",
        upload_to="house_styles/",
        blank=True,
        help_text="A .docx file. Its styles, header and footer are used; its text is not.",
    )
    is_retired = models.BooleanField(
        "no longer used", default=False, help_text="New papers cannot be started in it."
    )

    objects = HouseStyleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["authority", "name"]
        verbose_name = "template of papers"
        verbose_name_plural = "templates of papers"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="house_style_name_unique",
                violation_error_message="Another template has this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committee:house_style_detail", args=[self.pk])

    @property
    def definition(self) -> str:
        """What stands beside its name where people choose a template."""
        return self.description

    @property
    def base(self) -> bytes | None:
        """The Word file whose looks its papers have, if the council gave one."""
        if not self.word_base:
            return None
        with self.word_base.open("rb") as file:
            content: bytes = file.read()
        return content


class OwnedByHouseStyle(AuthorityOwnedQuerySet):
    """Questions about records of a template."""

    authority_path = "house_style__authority"


class HouseStyleLine(models.Model):
    """A line of the header box: what it is called, and where what stands in it comes from."""

    house_style = models.ForeignKey(HouseStyle, on_delete=models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=100)
    source = models.CharField(
        "what stands in it", max_length=20, choices=HeaderSource.choices, default=HeaderSource.TEXT
    )
    text = models.CharField(
        "words to begin with",
        max_length=300,
        blank=True,
        help_text="For a line of words: what a new paper begins with.",
    )

    objects = OwnedByHouseStyle.as_manager()

    class Meta:
        ordering = ["house_style", "order"]
        verbose_name = "line of the header"
        verbose_name_plural = "lines of the header"
        constraints = [
            models.UniqueConstraint(
                fields=["house_style", "key"],
                name="house_style_line_key_unique",
                violation_error_message="Another line has this key.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class HouseStyleSection(models.Model):
    """A section as the template foresees it, with its standing text and who keeps that true."""

    house_style = models.ForeignKey(HouseStyle, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(
        max_length=60, help_text="By which texts cite it, for example legal. Keep it short."
    )
    place = models.CharField(max_length=12, choices=Place.choices)
    kind = models.CharField(max_length=20, choices=BlockKind.choices, default=BlockKind.NARRATIVE)
    heading = models.CharField(
        max_length=200, blank=True, help_text="Write {plan} where the name of the plan stands."
    )
    carried_over = models.BooleanField("begin with the text of the paper before", default=False)
    is_mandatory = models.BooleanField(
        "must be filled", default=False, help_text="A paper without it cannot be published."
    )
    standing_text = ProseEditorField(
        extensions=NARRATIVE_EXTENSIONS,
        sanitize=True,
        blank=True,
        help_text="What a new paper begins with, if there is no paper before.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who writes it, and keeps its standing text true.",
    )
    review_by = models.DateField("review the standing text by", null=True, blank=True)

    objects = OwnedByHouseStyle.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["house_style", "order"]
        verbose_name = "section"
        constraints = [
            models.UniqueConstraint(
                fields=["house_style", "key"],
                name="house_style_section_key_unique",
                violation_error_message="Another section has this key.",
            )
        ]

    def __str__(self) -> str:
        return self.heading or self.key.replace("-", " ").capitalize()


class HouseStyleClearance(models.Model):
    """A clearance that papers in this template need: finance, legal, governance."""

    house_style = models.ForeignKey(HouseStyle, on_delete=models.CASCADE, related_name="clearances")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100, help_text="For example Finance.")
    asks = models.CharField(
        "what is looked at",
        max_length=300,
        blank=True,
        help_text="For example what section 5.2 says of money.",
    )
    clearer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="If one person does it; otherwise everybody who may clear.",
    )

    objects = OwnedByHouseStyle.as_manager()

    class Meta:
        ordering = ["house_style", "order"]
        verbose_name = "clearance"
        constraints = [
            models.UniqueConstraint(
                fields=["house_style", "name"],
                name="house_style_clearance_unique",
                violation_error_message="This clearance is asked for already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

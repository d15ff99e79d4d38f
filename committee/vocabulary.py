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

    LEAD = "lead", "Before the numbered sections"
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

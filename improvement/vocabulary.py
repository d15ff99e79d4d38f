"""The kinds behind a plan's own words, and the states of a narrative."""

from typing import Self

from django.db import models

COLOUR_CHOICES = [
    ("grey", "Grey"),
    ("blue", "Blue"),
    ("green", "Green"),
    ("amber", "Amber"),
    ("red", "Red"),
    ("purple", "Purple"),
    ("teal", "Teal"),
    ("white", "White"),
]


class DeliveryKind(models.TextChoices):
    """What a delivery status means to the software."""

    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk, recoverable"
    OFF_TRACK = "off_track", "Off track or overdue"
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped or replaced"

    @classmethod
    def closed(cls) -> list[Self]:
        """The kinds on which no more work is expected."""
        return [cls.COMPLETE, cls.STOPPED]


class ImpactKind(models.TextChoices):
    """What an impact status means to the software."""

    NONE = "none", "No impact yet"
    TOO_EARLY = "too_early", "Too early to say"
    EMERGING = "emerging", "Evidence of impact emerging"
    EMBEDDED = "embedded", "Embedded and sustained"


# Which kind is better than which. Stopping an action is neither better nor worse; "too early to
# say" is no better than "no impact yet".
RANKS: tuple[dict[str, int], ...] = (
    {
        DeliveryKind.OFF_TRACK: 0,
        DeliveryKind.AT_RISK: 1,
        DeliveryKind.NOT_STARTED: 2,
        DeliveryKind.ON_TRACK: 3,
        DeliveryKind.COMPLETE: 4,
    },
    {
        ImpactKind.NONE: 0,
        ImpactKind.TOO_EARLY: 0,
        ImpactKind.EMERGING: 1,
        ImpactKind.EMBEDDED: 2,
    },
)


def movement(before: str, after: str) -> int:
    """Whether going from one kind to another is better (1), worse (-1) or neither (0)."""
    for ranks in RANKS:
        if before in ranks and after in ranks:
            return (ranks[after] > ranks[before]) - (ranks[after] < ranks[before])
    return 0


class NarrativeState(models.TextChoices):
    """How far a narrative has come."""

    DRAFT = "draft", "Drafting"
    READY = "ready", "Ready for the author"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {"draft": "grey", "ready": "blue", "returned": "amber", "accepted": "green"}[self]


# What may follow what; the last step back re-opens an accepted text.
NARRATIVE_TRANSITIONS: dict[str, list[str]] = {
    NarrativeState.DRAFT: [NarrativeState.READY],
    NarrativeState.READY: [NarrativeState.ACCEPTED, NarrativeState.RETURNED, NarrativeState.DRAFT],
    NarrativeState.RETURNED: [NarrativeState.READY, NarrativeState.DRAFT],
    NarrativeState.ACCEPTED: [NarrativeState.RETURNED],
}


def ordinal_words(number: int) -> str:
    """The place of something in a row, as people say it: first, third, 21st."""
    said = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
    said += ["ninth", "tenth"]
    if number < len(said):
        return said[number]
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else endings.get(number % 10, 'th')}"


# How likely a risk is, and how grave it would be, as councils number them.
LIKELIHOOD = {1: "Rare", 2: "Unlikely", 3: "Possible", 4: "Likely", 5: "Almost certain"}
GRAVITY = {1: "Negligible", 2: "Minor", 3: "Moderate", 4: "Major", 5: "Severe"}


class RiskLevel(models.TextChoices):
    """What a risk's score, likelihood times impact, comes to in words."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    VERY_HIGH = "very_high", "Very high"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {"low": "green", "medium": "teal", "high": "amber", "very_high": "red"}[self]

    @classmethod
    def of(cls, score: int) -> Self:
        """Low up to 4, medium up to 9, high up to 16, very high above."""
        levels = ((4, cls.LOW), (9, cls.MEDIUM), (16, cls.HIGH))
        return next((level for most, level in levels if score <= most), cls.VERY_HIGH)

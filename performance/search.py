"""What can be found of performance: indicators, and what is said about their figures."""

from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.roles import Permission
from core.search import SOURCES, Asked, Place, Source
from performance.models import Commentary, Indicator
from performance.vocabulary import CommentaryState


def _indicators(user: User) -> Any:
    return Indicator.objects.visible_to(user)


def _indicator(indicator: Indicator, asked: Asked) -> Place:
    texts = (
        *(indicator.definition, indicator.counted, indicator.out_of, indicator.note),
        *indicator.names[1:],
    )
    area = str(indicator.practice_area or indicator.authority)
    said = " … ".join(filter(None, texts))
    return Place(str(indicator), area, None, indicator.get_absolute_url(), said)


def _commentaries(user: User) -> Any:
    """Those of which ``can_read_commentary`` says yes."""
    drafts = Commentary.objects.permitting(user, Permission.READ_DRAFT_REPORTS)
    return Commentary.objects.visible_to(user).filter(
        Q(state=CommentaryState.ACCEPTED) | Q(pk__in=drafts.values("pk"))
    )


def _commentary(commentary: Commentary, asked: Asked) -> Place:
    where = f"{commentary.period.label}, {commentary.get_state_display().lower()}"
    said = " … ".join(text for _, text in commentary.parts)
    ends_on, address = commentary.period.ends_on, commentary.get_absolute_url()
    return Place(str(commentary.indicator), where, ends_on, address, said)


SOURCES.add(
    Source(
        "indicators",
        "Indicators",
        "Indicator",
        _indicators,
        _indicator,
        headings=("code", "name", "also_called"),
        texts=("definition", "counted", "out_of", "note"),
        parts=("authority", "practice_area"),
    ),
    Source(
        "commentary",
        "Commentary",
        "Commentary",
        _commentaries,
        _commentary,
        texts=Commentary.PARTS,
        on="starts_on",
        parts=("indicator",),
    ),
    place=40,
)

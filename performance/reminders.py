"""What indicators remind of: commentary that was asked for, that came back or waits."""

from collections.abc import Iterator

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.roles import Permission
from improvement.models import ReminderKind
from improvement.reminding import SOURCES, Notice, Round
from performance.models import Commentary
from performance.vocabulary import CommentaryState


def commentary(asked: Round) -> Iterator[Notice]:
    """Commentary: to its owner when it is asked for, late or returned; to who accepts it when it
    is handed in.
    """
    handed_in = (
        Commentary.history.filter(id=OuterRef("pk"), state=CommentaryState.SUBMITTED)
        .order_by()
        .values("id")
        .annotate(n=Count("pk"))
        .values("n")
    )
    open_ones = (
        Commentary.objects.filter(indicator__authority=asked.authority)
        .exclude(state=CommentaryState.ACCEPTED)
        .annotate(handed_in=Coalesce(Subquery(handed_in), 0))
        .select_related("indicator")
        .order_by("due_on", "pk")
    )
    for each in open_ones:
        if each.state == CommentaryState.SUBMITTED:
            yield from asked.tell(
                asked.holders(Permission.ACCEPT_COMMENTARY, but=[each.indicator.owner_id]),
                ReminderKind.TO_DO,
                each,
                words=f"Commentary on {each}",
                note="To be accepted or returned",
                address=each.get_absolute_url(),
            )
            continue
        owner = asked.reach(
            [each.indicator.owner_id], Permission.WRITE_OWN_COMMENTARY
        ) or asked.reach([each.indicator.owner_id], Permission.WRITE_ANY_COMMENTARY)
        if each.state == CommentaryState.RETURNED:
            yield from asked.tell(
                owner,
                ReminderKind.RETURNED,
                each,
                # What is handed in again and comes back once more is told of once more.
                stage=f"returned {each.handed_in}",
                words=f"Commentary on {each}",
                note=f"Returned because: {each.return_reason}",
                address=each.get_absolute_url(),
            )
        elif each.due_on:
            late = each.due_on < asked.as_at
            yield from asked.tell(
                owner,
                ReminderKind.UPDATE,
                each,
                stage=f"{each.due_on} {'late' if late else 'asked'}",
                words=f"Commentary on {each}",
                note=f"{'Was' if late else 'Is'} due on {each.due_on:%-d %B %Y}",
                address=each.get_absolute_url(),
                due_on=each.due_on,
            )


SOURCES.add(commentary, place=20)

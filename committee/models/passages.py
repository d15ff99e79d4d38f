"""The paragraphs of what was published, one by one, so that they can be found."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import AuthorityOwnedQuerySet, User
from committee.models.bodies import Meeting
from committee.models.minutes import MinutesVersion
from committee.models.publications import ExemptEdition, Publication
from core.models import NoChanges, WrittenOnce


class PassageQuerySet(NoChanges, AuthorityOwnedQuerySet):
    """Questions about passages, and no way to change them."""

    authority_path = "meeting__body__authority"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of the newest papers and minutes of one's authorities, as far as one may read them.

        Exempt passages are those of editions that the person may open.
        """
        papers = Publication.objects.readable_by(user).newest()
        minutes = MinutesVersion.objects.readable_by(user).newest()
        editions = ExemptEdition.objects.visible_to(user).filter(publication__in=papers)
        return (
            super()
            .visible_to(user)
            .filter(
                Q(is_exempt=False, publication__in=papers)
                | Q(is_exempt=True, publication__in=editions.values("publication"))
                | Q(minutes__in=minutes)
            )
        )


class Passage(WrittenOnce):
    """A paragraph, an item or a row of a published paper or of minutes, as it can be found.

    It is made from the frozen tree when that is published. What stands only in the edition with
    exempt parts is exempt. ``place`` says where it stands: "Paragraph 1.4".
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="passages")
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, related_name="passages"
    )
    minutes = models.ForeignKey(
        MinutesVersion, on_delete=models.PROTECT, null=True, related_name="passages"
    )
    order = models.PositiveIntegerField()
    anchor = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=300, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    words = models.TextField()
    is_exempt = models.BooleanField(default=False)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["publication", "minutes", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publication__isnull=True) ^ Q(minutes__isnull=True),
                name="passage_of_paper_or_minutes",
            )
        ]

    def __str__(self) -> str:
        return self.place or self.words[:80]

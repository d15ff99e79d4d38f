"""What bodies published, for those who follow them: one Atom feed a body."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from committee.models import Body, Publication
from documents.characters import clean

NEWEST = 50


class BodyFeed(Feed):
    """The newest public papers of a body, each version by itself."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, authority: str, body: str) -> Body:
        """The body, if it published anything; Feed answers DoesNotExist with 404."""
        published = Publication.objects.public().values("report__meeting__body")
        return (
            Body.objects.select_related("authority")
            .filter(pk__in=published)
            .get(authority__slug=authority, slug=body)
        )

    def title(self, body: Body) -> str:
        """What readers of feeds show above its papers."""
        return clean(f"{body.name}, {body.authority.name}: published papers")

    def link(self, body: Body) -> str:
        """The page of all that its council published."""
        return f"{reverse('committee:published_list')}?authority={body.authority.slug}"

    def author_name(self, body: Body) -> str:
        """The council."""
        return clean(body.authority.name)

    def items(self, body: Body) -> Sequence[Publication]:
        """The newest versions of papers that anybody may read, of all its meetings."""
        public = Publication.objects.public().filter(report__meeting__body=body)
        return list(public.with_parts().order_by("-published_at", "-pk")[:NEWEST])

    def item_title(self, item: Publication) -> str:
        """The title of the paper, with its version if that is not the first."""
        return clean(item.title if item.version == 1 else str(item))

    def item_description(self, item: Publication) -> str:
        """For which meeting it is, and why it was corrected."""
        words = f"For the meeting of {item.report.meeting.held_on:%-d %B %Y}."
        return clean(f"{words} Corrected: {item.reason}" if item.reason else words)

    def item_pubdate(self, item: Publication) -> datetime:
        """When it was published."""
        return item.published_at

    def item_updateddate(self, item: Publication) -> datetime:
        """The same: a published version never changes."""
        return item.published_at

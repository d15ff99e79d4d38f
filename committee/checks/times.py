"""Days that a paper tells of as past or as still to come, as its readers will see them."""

from committee.checks.days import done, to_come
from committee.checks.flaws import Flaw, Flaws, excerpt
from committee.checks.paper import Paper


def passed_as_to_come(paper: Paper) -> Flaws:
    """Days told as still to come that will have passed when the paper is read."""
    day = paper.meeting_on
    if day is None:
        return
    for passage in paper.prose:
        for sentence in passage.sentences:
            for told in to_come(sentence, near=day):
                if told.span.last < day:
                    yield Flaw(
                        passage.anchor,
                        f"“{excerpt(sentence)}”: {told.span.words} will have passed by the meeting "
                        f"on {day:%-d %B %Y}, and “{told.verb}” tells of it as still to come.",
                    )


def to_come_as_passed(paper: Paper) -> Flaws:
    """Days told as past that are still to come when the paper is read."""
    day = paper.meeting_on
    if day is None:
        return
    for passage in paper.prose:
        for sentence in passage.sentences:
            for told in done(sentence, near=day):
                if told.span.first > day:
                    yield Flaw(
                        passage.anchor,
                        f"“{excerpt(sentence)}”: {told.span.words} is after the meeting on "
                        f"{day:%-d %B %Y}, and “{told.verb}” tells of it as past.",
                    )

"""Where the paragraph of each comment stands now, though numbers and texts have moved."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from committee.models import Comment
from documents.differences import Passage, alike, passages_of
from documents.nodes import Document

QUOTED = 200  # characters of a paragraph that a comment keeps


@dataclass(frozen=True)
class Remark:
    """A comment, and the paragraph that it is about, if it is still in the paper."""

    comment: Comment
    place: Passage | None

    @property
    def is_gone(self) -> bool:
        """Whether its paragraph is no longer in the paper."""
        return self.place is None


def commentable(document: Document) -> dict[str, Passage]:
    """What can be commented on: the paragraphs, headings and items that have an anchor."""
    found: dict[str, Passage] = {}
    for passage in passages_of(document):
        if passage.anchor:
            found.setdefault(passage.anchor, passage)
    return found


def place(comments: Iterable[Comment], passages: Mapping[str, Passage]) -> list[Remark]:
    """Find each comment's paragraph: by its words, else by its place if it is still much alike."""
    by_words: dict[str, list[Passage]] = {}
    for passage in passages.values():
        by_words.setdefault(quote(passage), []).append(passage)
    return [Remark(each, _find(each, passages, by_words)) for each in comments]


def place_for_public(comments: Iterable[Comment], passages: Mapping[str, Passage]) -> list[Remark]:
    """The comments on what may be read without exempt parts, by those who may not read such.

    A comment that quotes other words than stand there now may quote what is exempt.
    """
    remarks = place(comments, passages)
    return [each for each in remarks if each.place and quote(each.place) == each.comment.quoted]


def _find(
    comment: Comment, passages: Mapping[str, Passage], by_words: Mapping[str, list[Passage]]
) -> Passage | None:
    there = passages.get(comment.anchor)
    same = by_words.get(comment.quoted, [])
    if there in same:
        return there
    part = _part(comment)
    if near := [each for each in same if _is_in(part, each)]:
        return near[0]
    if there and (comment.anchor == part or alike(comment.quoted, quote(there))):
        return there
    inside = (each for each in passages.values() if _is_in(part, each))
    return next((each for each in inside if alike(comment.quoted, quote(each))), None)


def _part(comment: Comment) -> str:
    """The anchor of the part that the comment is on; empty for the header."""
    if comment.section:
        return comment.section.key
    return f"theme-{comment.theme.number}" if comment.theme else ""


def _is_in(part: str, passage: Passage) -> bool:
    return bool(part) and f"{passage.anchor}-".startswith(f"{part}-")


def quote(passage: Passage) -> str:
    """The first words of a paragraph, as a comment keeps them."""
    return passage.words[:QUOTED].strip()


def counted(remarks: Iterable[Remark]) -> Counter[str]:
    """How many comments stand beside each paragraph."""
    return Counter(each.place.anchor for each in remarks if each.place)


def words_of(remark: Remark) -> list[str]:
    """All words with a comment: its paragraph as it is and was, its own and those of answers."""
    comment = remark.comment
    words = [comment.quoted, comment.words, *(each.words for each in comment.replies.all())]
    return [*words, remark.place.words] if remark.place else words

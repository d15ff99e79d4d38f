"""Keeping what was published by its passages, so that it can be found."""

from committee.models import MinutesVersion, Passage, Publication
from committee.passages import with_exempt
from documents.nodes import Document


def keep_passages(
    record: Publication | MinutesVersion, public: Document, whole: Document
) -> list[Passage]:
    """Keep the passages of a paper or of minutes; ``whole`` has the exempt parts as well."""
    if isinstance(record, Publication):
        of = {"publication": record, "meeting": record.report.meeting}
    else:
        of = {"minutes": record, "meeting": record.meeting}
    return Passage.objects.bulk_create(
        Passage(order=order, is_exempt=is_exempt, **said._asdict(), **of)
        for order, (said, is_exempt) in enumerate(with_exempt(public, whole), start=1)
    )

"""Why an import of a plan cannot be undone once papers have told of it."""

from committee.models import Publication
from improvement.models import PlanImport
from improvement.undoing import IN_THE_WAY


def published_since(plan_import: PlanImport) -> list[str]:
    """That papers on the plan were published since the import, with what it brought.

    They are not named: not everybody who may undo an import may read them.
    """
    papers = Publication.objects.filter(
        report__plan=plan_import.plan_id, published_at__gte=plan_import.committed_at
    )
    days = papers.order_by("published_at").values_list("published_at", flat=True)
    many = len(days)
    if not many:
        return []
    day = f"{days[many - 1]:%-d %B %Y}"
    told = (
        f"A paper on the plan was published since, on {day}."
        if many == 1
        else f"{many:,} papers on the plan were published since, the last on {day}."
    )
    return [f"{told} What the public has read stays in the plan. Change the actions one by one."]


IN_THE_WAY.add(published_since, place=4)

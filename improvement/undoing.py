"""What rooms above say stands in the way of undoing an import of a plan."""

from collections.abc import Callable

from core.contributions import Contributions
from improvement.models import PlanImport

# Each says in sentences what was built on an import that it knows of.
IN_THE_WAY: Contributions[Callable[[PlanImport], list[str]]] = Contributions()

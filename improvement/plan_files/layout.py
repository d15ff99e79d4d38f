"""How a council lays out its action plan in a workbook."""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

# What a column may say, in the order in which a person is asked.
FIELDS = {
    "reference": "Reference",
    "title": "What will be done",
    "theme": "Theme",
    "objective": "Recommendation or objective",
    "owners": "Who does it",
    "starts_on": "Starts on",
    "due_on": "Due",
    "priority": "Priority",
    "success_measure": "How success will be known",
    "delivery": "Delivery: is it done?",
    "impact": "Impact: has it changed anything?",
    "updates": "Updates",
}
REQUIRED = ("reference", "title")
KEPT_OUT = ""  # what a word stands for that is not to be taken in


@dataclass(frozen=True)
class Layout:
    """Where everything stands on a sheet, and what the council's words mean.

    ``columns`` gives the letter of the column of each field; ``headings`` the letter and the words
    of every heading, from left to right. ``delivery`` and ``impact`` give the label of a status by
    the word in a cell, or by "#" and the colour of the cell; ``themes`` the title of a theme and
    ``owners`` "person:7", "team:3" or "partner:2" by what the council calls them. What stands for
    nothing is kept out.
    """

    sheet: str
    header_row: int
    columns: dict[str, str] = field(default_factory=dict)
    headings: list[tuple[str, str]] = field(default_factory=list)
    delivery: dict[str, str] = field(default_factory=dict)
    impact: dict[str, str] = field(default_factory=dict)
    themes: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Any) -> Self:
        """From what is kept. Raises ValueError where it cannot be understood."""
        if not isinstance(kept, dict) or set(kept) - {each.name for each in fields(cls)}:
            raise ValueError("This is not a layout.")
        try:
            layout = cls(**kept)
            headings = [(str(letter), str(words)) for letter, words in layout.headings]
        except (TypeError, ValueError) as error:
            raise ValueError("This is not a layout.") from error
        words = (layout.columns, layout.delivery, layout.impact, layout.themes, layout.owners)
        texts = [
            part
            for each in words
            if isinstance(each, dict)
            for pair in each.items()
            for part in pair
        ]
        is_whole = all(isinstance(each, dict) for each in words) and isinstance(layout.sheet, str)
        if not is_whole or not all(isinstance(part, str) for part in texts):
            raise ValueError("This is not a layout.")
        if not isinstance(layout.header_row, int) or set(layout.columns) - set(FIELDS):
            raise ValueError("This is not a layout.")
        return replace(layout, headings=headings)

    @property
    def not_read(self) -> list[str]:
        """The columns with a heading that say nothing we read."""
        read = set(self.columns.values())
        return [f"{column}: {words}" for column, words in self.headings if column not in read]

    def heading(self, name: str) -> str:
        """The council's heading of a field's column; ours where it has none."""
        words = dict(self.headings)
        return words.get(self.columns.get(name, ""), "") or FIELDS[name]

"""Themes and objectives that a workbook names are found again by whatever named them."""

from hypothesis import given
from hypothesis import strategies as st

from improvement.models import Plan
from improvement.plan_files.cells import key, plain, read_theme
from improvement.services.plan_rows import NewTheme, PlanSide

WORDS = st.text("1 2.a:–xT", max_size=8).map(plain) | st.text(max_size=40).map(plain)
LONG = st.text("ab ", min_size=290, max_size=320).map(plain)


def side_with(news: list[NewTheme]) -> PlanSide:
    """A plan that has the themes and objectives, as if they were saved."""
    side = PlanSide(Plan())
    side.themes = [new.theme for new in news]
    side.objectives = [each for new in news for each in new.objectives.values()]
    for pk, theme in enumerate(side.themes, start=1):
        theme.pk = pk
    for objective in side.objectives:
        objective.theme = objective.theme
    return side


@given(st.lists(WORDS, max_size=6))
def test_a_theme_that_was_made_is_named_by_what_named_it_and_by_what_is_written(cells):
    made: dict[str, NewTheme] = {}
    for words in cells:
        if title := read_theme(words):
            made.setdefault(key(title), NewTheme(Plan(), title, len(made) + 1))
    side = side_with(list(made.values()))
    for new in made.values():
        assert side.theme(str(new.theme)) is new.theme
    for words in cells:
        assert bool(read_theme(words)) <= (side.theme(words) is not None)


@given(st.lists(WORDS | LONG, max_size=6), st.integers(1, 20))
def test_objectives_that_were_made_have_a_reference_each_and_are_named_by_what_is_written(
    cells, number
):
    new = NewTheme(Plan(), "Front door", number)
    for words in cells:
        new.take_objective(words)
    side = side_with([new])
    references = [each.reference for each in side.objectives]
    assert len({key(each) for each in references}) == len(references)
    assert all(len(each) <= 20 for each in references)
    for objective in side.objectives:
        assert 0 < len(objective.title) <= 300
        assert str(side.objective(str(objective), new.theme)) == str(objective)
    for words in filter(None, cells):
        assert side.objective(words, new.theme) is not None

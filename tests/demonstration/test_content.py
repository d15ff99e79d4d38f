"""What is written down for the demonstration agrees with itself."""

import re

import pytest

from committee.house_styles import TEMPLATES
from demonstration.barnet.actions import ACTIONS
from demonstration.barnet.council import BARNET
from demonstration.barnet.papers import PAPERS
from demonstration.barnet.people import PASSWORD, PEOPLE, TEAMS
from demonstration.barnet.plan import PRACTICE_AREAS, THEMES
from demonstration.barnet.updates import STORIES
from demonstration.entries import DateChange, Update
from demonstration.loading import read_text
from documents import richtext

FOLDERS = [paper.meeting for paper in PAPERS]


def test_plan_has_between_40_and_60_actions_with_one_reference_each() -> None:
    references = [action.reference for action in ACTIONS]
    assert 40 <= len(references) <= 60
    assert len(set(references)) == len(references)
    assert all(re.fullmatch(r"[1-7][a-c]\([ivx]+\)", reference) for reference in references)


def test_every_action_has_a_story() -> None:
    assert set(STORIES) == {action.reference for action in ACTIONS}


def test_every_theme_has_actions() -> None:
    assert {int(action.reference[0]) for action in ACTIONS} == set(THEMES)


def test_every_team_and_practice_area_is_used() -> None:
    used = {team for person in PEOPLE.values() for team in person.teams}
    assert used | {action.team for action in ACTIONS} == set(TEAMS)
    assert {area for action in ACTIONS for area in action.areas} == set(PRACTICE_AREAS)


def test_about_150_updates_are_told() -> None:
    told = [event for story in STORIES.values() for event in story if isinstance(event, Update)]
    assert 140 <= len(told) <= 180


def test_dates_change_in_every_way() -> None:
    decided = {
        (bool(event.decided), event.decision)
        for story in STORIES.values()
        for event in story
        if isinstance(event, DateChange)
    }
    assert decided == {(False, "approved"), (True, "approved"), (True, "declined")}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_text_has_a_place_in_its_paper(folder: str) -> None:
    places = {planned.key for template in TEMPLATES.values() for planned in template.sections}
    places |= {f"theme-{n}" for n in THEMES}
    assert {path.stem for path in (BARNET.texts / folder).iterdir()} <= places


def test_no_text_stands_outside_a_paper() -> None:
    assert sorted(path.name for path in BARNET.texts.iterdir()) == sorted(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_text_can_be_kept_as_it_is_written(folder: str) -> None:
    for path in sorted((BARNET.texts / folder).iterdir()):
        text = read_text(path.parent, path.stem)
        assert richtext.parse(text, anchor=path.stem, bind=lambda typed: typed).problems == ()


def test_password_is_one_that_a_person_could_choose() -> None:
    assert len(PASSWORD) >= 12


def test_people_are_posts() -> None:
    posts = [person.post for person in PEOPLE.values()]
    assert len(set(posts)) == len(posts)
    assert len({person.email for person in PEOPLE.values()}) == len(posts)

"""Two people saving one record."""

import pytest
from django.db import transaction

from core.revisions import Stale, lock
from improvement.models import Action
from tests.factories.improvement import ActionFactory

pytestmark = pytest.mark.django_db


def test_who_read_the_latest_version_gets_it_to_save() -> None:
    action = ActionFactory(revision=3)
    action.title = "Typed meanwhile"
    with transaction.atomic():
        locked = lock(action, 3)
    assert locked.title != "Typed meanwhile", "it is read afresh"
    assert isinstance(locked, Action)


def test_who_read_an_older_version_is_shown_the_latest() -> None:
    action = ActionFactory(revision=3, title="As it is now")
    with pytest.raises(Stale) as met, transaction.atomic():
        lock(action, 2)
    assert met.value.current.title == "As it is now"
    assert met.value.current.revision == 3


def test_whoever_did_not_read_it_first_may_save() -> None:
    assert lock_in_transaction(ActionFactory(revision=3)).revision == 3


def lock_in_transaction(action: Action) -> Action:
    with transaction.atomic():
        return lock(action, None)

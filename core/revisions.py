"""Two people saving one record: the second is shown both versions and loses nothing.

A record that people edit has a ``revision``; its form carries the revision that was read
(``core.forms.RevisionMixin``). A service locks the record with :func:`lock`, saves it with
``revision += 1``, and lets :class:`Stale` pass to the view, which calls
``form.meet(stale.current)`` and shows the form again with ``components/conflict.html``.
"""

from typing import Any, TypeVar

from django.db import models

Record = TypeVar("Record", bound=models.Model)


class Stale(Exception):
    """Somebody saved the record after this person had opened it."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{current} was saved by somebody else meanwhile.")
        self.current: Any = current


def lock(record: Record, revision: int | None) -> Record:
    """The record as it stands now, locked until the transaction ends.

    ``None`` for the revision means that the caller did not read the record first.
    """
    current = type(record)._default_manager.select_for_update().get(pk=record.pk)
    if revision is not None and current.revision != revision:  # type: ignore[attr-defined]
        raise Stale(current)
    return current

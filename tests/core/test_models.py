"""Tests of records that are written once."""

import pytest

from core.models import WrittenForGood
from tests.factories.core import AuditEventFactory
from tests.factories.improvement import UpdateFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [AuditEventFactory, UpdateFactory])
def test_what_is_written_once_is_neither_changed_nor_removed(factory):
    record = factory()
    with pytest.raises(WrittenForGood, match="never changes"):
        record.save()
    with pytest.raises(WrittenForGood):
        record.delete()
    with pytest.raises(WrittenForGood):
        type(record).objects.all().delete()
    with pytest.raises(WrittenForGood):
        type(record).objects.update(pk=0)
    assert type(record).objects.filter(pk=record.pk).exists()

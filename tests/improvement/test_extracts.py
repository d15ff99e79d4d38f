"""The lists on pages of a plan, taken out as files."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from core.models import AuditEvent
from improvement.models import Plan
from improvement.vocabulary import DeliveryKind
from tests.factories.improvement import ActionFactory, ThemeFactory, status


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2018, 4, 30)


def test_themes_are_taken_out_with_their_actions_by_status(
    plan: Plan, reader: User, client_of: Any
) -> None:
    theme = ThemeFactory(plan=plan, number=1, title="Practice leadership")
    late = status(plan, DeliveryKind.AT_RISK)
    ActionFactory.create_batch(2, plan=plan, theme=theme, delivery=late)
    ActionFactory(plan=plan, theme=theme)
    asked = {"export": "csv", "list": "themes", "since": "1 April 2018"}
    answer = client_of(reader).get(plan.get_absolute_url(), asked)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert (row["Theme"], row["Actions"]) == ("Practice leadership", "3")
    assert row[f"Delivery: {late.label}"] == "2"
    assert row["Moved since"] == "2018-04-01"
    assert AuditEvent.objects.get(kind="exported").subject == f"Themes: {plan}"

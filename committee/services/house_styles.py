"""Taking over templates of papers, copying them and putting them out of use."""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from accounts.models import Authority, User
from committee.house_styles import TEMPLATES, faults
from committee.models import (
    HouseStyle,
    HouseStyleClearance,
    HouseStyleLine,
    HouseStyleSection,
)
from core import audit, clock
from core.models import AuditEvent

LOOKS = ("numbers", "appendices", "recommendation_numbers", "recommendation_lead")
# What a copy does not take from the record it copies.
OWN = ("id", "house_style")


@transaction.atomic
def adopt_house_style(*, authority: Authority, key: str, by: User) -> HouseStyle:
    """Take over a ready template; from then on it is the authority's own, to be changed."""
    template = TEMPLATES[key]
    style = HouseStyle(
        authority=authority,
        name=template.name,
        description=template.description,
        **{name: getattr(template, name) for name in LOOKS},
    )
    return _add(
        style,
        lines=[asdict(each) for each in template.lines],
        sections=[asdict(each) for each in template.sections],
        clearances=[asdict(each) for each in template.clearances],
        by=by,
        adopted=key,
    )


@transaction.atomic
def copy_house_style(*, house_style: HouseStyle, name: str, by: User) -> HouseStyle:
    """A second template that begins as the first is now."""
    style = HouseStyle(
        authority=house_style.authority,
        name=name,
        description=house_style.description,
        word_base=house_style.word_base.name,
        **{look: getattr(house_style, look) for look in LOOKS},
    )
    return _add(
        style,
        lines=[_said(each) for each in house_style.lines.all()],
        sections=[_said(each) for each in house_style.sections.all()],
        clearances=[_said(each) for each in house_style.clearances.all()],
        by=by,
        copied=house_style.name,
    )


def _said(part: HouseStyleLine | HouseStyleSection | HouseStyleClearance) -> dict[str, Any]:
    fields = [field for field in part._meta.concrete_fields if field.name not in OWN]
    return {field.attname: getattr(part, field.attname) for field in fields}


def _add(
    style: HouseStyle,
    *,
    lines: list[dict[str, Any]],
    sections: list[dict[str, Any]],
    clearances: list[dict[str, Any]],
    by: User,
    **details: Any,
) -> HouseStyle:
    style.full_clean()
    at = clock.now()
    audit.save(style, by=by, at=at)
    parts = {"house_style": style}
    HouseStyleLine.objects.bulk_create(
        HouseStyleLine(**parts, **{**said, "order": order})
        for order, said in enumerate(lines, start=1)
    )
    planned = [
        HouseStyleSection(**parts, **{**said, "order": order})
        for order, said in enumerate(sections, start=1)
    ]
    if found := list(faults(planned)):
        raise ValidationError([each.message for each in found])
    bulk_create_with_history(planned, HouseStyleSection, default_user=by, default_date=at)
    HouseStyleClearance.objects.bulk_create(
        HouseStyleClearance(**parts, **{**said, "order": order})
        for order, said in enumerate(clearances, start=1)
    )
    record(style, by, **details)
    return style


@transaction.atomic
def retire_house_style(*, house_style: HouseStyle, by: User, is_retired: bool) -> HouseStyle:
    """Put a template out of use, or into use again; the papers started in it stay in it."""
    style = HouseStyle.objects.select_for_update().get(pk=house_style.pk)
    if style.is_retired != is_retired:
        style.is_retired = is_retired
        audit.save(style, by=by, at=clock.now())
        record(style, by, is_retired=is_retired)
    return style


def record(style: HouseStyle, by: User, **details: Any) -> None:
    """Write down in the audit trail what was done to a template."""
    audit.record(
        AuditEvent.Kind.HOUSE_STYLE_CHANGED,
        by=by,
        authority_id=style.authority_id,
        subject=style,
        **details,
    )

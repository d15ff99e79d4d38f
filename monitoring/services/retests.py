"""Saying what a re-test rests on."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core import audit
from core.models import AuditEvent
from improvement.models import Retest
from monitoring.models import AuditRound, Finding, RetestBasis
from performance.models import Indicator


@transaction.atomic
def name_basis(*, retest: Retest, by: User, named: AuditRound | Indicator | Finding) -> RetestBasis:
    """Say which audit round, indicator or finding a re-test rests on, in place of any before."""
    authority = retest.action.plan.authority_id
    if named.authority_id != authority:
        raise ValidationError("Choose one of this authority.")
    given = {
        "audit_round": named if isinstance(named, AuditRound) else None,
        "indicator": named if isinstance(named, Indicator) else None,
        "finding": named if isinstance(named, Finding) else None,
    }
    before = RetestBasis.objects.select_for_update().filter(retest=retest).first()
    basis, _ = RetestBasis.objects.update_or_create(retest=retest, defaults=given)
    audit.record(
        AuditEvent.Kind.RETEST_RECORDED,
        by=by,
        authority_id=authority,
        subject=retest.action,
        retest=retest.pk,
        rests_on=[_place(before), _place(basis)],
    )
    return basis


def _place(basis: RetestBasis | None) -> str:
    """What is named, by its key: the words of a finding may be of a letter that is still shut."""
    return f"{basis.named._meta.verbose_name} {basis.named.pk}" if basis else ""

"""The filters of the people and of the audit trail."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from accounts.models import User
from core.filters import FilterSet
from core.forms import DateField
from core.models import AuditEvent


class DayFilter(django_filters.DateFilter):
    """A day, typed as people write it."""

    field_class = DateField


class PersonFilter(FilterSet):
    """Who it is, and whether they still work here."""

    q = django_filters.CharFilter(method="called", label="Name, e-mail address or post")
    is_active = django_filters.ChoiceFilter(
        choices=[("True", "May sign in"), ("False", "Has left")],
        label="Account",
        empty_label="All",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def called(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """People in whose name, address or post all the words occur."""
        for word in value.split():
            queryset = queryset.filter(
                Q(name__icontains=word) | Q(email__icontains=word) | Q(post__icontains=word)
            )
        return queryset


class AuditTrailFilter(FilterSet):
    """Who did what, to what, and when."""

    who = django_filters.CharFilter(field_name="actor_name", lookup_expr="icontains", label="Who")
    kind = django_filters.ChoiceFilter(
        choices=sorted(AuditEvent.Kind.choices, key=lambda choice: choice[1]),
        label="What",
        empty_label="All",
    )
    about = django_filters.CharFilter(
        field_name="subject", lookup_expr="icontains", label="About what"
    )
    since = DayFilter(field_name="at", lookup_expr="date__gte", label="From")
    until = DayFilter(field_name="at", lookup_expr="date__lte", label="To")
    record = django_filters.CharFilter(method="of_record", widget=forms.HiddenInput)

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def of_record(
        self, queryset: QuerySet[AuditEvent], name: str, value: str
    ) -> QuerySet[AuditEvent]:
        """Of one record, named as ``improvement.Action-12``; of none where that names none."""
        label, _, key = value.rpartition("-")
        if not (key.isascii() and key.isdigit() and len(key) < len(str(2**63))):
            return queryset.none()
        return queryset.filter(subject_type=label, subject_id=int(key))

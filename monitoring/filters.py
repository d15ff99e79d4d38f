"""Filters of the lists of visits and findings."""

from typing import Any

import django_filters
from django.db.models import Q

from accounts.models import Authority, AuthorityOwnedQuerySet
from core.filters import FilterSet
from improvement.filters import offer
from improvement.models import Action, PracticeArea, Theme
from monitoring.models import (
    AuditRound,
    Finding,
    FindingQuerySet,
    Trace,
    Visit,
    VisitQuerySet,
    VoiceItem,
    VoiceItemQuerySet,
)
from monitoring.vocabulary import (
    Direction,
    FindingType,
    Inspectorate,
    LetterStatus,
    Speaker,
    VisitKind,
)


class VisitFilter(FilterSet):
    """Visits of an inspectorate, of a kind, with a letter that is published or not."""

    q = django_filters.CharFilter(method="find", label="Words")
    authority = django_filters.ChoiceFilter(label="Council", empty_label="All")
    inspectorate = django_filters.ChoiceFilter(
        choices=Inspectorate.choices, label="Who visited", empty_label="All"
    )
    kind = django_filters.ChoiceFilter(
        choices=VisitKind.choices, label="What it was", empty_label="All"
    )
    letter_status = django_filters.ChoiceFilter(
        choices=LetterStatus.choices, label="Letter", empty_label="All"
    )

    class Meta:
        model = Visit
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = list(Authority.objects.visible_to(self.request.user))
        self.filters["authority"].extra["choices"] = offer(authorities)
        if len(authorities) < 2:
            del self.filters["authority"]

    def find(self, queryset: VisitQuerySet, name: str, value: str) -> VisitQuerySet:
        """By words of the title, of what it looked at, or of which visit it was."""
        words = value.strip()
        return queryset.filter(
            Q(title__icontains=words)
            | Q(focus__icontains=words)
            | Q(ordinal_words__icontains=words)
        )


# What one choice of the list of findings shows: in the address, and in words.
SHOWN = {
    "open": "Open",
    "closed": "Closed",
    "asking": "Asks for something",
    "answered": "Answered in the plan",
    "untraced": "Asks for something, without an answer in the plan",
    "contradicted": "Actions complete, but a later visit says otherwise",
}


class FindingFilter(FilterSet):
    """Findings of a visit, a type, a practice area, open or closed, answered or not."""

    q = django_filters.CharFilter(method="find", label="Reference or words")
    show = django_filters.ChoiceFilter(
        method="narrow", choices=list(SHOWN.items()), label="Show", empty_label="All"
    )
    type = django_filters.ChoiceFilter(
        choices=FindingType.choices, label="What it is", empty_label="All"
    )
    practice_area = django_filters.ChoiceFilter(
        label="Practice area", empty_label="All", null_label="None yet"
    )
    direction = django_filters.ChoiceFilter(
        choices=Direction.choices, label="Direction", empty_label="All"
    )
    visit = django_filters.ChoiceFilter(label="Visit", empty_label="All")
    theme = django_filters.ChoiceFilter(
        method="answered_in", label="Answered in", empty_label="All"
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        choices = {
            "practice_area": offer(PracticeArea.objects.visible_to(user)),
            "visit": offer(Visit.objects.readable_by(user)),
            "theme": offer(Theme.objects.visible_to(user)),
        }
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered

    def find(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        """By reference, or by words of the inspectors."""
        words = value.strip()
        return queryset.filter(Q(reference__icontains=words) | Q(words__icontains=words))

    def answered_in(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        """Those that an action of the theme answers."""
        answers = Trace.objects.filter(action__theme=int(value))
        return queryset.filter(pk__in=answers.values("finding"))

    def narrow(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        """By one of the questions that have a definition."""
        match value:
            case "open":
                return queryset.open()
            case "closed":
                return queryset.filter(closed_on__isnull=False)
            case "asking":
                return queryset.asking()
            case "answered":
                return queryset.answered()
            case "untraced":
                return queryset.untraced()
            case _:
                return queryset.contradicted(by=Finding.objects.readable_by(self.request.user))


class UnansweringFilter(FilterSet):
    """Actions that answer no finding, by plan and theme."""

    plan = django_filters.ChoiceFilter(label="Plan", empty_label="All")
    theme = django_filters.ChoiceFilter(label="Theme", empty_label="All")

    class Meta:
        model = Action
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = list(Theme.objects.visible_to(self.request.user).select_related("plan"))
        plans = {theme.plan_id: theme.plan for theme in themes}
        self.filters["plan"].extra["choices"] = offer(plans.values())
        self.filters["theme"].extra["choices"] = offer(themes)


class AuditRoundFilter(FilterSet):
    """Audit rounds of a practice area or a theme."""

    q = django_filters.CharFilter(method="find", label="Words")
    authority = django_filters.ChoiceFilter(label="Council", empty_label="All")
    practice_area = django_filters.ChoiceFilter(label="Practice area", empty_label="All")
    theme = django_filters.ChoiceFilter(label="Theme", empty_label="All")

    class Meta:
        model = AuditRound
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self)

    def find(
        self, queryset: AuthorityOwnedQuerySet, name: str, value: str
    ) -> AuthorityOwnedQuerySet:
        """By words of the name or the note, or of a domain."""
        words = value.strip()
        return queryset.filter(
            Q(name__icontains=words) | Q(note__icontains=words) | Q(grades__domain__icontains=words)
        ).distinct()


class VoiceItemFilter(FilterSet):
    """What people said: by whom, on what, and whether it is answered."""

    q = django_filters.CharFilter(method="find", label="Words")
    show = django_filters.ChoiceFilter(
        method="narrow",
        choices=[("unanswered", "Still unanswered"), ("answered", "Answered")],
        label="Show",
        empty_label="All",
    )
    authority = django_filters.ChoiceFilter(label="Council", empty_label="All")
    speaker = django_filters.ChoiceFilter(
        choices=Speaker.choices, label="Who was heard", empty_label="All"
    )
    practice_area = django_filters.ChoiceFilter(label="Practice area", empty_label="All")
    theme = django_filters.ChoiceFilter(label="Theme", empty_label="All")

    class Meta:
        model = VoiceItem
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self)

    def find(self, queryset: VoiceItemQuerySet, name: str, value: str) -> VoiceItemQuerySet:
        """By words of the group, of what was said, done or changed."""
        words = value.strip()
        return queryset.filter(
            Q(group__icontains=words)
            | Q(said__icontains=words)
            | Q(done__icontains=words)
            | Q(changed__icontains=words)
        )

    def narrow(self, queryset: VoiceItemQuerySet, name: str, value: str) -> VoiceItemQuerySet:
        """What is still unanswered, or what is answered."""
        return queryset.unanswered() if value == "unanswered" else queryset.answered()


def _offer_places(filterset: FilterSet) -> None:
    """The councils, practice areas and themes that the person may see."""
    user = filterset.request.user
    authorities = list(Authority.objects.visible_to(user))
    themes = Theme.objects.visible_to(user).select_related("plan")
    for name, offered in (
        ("authority", offer(authorities)),
        ("practice_area", offer(PracticeArea.objects.visible_to(user))),
        ("theme", offer(themes)),
    ):
        filterset.filters[name].extra["choices"] = offered
    if len(authorities) < 2:
        del filterset.filters["authority"]

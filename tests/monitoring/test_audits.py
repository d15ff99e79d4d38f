"""Audit rounds: counts by domain and grade, what follows from them, and their pages."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Authority, User
from core.models import AuditEvent
from core.revisions import Stale
from core.templatetags.ui import differences
from documents import charts
from monitoring import audits
from monitoring.models import AuditGrade, AuditRound
from monitoring.services.audits import Graded, save_audit_round
from tests.factories.accounts import MembershipFactory
from tests.factories.improvement import PlanFactory, PracticeAreaFactory, ThemeFactory
from tests.factories.monitoring import (
    AreaEvidenceFactory,
    AuditGradeFactory,
    AuditRoundFactory,
    FindingFactory,
    JudgementFactory,
    VisitFactory,
)

ClientOf = Callable[[User], Client]


def rounded(authority: Authority, **fields: Any) -> dict[str, Any]:
    """What a round of 60 audits says, but for what a test changes."""
    return {
        "authority": authority,
        "name": "Vulnerable adolescents",
        "starts_on": date(2018, 1, 1),
        "ends_on": date(2018, 4, 30),
        "audited": 60,
        **fields,
    }


def domain_of(*lines: tuple[str, int | None, int | None], audited: int = 60) -> audits.Domain:
    """A domain with these grades: grade, by auditors, after moderation."""
    grades = [
        AuditGrade(domain="Planning", grade=grade, auditor_count=ours, moderated_count=theirs)
        for grade, ours, theirs in lines
    ]
    (domain,) = audits.domains_of(AuditRound(audited=audited), grades)
    return domain


# --- what follows from counts -------------------------------------------------------------------


def test_a_share_has_its_sample_size_beside_it() -> None:
    domain = domain_of(("good", 31, 29), ("requires_improvement", 29, 31))
    assert [str(line.moderated) for line in domain.lines] == ["48%, 29 of 60", "52%, 31 of 60"]
    assert str(domain.good_by("auditors")) == "52%, 31 of 60"


def test_what_counts_is_moderated_where_it_was_and_by_auditors_where_it_was_not() -> None:
    assert str(domain_of(("good", 31, 29), ("inadequate", 29, 31)).good) == "48%, 29 of 60"
    assert str(domain_of(("good", 31, None), ("inadequate", 29, None)).good) == "52%, 31 of 60"


def test_good_or_better_is_at_least_what_is_recorded_where_some_have_no_grade() -> None:
    assert str(domain_of(("good", None, 29)).good) == "at least 48%, 29 of 60"
    assert str(domain_of(("outstanding", None, 0), ("good", None, 29)).good) == "48%, 29 of 60"


def test_good_or_better_is_unknown_where_only_other_grades_are_recorded() -> None:
    assert domain_of(("requires_improvement", None, 18)).good is None
    assert str(domain_of(("inadequate", None, 60)).good) == "0%, 0 of 60"


def test_a_percentage_that_is_all_there_is_known_has_no_sample_size() -> None:
    round = AuditRound(knows_percentages_only=True)
    grades = [
        AuditGrade(domain="Planning", grade="good", percentage=Decimal("48.0")),
        AuditGrade(domain="Planning", grade="requires_improvement", percentage=Decimal("30.5")),
    ]
    (domain,) = audits.domains_of(round, grades)
    assert [str(line.known) for line in domain.lines] == ["48%", "30.5%"]
    assert str(domain.good) == "at least 48%"


def test_agreement_says_how_many_grades_were_changed_at_least() -> None:
    domain = domain_of(("good", 31, 29), ("requires_improvement", 29, 28), ("inadequate", 0, 3))
    assert domain.agreement == (
        "Moderation changed at least 3 of 60 grades. Good or better by auditors: "
        "52%, 31 of 60; after moderation: 48%, 29 of 60."
    )


def test_agreement_says_that_counts_are_alike_or_cannot_be_compared() -> None:
    alike = domain_of(("good", 30, 30), ("inadequate", 30, 30))
    assert alike.agreement == "Moderation gave each grade as often as the auditors: 60 in all."
    fewer = domain_of(("good", 30, 12), ("inadequate", 30, 8))
    assert "cannot be told" in fewer.agreement
    assert domain_of(("good", 30, None)).agreement == ""


@given(
    st.dictionaries(
        st.sampled_from(["outstanding", "good", "requires_improvement", "inadequate"]),
        st.tuples(st.integers(0, 30), st.integers(0, 30)),
        min_size=1,
    )
)
def test_shares_of_any_round_are_between_none_and_all(counts: dict[str, tuple[int, int]]) -> None:
    audited = max(1, *(sum(side) for side in zip(*counts.values(), strict=True)))
    domain = domain_of(*((grade, *both) for grade, both in counts.items()), audited=audited)
    for column in ("auditors", "moderated"):
        shares = [share for _, share in domain.shares(column)]
        assert sum(share.percentage for share in shares) <= Decimal("100.0001")
        good = domain.good_by(column)
        assert good is None or 0 <= good.percentage <= 100


def test_the_chart_stacks_grades_and_what_has_no_grade_up_to_the_number_audited() -> None:
    round = AuditRound(name="Adolescents", audited=60)
    figure = audits.chart(round, [domain_of(("good", 31, 29), ("inadequate", 3, 4))])
    header, rows = charts.figures(figure.content)
    assert header == ("Domain", "Good", "Inadequate", "No grade recorded", "Total")
    assert rows == (("Planning", "29", "4", "27", "60"),)
    assert figure.description == "Good or better: Planning at least 48%, 29 of 60."


# --- writing ------------------------------------------------------------------------------------


def test_a_round_is_saved_with_its_grades_and_written_down(
    authority: Authority, author: User
) -> None:
    grades = [Graded("Planning", "good", 31, 29), Graded("Supervision", "inadequate", 2, 3)]
    round = save_audit_round(by=author, grades=grades, **rounded(authority))
    kept = list(round.grades.values_list("order", "domain", "grade", "moderated_count"))
    assert kept == [(1, "Planning", "good", 29), (2, "Supervision", "inadequate", 3)]
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.AUDIT_CHANGED)
    assert event.details["added"]
    assert event.details["grades"]["Planning: good"] == ["", "31, 29, "]


def test_the_audit_trail_names_changed_texts_and_does_not_repeat_them(
    authority: Authority, author: User
) -> None:
    fields = rounded(authority, note="Someone's words")
    round = save_audit_round(by=author, grades=[], **fields)
    save_audit_round(by=author, grades=[], round=round, revision=1, **fields | {"note": ""})
    for event in AuditEvent.objects.filter(kind=AuditEvent.Kind.AUDIT_CHANGED):
        assert "note" in event.details["fields"]
        assert "Someone" not in str(event.details)


@pytest.mark.parametrize(
    ("fields", "grades", "said"),
    [
        ({}, [("good", 40, None), ("inadequate", 21, None)], "come to 61, but 60 cases"),
        ({}, [("good", None, 61)], "by moderation come to 61"),
        ({"audited": None}, [("good", 1, None)], "Enter how many cases were audited"),
        ({}, [("good", None, None, Decimal(48))], "clear the percentages"),
        ({"knows_percentages_only": True}, [("good", 29, None)], "clear the counts"),
        (
            {"knows_percentages_only": True},
            [("good", None, None, Decimal(60)), ("inadequate", None, None, Decimal("41.5"))],
            "come to 101.5, which is more than 100",
        ),
        ({}, [("good", 1, None), ("good", 2, None)], "Enter each grade once"),
        ({"ends_on": date(2017, 1, 1)}, [], "The last day is before the first"),
    ],
)
def test_figures_that_cannot_be_true_are_refused(
    authority: Authority, author: User, fields: Any, grades: Any, said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        save_audit_round(
            by=author,
            grades=[Graded("Planning", *each) for each in grades],
            **rounded(authority, **fields),
        )
    assert not AuditRound.objects.exists()


@pytest.mark.parametrize("least", [39, 40, 41])
def test_percentages_that_come_to_101_or_99_by_rounding_are_taken(
    authority: Authority, author: User, least: int
) -> None:
    known = [
        Graded("Planning", "outstanding", percentage=Decimal(60)),
        Graded("Planning", "good", percentage=Decimal(least)),
    ]
    round = save_audit_round(
        by=author, grades=known, **rounded(authority, knows_percentages_only=True)
    )
    (domain,) = audits.domains_of(round, round.grades.all())
    assert str(domain.good) == f"{min(60 + least, 100)}%"
    _, (drawn,) = charts.figures(audits.chart(round, [domain]).content)
    assert str(least) in drawn[2]


def test_a_domain_may_have_every_case_audited_and_all_of_the_percentages(
    authority: Authority, author: User
) -> None:
    grades = [Graded("Planning", "good", 40, 60), Graded("Planning", "inadequate", 20, 0)]
    save_audit_round(by=author, grades=grades, **rounded(authority))
    known = [
        Graded("Planning", "good", percentage=Decimal("59.5")),
        Graded("Planning", "inadequate", percentage=Decimal("40.5")),
    ]
    fields = rounded(authority, name="Another", audited=None, knows_percentages_only=True)
    save_audit_round(by=author, grades=known, **fields)
    assert AuditRound.objects.count() == 2


def test_a_theme_of_another_council_is_refused(authority: Authority, author: User) -> None:
    with pytest.raises(ValidationError, match="of the same council"):
        save_audit_round(by=author, grades=[], **rounded(authority, theme=ThemeFactory()))


def test_a_round_that_somebody_saved_meanwhile_is_not_overwritten(
    authority: Authority, author: User
) -> None:
    round = save_audit_round(by=author, grades=[], **rounded(authority))
    save_audit_round(by=author, grades=[], round=round, revision=1, **rounded(authority))
    with pytest.raises(Stale):
        save_audit_round(by=author, grades=[], round=round, revision=1, **rounded(authority))


# --- pages --------------------------------------------------------------------------------------


@pytest.fixture
def round(authority: Authority) -> AuditRound:
    """A round of 60 audits in one domain, on a practice area."""
    area = PracticeAreaFactory(authority=authority, name="Vulnerable adolescents")
    made = AuditRoundFactory(authority=authority, name="Spring audits", practice_area=area)
    AuditGradeFactory(round=made, grade="good", auditor_count=31, moderated_count=29)
    AuditGradeFactory(round=made, grade="inadequate", auditor_count=29, moderated_count=31)
    return made


def typed(**boxes: Any) -> dict[str, Any]:
    """What somebody types on the form."""
    return {
        "name": "Autumn audits",
        "starts_on": "1 9 2018",
        "ends_on": "30 11 2018",
        "audited": "60",
        "scale": "four_point",
        "domain_1": "Planning",
        "auditor_count_1_good": "31",
        "moderated_count_1_good": "29",
        "domain_2": "",
        **boxes,
    }


def test_audit_round_list_shows_rounds_of_the_persons_council(
    round: AuditRound, reader: User, client_of: ClientOf
) -> None:
    AuditRoundFactory(name="Elsewhere")
    page = client_of(reader).get(reverse("monitoring:audit_round_list"))
    assert page.context["table"].page.paginator.count == 1
    assert "Spring audits" in page.content.decode()
    assert "Elsewhere" not in page.content.decode()
    assert "Record an audit round" not in page.content.decode()


def test_audit_round_list_is_narrowed_and_taken_out_as_a_file(
    round: AuditRound, author: User, client_of: ClientOf
) -> None:
    AuditRoundFactory(authority=round.authority, name="Other")
    client, address = client_of(author), reverse("monitoring:audit_round_list")
    found = client.get(address, {"practice_area": round.practice_area_id}).context["table"]
    assert [each.name for each in found.records] == ["Spring audits"]
    found = client.get(address, {"q": "strategy"}).context["table"]
    assert [each.name for each in found.records] == ["Spring audits"]
    answer = client.get(address, {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 3


def test_audit_round_detail_shows_shares_agreement_and_earlier_rounds(
    round: AuditRound, reader: User, client_of: ClientOf
) -> None:
    earlier = AuditRoundFactory(
        authority=round.authority, name="Winter audits", ends_on=date(2018, 1, 31)
    )
    AuditGradeFactory(round=earlier, domain="strategy DISCUSSION", moderated_count=12)
    AuditGradeFactory(round=earlier, domain="Strategy discussion", moderated_count=15)
    said = client_of(reader).get(round.get_absolute_url()).content.decode()
    assert "48%, 29 of 60" in said
    assert "Moderation changed at least 2 of 60 grades" in said
    assert "at least 25%, 15 of 60" in said
    assert "<svg" in said


def test_audit_round_detail_shows_what_inspectors_said_of_the_area(
    round: AuditRound, reader: User, client_of: ClientOf
) -> None:
    visit = VisitFactory(authority=round.authority)
    about = {"visit": visit, "practice_area": round.practice_area}
    FindingFactory(words="Risk is not always seen.", **about)
    AreaEvidenceFactory(says="agrees", words="Half were good.", **about)
    JudgementFactory(visit=visit, grade="inadequate")
    said = client_of(reader).get(round.get_absolute_url()).content.decode()
    assert "Risk is not always seen." in said
    assert "agrees. Half were good." in said
    assert "Inadequate" in said


def test_audit_round_detail_keeps_unpublished_letters_to_those_who_may_read_them(
    round: AuditRound, reader: User, author: User, client_of: ClientOf
) -> None:
    visit = VisitFactory(
        authority=round.authority, letter_status="pre_publication", published_on=None
    )
    FindingFactory(visit=visit, practice_area=round.practice_area, words="Not yet public.")
    JudgementFactory(visit=visit)
    kept = client_of(reader).get(round.get_absolute_url())
    assert "Not yet public." not in kept.content.decode()
    assert not kept.context["judgements"]
    shown = client_of(author).get(round.get_absolute_url())
    assert "Not yet public." in shown.content.decode()
    assert shown.context["judgements"]


def test_audit_round_detail_says_where_only_percentages_are_known(
    authority: Authority, reader: User, client_of: ClientOf
) -> None:
    round = AuditRoundFactory(authority=authority, knows_percentages_only=True, audited=None)
    AuditGradeFactory(round=round, auditor_count=None, moderated_count=None, percentage=48)
    said = client_of(reader).get(round.get_absolute_url()).content.decode()
    assert "Only percentages are known" in said
    assert "After moderation" not in said


def test_audit_round_detail_asks_as_much_for_many_rounds_as_for_few(
    round: AuditRound, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(round.get_absolute_url())
        return len(queries)

    def grow() -> None:
        other = AuditRoundFactory(authority=round.authority)
        AuditGradeFactory(round=other)
        AuditGradeFactory(round=round, domain=f"Domain {other.pk}")
        visit = VisitFactory(authority=round.authority)
        FindingFactory(visit=visit, practice_area=round.practice_area)
        JudgementFactory(visit=visit)

    grow()
    few = asked()
    for _ in range(8):
        grow()
    assert asked() == few <= 14


def test_audit_round_add_records_a_round_as_typed(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    answer = client_of(author).post(reverse("monitoring:audit_round_add"), typed())
    round = AuditRound.objects.get()
    assert answer["Location"] == round.get_absolute_url()
    assert [(g.domain, g.grade, g.moderated_count) for g in round.grades.all()] == [
        ("Planning", "good", 29)
    ]


@pytest.mark.parametrize(
    ("boxes", "field", "said"),
    [
        ({"domain_1": ""}, "domain_1", "Enter the name of domain 1."),
        ({"domain_2": "Voice"}, "domain_2", "Enter a figure for this domain, or clear its name."),
        (
            {"domain_2": "planning", "auditor_count_2_good": "1"},
            "domain_2",
            "There is a row for this domain already.",
        ),
        (
            {"moderated_count_1_inadequate": "32"},
            "domain_1",
            "The grades by moderation come to 61, but 60 cases were audited.",
        ),
        ({"ends_on": "1 8 2018"}, "ends_on", "The last day is before the first."),
        (
            {"percentage_1_good": "101"},
            "percentage_1_good",
            "Enter 100 or less.",
        ),
    ],
)
def test_audit_round_add_says_what_is_wrong_at_its_place(
    authority: Authority,
    author: User,
    client_of: ClientOf,
    boxes: dict[str, str],
    field: str | None,
    said: str,
) -> None:
    page = client_of(author).post(reverse("monitoring:audit_round_add"), typed(**boxes))
    form = page.context["form"]
    assert said in (form.errors[field] if field else form.non_field_errors())
    assert not AuditRound.objects.exists()


def test_audit_round_add_gives_more_rows_and_other_grades_and_keeps_what_was_typed(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    asked = typed(more="1", scale="five_point", name="Half done")
    page = client_of(author).post(reverse("monitoring:audit_round_add"), asked)
    said = page.content.decode()
    assert 'value="Half done"' in said
    assert 'name="domain_4"' in said
    assert 'name="auditor_count_1_adequate"' in said
    assert page.context["form"]["auditor_count_1_good"].value() == "31"
    assert not AuditRound.objects.exists()


def test_audit_round_add_offers_what_was_typed_and_not_saved_with_its_rows_and_grades(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    client, address = client_of(author), reverse("monitoring:audit_round_add")
    mark = client.get(address).text.partition('name="kept_for" value="')[2].partition('"')[0]
    rows = {f"domain_{row}": "" for row in (3, 4)}
    rows |= {"domain_5": "Supervision", "auditor_count_5_adequate": "7"}
    client.post(address, typed(kept_for=mark, scale="five_point", starts_on="soon", **rows))
    page = client.get(address, {"typed": "back"})
    form = page.context["form"]
    assert "is back in the form" in page.text
    assert [row.name.value() for row in form.rows][3:] == ["", "Supervision"]
    assert form["starts_on"].value() == "soon"
    assert form["auditor_count_5_adequate"].value() == "7"
    assert re.search(r'name="auditor_count_5_adequate"[^>]*value="7"', page.text)
    assert "You began this" in client.get(address).text


def test_audit_round_add_asks_before_it_keeps_words_that_may_tell_who_a_child_is(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    client, address = client_of(author), reverse("monitoring:audit_round_add")
    note = "One was a girl called Zainab, aged 7."
    page = client.post(address, typed(note=note))
    assert "Zainab" in str(page.context["form"].errors["looked_at"])
    assert page.context["form"]["note"].value() == note
    assert not AuditRound.objects.exists()
    half = client.post(address, typed(note=note, looked_at=["Zainab"]))
    assert "aged 7" in str(half.context["form"].errors["looked_at"])
    client.post(address, typed(note=note, looked_at=["Zainab", "aged 7"]))
    assert AuditRound.objects.get().note == note


def test_audit_round_add_takes_no_file_with_children(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    said = client_of(author).get(reverse("monitoring:audit_round_add")).content.decode()
    assert 'type="file"' not in said


def test_audit_round_add_asks_which_council_of_several(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    other = MembershipFactory(user=author, role="author").authority
    client, address = client_of(author), reverse("monitoring:audit_round_add")
    assert "Choose which one" in client.get(address).content.decode()
    client.post(f"{address}?authority={other.pk}", typed())
    assert AuditRound.objects.get().authority == other


def test_audit_round_edit_shows_what_is_stored_and_saves_it_changed(
    round: AuditRound, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    address = reverse("monitoring:audit_round_edit", args=[round.pk])
    form = client.get(address).context["form"]
    assert form["domain_1"].value() == "Strategy discussion"
    assert form["moderated_count_1_good"].value() == 29
    client.post(address, typed(revision=form["revision"].value()))
    round.refresh_from_db()
    assert (round.name, round.revision) == ("Autumn audits", 2)
    assert round.grades.get().domain == "Planning"


def test_audit_round_edit_shows_both_versions_where_somebody_saved_meanwhile(
    round: AuditRound, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    address = reverse("monitoring:audit_round_edit", args=[round.pk])
    client.post(address, typed(revision=1, name="Theirs"))
    page = client.post(address, typed(revision=1, name="Mine", auditor_count_1_good="30"))
    said = page.content.decode()
    assert "Somebody saved this while you were writing" in said
    assert "Theirs" in said
    assert ("Domain 1, Good, by auditors", "31", "30") in differences(page.context["form"])
    client.post(address, typed(revision=page.context["form"]["revision"].value(), name="Mine"))
    round.refresh_from_db()
    assert round.name == "Mine"


def test_audit_rounds_are_kept_by_those_who_record_findings_and_read_by_others(
    round: AuditRound, reader: User, analyst: User, outsider: User, client_of: ClientOf
) -> None:
    edit = reverse("monitoring:audit_round_edit", args=[round.pk])
    add = reverse("monitoring:audit_round_add")
    for person in (reader, analyst):
        client: Client = client_of(person)
        assert client.get(round.get_absolute_url()).status_code == 200
        assert client.post(edit, typed(revision=1)).status_code == 403
        assert client.post(add, typed()).status_code == 403
    foreign = client_of(outsider)
    assert foreign.get(round.get_absolute_url()).status_code == 404
    assert foreign.post(edit, typed(revision=1)).status_code == 404
    assert AuditRound.objects.count() == 1


def test_a_round_offers_themes_of_its_own_council_only(
    round: AuditRound, author: User, client_of: ClientOf
) -> None:
    own = ThemeFactory(plan=PlanFactory(authority=round.authority))
    ThemeFactory()
    page = client_of(author).get(reverse("monitoring:audit_round_edit", args=[round.pk]))
    assert list(page.context["form"].fields["theme"].queryset) == [own]

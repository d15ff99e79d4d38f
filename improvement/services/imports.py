"""Bringing a plan in from a workbook: looked at first, taken in whole or not at all, taken back."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models, transaction
from django.db.models import ManyToManyRel

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent
from core.sheets import Book
from improvement.models import (
    Action,
    Objective,
    Plan,
    PlanImport,
    PlanImportRow,
    PlanLayout,
    Status,
    Theme,
    Update,
)
from improvement.plan_files.layout import Layout
from improvement.plan_files.sheet import Line, lines_of, open_plan
from improvement.references import reference_key
from improvement.services.actions import hold_order, put_in_order
from improvement.services.plan_rows import COLUMNS, Choices, Judge, Judged, NewTheme
from improvement.undoing import IN_THE_WAY
from improvement.vocabulary import DeliveryKind

State, Outcome = PlanImport.State, PlanImportRow.Outcome


class Verdict(NamedTuple):
    """What becomes of each row, and the themes that the file names and the plan has not.

    ``has_rules``: whether rules of the sheet colour its cells, which are not read.
    """

    rows: list[Judged]
    themes: list[NewTheme]
    has_rules: bool


CHUNK = 500
IN_THE_WAY_SHOWN = 10


class ChangedMeanwhile(ValidationError):
    """The plan changed between looking and committing; the import has been judged again."""

    def __init__(self) -> None:
        super().__init__(
            "The plan has changed since you looked at this import. What it does has been worked "
            "out again. Look at it once more, then take it in."
        )


# --- looking --------------------------------------------------------------------------------------


@transaction.atomic
def keep_plan_file(*, plan: Plan, by: User, file: File, file_name: str, sha256: str) -> PlanImport:
    """Begin an import; the file is kept until it is taken in or discarded."""
    begun = PlanImport(
        plan=plan,
        file_name=file_name[:200],
        sha256=sha256,
        uploaded_at=clock.now(),
        uploaded_by=by,
    )
    begun.file.save(sha256[:16], file, save=False)  # what people call it is no name for a file
    begun.save()
    return begun


@transaction.atomic
def choose_columns(
    *, plan_import: PlanImport, layout: Layout, kept: PlanLayout | None
) -> PlanImport:
    """Say where everything stands; what was looked at before is forgotten."""
    held = _hold(plan_import, State.MAPPING, State.PREVIEWED)
    held.rows.all().delete()
    held.state, held.layout = State.MAPPING, kept
    held.details = {"layout": layout.as_json()}
    held.save()
    return held


@transaction.atomic
def look_at_plan(
    *,
    plan_import: PlanImport,
    by: User,
    layout: Layout,
    undated_on: date,
    stand_in: str = "",
    layout_name: str = "",
) -> PlanImport:
    """Work out what each row would do; nothing counts before it is committed.

    ``layout_name`` keeps the layout for the next file; one of that name is replaced.
    """
    held = _hold(plan_import, State.MAPPING, State.PREVIEWED)
    _see_it_has_statuses(held.plan)
    held.state = State.PREVIEWED
    held.details = {
        "layout": layout.as_json(),
        "undated_on": undated_on.isoformat(),
        "stand_in": stand_in.strip(),
        "makes": held.details.get("makes", []),
    }
    if layout_name:
        held.layout = _save_layout(held.plan, layout, layout_name)
    _write_rows(held, _judge(held, by))
    return held


@transaction.atomic
def choose_new_themes(*, plan_import: PlanImport, by: User, makes: Sequence[str]) -> PlanImport:
    """Say which of the themes that the plan has not are made with the import, by their keys.

    Every row is judged again.
    """
    held = _hold(plan_import, State.PREVIEWED)
    held.details["makes"] = list(makes)
    _write_rows(held, _judge(held, by))
    return held


def _see_it_has_statuses(plan: Plan) -> None:
    """An action comes in open, and with a rating of its impact."""
    found = list(plan.statuses.all())
    is_open = any(
        each.axis == Status.Axis.DELIVERY and each.kind not in DeliveryKind.closed()
        for each in found
    )
    if not is_open or all(each.axis != Status.Axis.IMPACT for each in found):
        raise ValidationError(
            "The plan has no statuses to rate its actions by. Ask an administrator to add them, "
            "then go on with this import."
        )


def _save_layout(plan: Plan, layout: Layout, name: str) -> PlanLayout:
    kept, _ = PlanLayout.objects.update_or_create(
        authority_id=plan.authority_id, name=name, defaults={"details": layout.as_json()}
    )
    return kept


def book_of(plan_import: PlanImport) -> Book:
    """The file that an import waits with. Raises UnreadableFile."""
    with plan_import.file.open("rb") as file:
        return open_plan(file, plan_import.file_name)


def lines_in(plan_import: PlanImport, layout: Layout) -> list[Line]:
    """The rows of the sheet that a layout reads. Raises UnreadableFile."""
    with plan_import.file.open("rb") as file:  # a CSV file is read as a stream
        return lines_of(open_plan(file, plan_import.file_name), layout.sheet)


def _judge(plan_import: PlanImport, by: User) -> Verdict:
    details = plan_import.details
    layout = Layout.from_json(details["layout"])
    choices = Choices(
        layout=layout,
        undated_on=date.fromisoformat(details["undated_on"]),
        stand_in=details["stand_in"],
        at=clock.now(),
        by=by,
        makes=frozenset(details.get("makes", ())),
    )
    judge = Judge(plan_import.plan, choices)
    with plan_import.file.open("rb") as file:  # a CSV file is read as a stream
        book = open_plan(file, plan_import.file_name)
        judged = judge.rows(lines_of(book, layout.sheet))
        has_rules = book.has_rules(layout.sheet)
    return Verdict(judged, judge.new_themes, has_rules)


def _write_rows(plan_import: PlanImport, verdict: Verdict, *, is_taken_in: bool = False) -> None:
    judged = verdict.rows
    plan_import.rows.all().delete()
    PlanImportRow.objects.bulk_create(
        (
            PlanImportRow(
                plan_import=plan_import,
                number=row.number,
                outcome=row.outcome,
                said=row.said,
                reasons=row.reasons,
                before=_undoing(row) if is_taken_in else {},
                action=row.action if row.action and row.action.pk else None,
            )
            for row in judged
        ),
        batch_size=CHUNK,
    )
    counted = Counter(str(row.outcome) for row in judged)
    plan_import.details["counts"] = {each: counted[each] for each in Outcome.values}
    plan_import.details["noted"] = sum(bool(row.reasons) for row in judged)
    plan_import.details["to_know"] = _by_place(judged)
    plan_import.details["has_rules"] = verdict.has_rules
    plan_import.details["themes"] = [new.as_json for new in verdict.themes]
    plan_import.save()


def _by_place(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """For each column how many rows it keeps out, and of how many others there is a note.

    With the first reason as an example; the column that keeps most rows out stands first.
    """
    out: Counter[str] = Counter()
    noted: Counter[str] = Counter()
    examples: dict[str, tuple[int, str]] = {}
    for row in judged:
        keeps_out = row.outcome == Outcome.REJECTED
        counted = out if keeps_out else noted
        first = dict(zip(reversed(row.about), reversed(row.reasons), strict=True))
        for place in row.about[:1] if keeps_out else first:
            counted[place] += 1
            if place not in examples or (keeps_out and out[place] == 1):
                examples[place] = row.number, first[place]
    found = sorted({*out, *noted}, key=lambda place: (-out[place], -noted[place], place))
    return [
        {
            "place": place,
            "out": out[place],
            "noted": noted[place],
            "row": examples[place][0],
            "example": examples[place][1].removeprefix(f"{place}: "),
        }
        for place in found
    ]


# --- committing -----------------------------------------------------------------------------------


def commit_plan(
    *, plan_import: PlanImport, by: User, leaves_out_rejected: bool = False
) -> PlanImport:
    """Take a plan in, all its rows or, where something is wrong, none.

    Every row is judged again while nobody else can import; rejected rows are left out only if the
    person says so. Raises ValidationError; ChangedMeanwhile where a row would now do something
    other than what was looked at.
    """
    with transaction.atomic():
        held = _hold(plan_import, State.PREVIEWED)
        hold_order(*Theme.objects.filter(plan=held.plan_id))
        list(Action.objects.select_for_update().filter(plan=held.plan_id).values_list("pk"))
        verdict = _judge(held, by)
        moved = _seen(held) != [_looked(row) for row in verdict.rows]
        if moved:
            _write_rows(held, verdict)
        else:
            _see_it_may_count(held, leaves_out_rejected)
            _take_in(held, verdict, by)
    plan_import.refresh_from_db()
    if moved:
        raise ChangedMeanwhile
    return plan_import


def _hold(plan_import: PlanImport, *states: str) -> PlanImport:
    """The import as it stands, while no other of its plan can be committed or undone."""
    Plan.objects.select_for_update().get(pk=plan_import.plan_id)
    imports = PlanImport.objects.select_for_update().filter(pk=plan_import.pk, state__in=states)
    held = imports.first()
    if held is None:
        raise ValidationError("Somebody else has gone on with this import. Look at it again.")
    return held


def _looked(row: Judged) -> tuple[Any, ...]:
    pk = row.action.pk if row.action else None
    return row.number, str(row.outcome), row.said, row.reasons, pk


def _seen(plan_import: PlanImport) -> list[tuple[Any, ...]]:
    rows = plan_import.rows.values_list("number", "outcome", "said", "reasons", "action")
    return list(rows.order_by("pk"))


def _see_it_may_count(plan_import: PlanImport, leaves_out_rejected: bool) -> None:
    counts = plan_import.details["counts"]
    if not counts[Outcome.NEW] and not counts[Outcome.CHANGED]:
        raise ValidationError("There is nothing to take in: no action is new or changed.")
    if counts[Outcome.REJECTED] and not leaves_out_rejected:
        many = counts[Outcome.REJECTED]
        rows, them = ("1 row is", "it") if many == 1 else (f"{many:,} rows are", "them")
        raise ValidationError(
            {
                "leaves_out_rejected": f"{rows} not taken in. Correct the file and choose it "
                f"again, or say that the import may leave {them} out."
            }
        )


def _take_in(plan_import: PlanImport, verdict: Verdict, by: User) -> None:
    at = clock.now()
    new = [row for row in verdict.rows if row.outcome == Outcome.NEW]
    changed = [row for row in verdict.rows if row.outcome == Outcome.CHANGED]
    made = _make_themes(verdict, by=by, at=at)
    added = [row.action for row in new if row.action]
    kept = [row.action for row in changed if row.action]
    for row in changed:
        if row.action and not row.updates:  # each update counts up by itself
            row.action.revision += 1
    _place(added)
    Action.objects.bulk_create(added, batch_size=CHUNK)
    names = [name.removesuffix("_id") for name in COLUMNS]
    Action.objects.bulk_update(kept, [*names, "revision"], batch_size=CHUNK)
    _set_partners([*new, *changed])
    _keep_history(added, by=by, at=at, update=False)
    _keep_history(kept, by=by, at=at, update=True)
    Update.objects.bulk_create(
        [update for row in [*new, *changed] for update in _of(row)], batch_size=CHUNK
    )
    for theme in {action.theme for action in [*added, *kept]}:
        put_in_order(theme)
    _write_rows(plan_import, verdict, is_taken_in=True)
    plan_import.details["made"] = made
    plan_import.state = State.COMMITTED
    plan_import.committed_at, plan_import.committed_by = at, by
    plan_import.save()
    _drop_file(plan_import)
    audit.record(
        AuditEvent.Kind.PLAN_IMPORTED,
        by=by,
        authority_id=plan_import.plan.authority_id,
        subject=plan_import,
        plan=plan_import.plan_id,
        file=plan_import.file_name,
        sha256=plan_import.sha256,
        updates=sum(len(row.updates) for row in [*new, *changed]),
        themes=len(made["themes"]),
        **plan_import.details["counts"],
    )


def _make_themes(verdict: Verdict, *, by: User, at: datetime) -> dict[str, list[int]]:
    """Save the themes and objectives that the import makes, and tell its actions their keys."""
    themes = [new.theme for new in verdict.themes if new.theme]
    objectives = [each for new in verdict.themes if new.theme for each in new.objectives.values()]
    for theme in themes:
        audit.save(theme, by=by, at=at)
    # What refers to a record takes its key when it is set: again, now that there is one.
    for objective in objectives:
        objective.theme = objective.theme
    Objective.objects.bulk_create(objectives, batch_size=CHUNK)
    for row in verdict.rows:
        if row.action:
            row.action.theme, row.action.objective = row.action.theme, row.action.objective
    return {
        "themes": [theme.pk for theme in themes],
        "objectives": [objective.pk for objective in objectives],
    }


def _place(added: Sequence[Action]) -> None:
    """Give new actions their place among those of their theme, which move up afterwards."""
    by_theme: dict[int, list[Action]] = defaultdict(list)
    for action in added:
        by_theme[action.theme_id].append(action)
    for theme, actions in by_theme.items():
        known = Action.objects.filter(theme=theme).only("reference")
        ordered = sorted([*known, *actions], key=lambda one: reference_key(one.reference))
        for position, action in enumerate(ordered, start=1):
            action.position = position


def _of(row: Judged) -> list[Update]:
    """The updates of a row, which know their action by its key only once it is saved."""
    for update in row.updates:
        update.action_id = update.action.pk
    return row.updates


def _set_partners(rows: Sequence[Judged]) -> None:
    through = Action.partners.through
    told = [row for row in rows if row.partners is not None and row.action]
    through._default_manager.filter(
        action__in=[row.action for row in told if row.partners_before]
    ).delete()
    through._default_manager.bulk_create(
        (
            through(action_id=row.action.pk, partner_id=partner.pk)
            for row in told
            if row.action
            for partner in {each.pk: each for each in row.partners or []}.values()
        ),
        batch_size=CHUNK,
    )


def _keep_history(
    actions: Sequence[Action], *, by: User, at: Any, update: bool, is_last: bool = False
) -> None:
    """A version of each action, with its partners as they are now; ``is_last``: that it went."""
    history: Any = Action.history
    kept = history.bulk_history_create(
        actions, batch_size=CHUNK, update=update, default_user=by, default_date=at
    )
    if is_last:
        gone = history.filter(pk__in=[version.pk for version in kept])
        gone.update(history_type="-")
    through = Action.partners.through
    of_history: Any = Action.history.model._meta.get_field(
        "historicalaction_partners"
    ).related_model
    versions = {version.id: version for version in kept}
    links = through._default_manager.filter(action__in=list(versions)).values_list(
        "pk", "action", "partner"
    )
    of_history._default_manager.bulk_create(
        (
            of_history(history=versions[action], id=pk, action_id=action, partner_id=partner)
            for pk, action, partner in links
        ),
        batch_size=CHUNK,
    )


def _undoing(row: Judged) -> dict[str, Any]:
    """What has to be known of a row to undo it; nothing for one that did nothing."""
    if row.outcome not in (Outcome.NEW, Outcome.CHANGED) or row.action is None:
        return {}
    return {
        "fields": row.before,
        "partners": row.partners_before,
        "updates": [update.pk for update in row.updates],
        "revision": row.action.revision,
    }


# --- taking back ----------------------------------------------------------------------------------


def what_stands_in_the_way(plan_import: PlanImport) -> list[str]:
    """Why an import cannot be undone, in sentences; nothing where it can be.

    An action that was changed since, anything that hangs from what the import brought, in whichever
    room it is kept, and what the rooms above know of.
    """
    rows = plan_import.rows.exclude(before={}).select_related("action")
    found, new, updates = [], [], []
    gone = [row.said.get("reference", "") for row in rows if row.action is None]
    changed = []
    for row in rows:
        updates += row.before["updates"]
        if row.action and row.action.revision != row.before["revision"]:
            changed.append(row.action.reference)
        if row.action and row.outcome == Outcome.NEW:
            new.append(row.action.pk)
    if gone:
        found.append(f"{_listed(gone)} {_was(gone)} removed from the plan since.")
    if changed:
        found.append(f"{_listed(changed)} {_was(changed)} changed or reported on since.")
    found += _hanging_from(Action, new)
    found += _hanging_from(Update, updates)
    for room in IN_THE_WAY:
        found += room(plan_import)
    return found


def _listed(references: Sequence[str]) -> str:
    if len(references) == 1:
        return f"Action {references[0]}"
    more = len(references) - IN_THE_WAY_SHOWN
    shown = ", ".join(references[:IN_THE_WAY_SHOWN])
    return f"Actions {shown} and {more:,} more" if more > 0 else f"Actions {shown}"


def _was(references: Sequence[str]) -> str:
    return "was" if len(references) == 1 else "were"


def _hanging_from(record: type[models.Model], pks: Sequence[int]) -> list[str]:
    """What other records, of any room, hold on to these."""
    found = []
    for _, held in _holders(record, pks, own=(Update, PlanImportRow)):
        if many := held.count():
            holder = (held.model._meta.auto_created or held.model)._meta
            name = holder.verbose_name if many == 1 else holder.verbose_name_plural
            thing = record._meta.verbose_name_plural
            verb = "depends" if many == 1 else "depend"
            found.append(f"{many:,} {name} {verb} on {thing} that it brought. Remove that first.")
    return found


def _holders(
    record: type[models.Model], pks: Sequence[int], *, own: Sequence[type[models.Model]] = ()
) -> Iterator[tuple[str, Any]]:
    """The records, other than ``own``, that refer to these, by the name of the field that does."""
    for relation in record._meta.get_fields(include_hidden=True) if pks else ():
        is_relation = (relation.one_to_many or relation.one_to_one) and relation.auto_created
        if not is_relation or isinstance(relation, ManyToManyRel):
            continue
        model: Any = relation.related_model
        if model in own or model._meta.auto_created is Action or _is_history(model):
            continue
        name = relation.field.name  # type: ignore[union-attr]
        yield name, model._base_manager.filter(**{f"{name}__in": list(pks)})


def _is_history(model: type[models.Model]) -> bool:
    return model.__name__.startswith("Historical")


@transaction.atomic
def undo_plan_import(*, plan_import: PlanImport, by: User) -> PlanImport:
    """Take an import back: what it added goes, what it changed is as it was.

    Raises ValidationError with what stands in the way.
    """
    held = _hold(plan_import, State.COMMITTED)
    hold_order(*Theme.objects.filter(plan=held.plan_id))
    list(Action.objects.select_for_update().filter(plan=held.plan_id).values_list("pk"))
    in_the_way = what_stands_in_the_way(held)
    if in_the_way:
        raise ValidationError(in_the_way)
    at = clock.now()
    rows = list(held.rows.exclude(before={}).select_related("action"))
    held.take_back_updates()
    changed = [row.action for row in rows if row.outcome == Outcome.CHANGED and row.action]
    themes = {action.theme_id for action in changed}
    for row in rows:
        if row.outcome == Outcome.CHANGED and row.action:
            _put_back(row.action, row.before["fields"])
    names = [name.removesuffix("_id") for name in COLUMNS]
    Action.objects.bulk_update(changed, [*names, "revision"], batch_size=CHUNK)
    _put_partners_back(rows)
    _keep_history(changed, by=by, at=at, update=True)
    added = [row.action for row in rows if row.outcome == Outcome.NEW and row.action]
    themes |= {action.theme_id for action in [*changed, *added]}
    _keep_history(added, by=by, at=at, update=True, is_last=True)
    _remove(added)
    held.details["stayed"] = _remove_made(held.details.get("made", {}), by=by, at=at)
    for theme in Theme.objects.filter(pk__in=themes):
        put_in_order(theme)
    held.state, held.undone_at, held.undone_by = State.UNDONE, at, by
    held.save()
    audit.record(
        AuditEvent.Kind.PLAN_IMPORT_UNDONE,
        by=by,
        authority_id=held.plan.authority_id,
        subject=held,
        plan=held.plan_id,
        file=held.file_name,
        sha256=held.sha256,
    )
    plan_import.refresh_from_db()
    return plan_import


def _remove(actions: Sequence[Action]) -> None:
    """Remove actions on which nothing was built, without asking of each what hangs from it."""
    PlanImportRow.objects.filter(action__in=actions).update(action=None)
    Action.partners.through._default_manager.filter(action__in=actions).delete()
    gone = Action.objects.filter(pk__in=[action.pk for action in actions])
    gone._raw_delete(gone.db)


def _remove_made(made: dict[str, list[int]], *, by: User, at: datetime) -> list[str]:
    """Remove the themes and objectives that an import made; what is used since stays, and is told.

    A theme stays for an objective that stays.
    """
    stayed: list[str] = []
    for record, name in ((Objective, "objectives"), (Theme, "themes")):
        pks = made.get(name, [])
        used = {
            pk for field, held in _holders(record, pks) for pk in held.values_list(field, flat=True)
        }
        for each in record._default_manager.filter(pk__in=pks):
            if each.pk in used:
                stayed.append(str(each))
            else:
                each._history_user, each._history_date = by, at
                each.delete()
    return stayed


def _put_back(action: Action, before: dict[str, Any]) -> None:
    for name in COLUMNS:
        field: Any = Action._meta.get_field(name)
        setattr(action, name, field.to_python(before[name]))
    action.revision += 1


def _put_partners_back(rows: Sequence[PlanImportRow]) -> None:
    through = Action.partners.through
    changed = [row for row in rows if row.outcome == Outcome.CHANGED]
    through._default_manager.filter(action__in=[row.action_id for row in changed]).delete()
    through._default_manager.bulk_create(
        (
            through(action_id=row.action_id, partner_id=pk)
            for row in changed
            for pk in row.before["partners"]
        ),
        batch_size=CHUNK,
    )


@transaction.atomic
def discard_plan_import(*, plan_import: PlanImport) -> None:
    """Forget an import that never counted, and its file."""
    held = _hold(plan_import, State.MAPPING, State.PREVIEWED)
    _drop_file(held)
    held.delete()


def _drop_file(plan_import: PlanImport) -> None:
    """Forget the file once nothing needs it; not before the rest is sure."""
    if plan_import.file:
        storage, name = plan_import.file.storage, plan_import.file.name
        plan_import.file = ""
        plan_import.save(update_fields=["file"])
        transaction.on_commit(lambda: storage.delete(name))

"""Administration: an administrator keeps what belongs to their authority and sees nothing else."""

import hashlib
import json
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.contrib.auth import admin as _registers_groups  # noqa: F401 - to be undone below
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, CheckboxSelectMultiple, ModelForm
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from js_asset import Media
from simple_history.admin import SimpleHistoryAdmin

from accounts.forms import send_password_links
from accounts.models import Authority, Membership, Partner, Team, User
from accounts.roles import Permission
from accounts.services import forget_old_address
from accounts.trail import events_for
from core import audit
from core.http import require
from core.models import AuditEvent, changes


def administered(model: type[models.Model], user: Any) -> QuerySet[Any]:
    """The records of a model that a person may administer."""
    found = model._default_manager.all()
    if user.is_superuser:
        return found
    if model is AuditEvent:
        return events_for(user)
    return found.permitting(user, Permission.ADMINISTER)  # type: ignore[attr-defined]


OVERTAKEN = (
    "Somebody saved this while you had it open. What they saved stands below; what you typed is "
    "still in the boxes. Save again to keep yours."
)


def fingerprint(record: models.Model) -> str:
    """A short text that differs when a record says something else."""
    said = json.dumps(model_to_dict(record), default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def in_words(record: models.Model, name: str) -> str:
    """What a field of a record says, as a person would read it."""
    shown = getattr(record, f"get_{name}_display", None)
    value = shown() if shown else getattr(record, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if hasattr(value, "all"):
        return ", ".join(map(str, value.all()))
    return "" if value is None else str(value)


class OwnRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by a related record that offers only what the person may administer."""

    def own(self, field: Any, request: HttpRequest) -> QuerySet[Any]:
        """What is offered; nothing of another authority."""
        return administered(field.remote_field.model, request.user)

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Leave out what is not offered."""
        return field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={"pk__in": self.own(field, request).values("pk")},
        )


class OwnRecords:
    """What lists, inlines and choices share: only the records of one's authority."""

    model: type[models.Model]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The records the person may administer."""
        found = super().get_queryset(request)  # type: ignore[misc]
        return found.filter(pk__in=administered(self.model, request.user).values("pk"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer, and accept, only records the person may administer."""
        kwargs.setdefault("queryset", administered(db_field.related_model, request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer, and accept, only records the person may administer."""
        kwargs.setdefault("queryset", administered(db_field.related_model, request.user))
        kwargs.setdefault("widget", CheckboxSelectMultiple)  # Django's two lists have no names
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        if not request.user.is_staff:
            return False
        # An inline is asked about the record it stands on, which is of another model.
        if obj is None or request.user.is_superuser:
            return True
        return administered(type(obj), request.user).filter(pk=obj.pk).exists()

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the app is listed."""
        return self._may(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may look."""
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may add."""
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may change."""
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may delete."""
        return self._may(request, obj)


class AuthorityAdmin(OwnRecords, admin.ModelAdmin):
    """The base of every admin of records that hang from an authority.

    The model's default manager must offer ``permitting`` (``AuthorityOwnedQuerySet`` does).
    """

    view_on_site: Any = False
    list_per_page = 50
    change_form_template = "admin/authority_change_form.html"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A form that tells when somebody else has saved the record meanwhile."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        seen = request.POST.get("seen", "")
        if obj is None or not seen or seen == fingerprint(obj):
            return form

        class Overtaken(form):
            """The typed words stay; the next save, which has seen what is said here, counts."""

            def clean(self) -> Any:
                """Show what was saved meanwhile."""
                cleaned = super().clean()
                stored = [
                    f"{self.fields[name].label}: {in_words(self.instance, name)}"
                    for name in self.changed_data
                ]
                self.add_error(None, [OVERTAKEN, *stored])
                return cleaned

        return Overtaken

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Filters by related records offer only one's own."""
        return [
            (entry, OwnRelatedFilter) if self._is_related(entry) else entry
            for entry in super().get_list_filter(request)
        ]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # type: ignore[override]
        """Only what the filters of the list ask for.

        Django allows any field of the record, and with one that no page shows, such as the digest
        of a password, its value could be found out beginning by beginning.
        """
        entries = [*self.get_list_filter(request), self.date_hierarchy or ""]
        names = [entry if isinstance(entry, str) else entry[0] for entry in entries]
        asked = lookup.partition("__")[0]
        is_filter = asked in {str(name).partition("__")[0] for name in names}
        return is_filter and super().lookup_allowed(lookup, value, request)

    def _is_related(self, entry: Any) -> bool:
        if not isinstance(entry, str):
            return False
        field: Any = None
        model: Any = self.model
        for name in entry.split("__"):
            field = model._meta.get_field(name)
            model = field.related_model
        return bool(field and field.is_relation)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Let the editor's import map through the content security policy."""
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
        context["media"] = Media.from_media(context["media"]).with_nonce(nonce)
        if kwargs.get("obj"):
            stored = self.model._default_manager.get(pk=kwargs["obj"].pk)
            context["seen"] = fingerprint(stored)
        return super().render_change_form(request, context, *args, **kwargs)


class NamedCells(BaseInlineFormSet):
    """Rows of a table whose boxes have names of their own: their labels stand only above."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name each box for those who do not see the heading."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            named = "Remove this row" if name == "DELETE" else str(field.label or name)
            widget = getattr(field.widget, "widget", field.widget)  # the one inside the links
            widget.attrs["aria-label"] = named


class AuthorityInline(OwnRecords, admin.TabularInline):
    """The base of every inline of records that hang from an authority."""

    extra = 0
    formset = NamedCells


class TrackedAdmin(AuthorityAdmin, SimpleHistoryAdmin):
    """For models with a history: what was changed, when and by whom. It is only read."""

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is put back to what it was: that would go round the rules for changing it."""
        return True

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show an old version. The package would save what is sent, even for who may only read."""
        require(request.method != "POST")
        return super().history_form_view(request, object_id, version_id, extra_context)


class SettledFields:
    """What a record hangs from is settled when it is added: others rely on it."""

    settled: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The settled fields of a record that exists."""
        fields = list(super().get_readonly_fields(request, obj))  # type: ignore[misc]
        return fields if obj is None else [*fields, *self.settled]


class Recorded:
    """For records of which the audit trail tells what was done to them here: before and after.

    ``kind`` is what was done, ``recorded`` names the fields that are told of: without it all that
    are kept here, and the rows below them.
    """

    kind: AuditEvent.Kind = AuditEvent.Kind.ADMINISTRATION_CHANGED
    recorded: tuple[str, ...] = ()

    def authorities_of(self, obj: Any) -> set[int]:
        """The authorities in whose trail it stands."""
        found = type(obj)._default_manager.filter(pk=obj.pk)
        return set(found.values_list(getattr(found, "authority_path", "authority"), flat=True))

    def told(self, obj: Any, authority: int) -> dict[str, str]:
        """What the record says, as far as the trail of one authority may tell it."""
        return {name: in_words(obj, name) for name in self.recorded or self._kept(obj)}

    def _kept(self, obj: Any) -> list[str]:
        meta = type(obj)._meta
        fields = [each.name for each in (*meta.fields, *meta.many_to_many) if each.editable]
        rows = [
            relation.get_accessor_name()
            for inline in self.inlines  # type: ignore[attr-defined]
            for relation in meta.related_objects
            if relation.related_model is inline.model
        ]
        return [name for name in fields if name != meta.pk.name] + rows

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Remember what it said."""
        stored = type(obj)._default_manager.get(pk=obj.pk) if change else None
        form.said_before = self._said(stored) if stored else {}  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)  # type: ignore[misc]

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Tell what it says now, with all that hangs from it."""
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        stored = type(form.instance)._default_manager.get(pk=form.instance.pk)
        self._record(request, stored, form.said_before, self._said(stored))  # type: ignore[attr-defined]

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Tell what it said."""
        self._record(request, obj, self._said(obj), {})
        super().delete_model(request, obj)  # type: ignore[misc]

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Tell of each what it said."""
        for obj in queryset:
            self._record(request, obj, self._said(obj), {})
        super().delete_queryset(request, queryset)  # type: ignore[misc]

    def _said(self, obj: Any) -> dict[int, dict[str, str]]:
        return {authority: self.told(obj, authority) for authority in self.authorities_of(obj)}

    def _record(
        self,
        request: HttpRequest,
        obj: Any,
        before: dict[int, dict[str, str]],
        after: dict[int, dict[str, str]],
    ) -> None:
        for authority in sorted(before.keys() | after.keys()):
            was = before.get(authority, {})
            became = after.get(authority, dict.fromkeys(was, ""))
            if differing := changes(was, became):
                audit.record(
                    self.kind,
                    by=request.user,
                    authority_id=authority,
                    subject=obj,
                    changes=differing,
                )


class ReadOnly:
    """For records that are added by the product and never rewritten."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds them by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody rewrites them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody removes them."""
        return False


class ReadOnlyAdmin(ReadOnly, AuthorityAdmin):
    """A list to search and read."""


class ReadOnlyInline(ReadOnly, AuthorityInline):
    """Rows to read on the page of what they belong to."""


class MembershipInline(AuthorityInline):
    """The roles of a person."""

    model = Membership


@admin.register(User)
class UserAdmin(Recorded, AuthorityAdmin):
    """People. Their password is theirs: it is set through a link sent to them."""

    kind = AuditEvent.Kind.PEOPLE_CHANGED
    recorded = ("email", "name", "post", "is_active")
    list_display = ["name", "email", "post", "is_active"]
    list_filter = ["memberships__role", "memberships__authority", "is_active"]
    search_fields = ["name", "email", "post"]
    fields = ["email", "name", "post", "is_active", "is_superuser", "joined_at", "last_login"]
    readonly_fields = ["joined_at", "last_login"]
    inlines = [MembershipInline]
    actions = ["send_password_link"]

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """Only operators see who else is one."""
        fields = list(super().get_fields(request, obj))
        if obj is None:
            fields = [name for name in fields if name not in self.readonly_fields]
        if not request.user.is_superuser:
            fields.remove("is_superuser")
        return fields

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """Somebody who belongs to another authority too, or runs the site, is not ours to change.

        Whoever changes an e-mail address could take the account over through a password link.
        """
        fields = list(super().get_readonly_fields(request, obj))
        if obj is not None and not self._is_ours_alone(request, obj):
            fields += ["email", "name", "post", "is_active"]
        return fields

    def authorities_of(self, obj: User) -> set[int]:
        """Those where the person holds a role."""
        return {each.authority_id for each in obj.memberships.all()}

    def told(self, obj: User, authority: int) -> dict[str, str]:
        """With the roles they hold in the authority."""
        held = [each for each in obj.memberships.all() if each.authority_id == authority]
        roles = ", ".join(sorted(each.get_role_display() for each in held))
        return {**super().told(obj, authority), "roles": roles}

    def _is_ours_alone(self, request: HttpRequest, person: User) -> bool:
        if request.user.is_superuser:
            return True
        ours = administered(Authority, request.user).values("pk")
        return not (person.is_superuser or person.memberships.exclude(authority__in=ours).exists())

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People who leave may no longer sign in, but what they did keeps their name."""
        return bool(request.user.is_superuser) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """A new person has no password yet, and is sent a link to set one."""
        if not change:
            obj.set_unusable_password()
        elif "email" in form.changed_data:
            forget_old_address(obj)
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: User, *args: Any) -> HttpResponse:
        """Send the link when the person and their roles are saved."""
        self.send_password_link(request, User.objects.filter(pk=obj.pk))
        return super().response_add(request, obj, *args)

    @admin.action(description="Send a link to set their password")
    def send_password_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """The link goes to their own e-mail address, and to nobody else."""
        told = send_password_links(request, queryset)
        self.message_user(
            request,
            "A link to set a password was sent to " + ", ".join(person.email for person in told),
            messages.SUCCESS,
        )


@admin.register(Authority)
class AuthorityRecordAdmin(Recorded, AuthorityAdmin):
    """Councils. Operators add them; their administrators keep their details."""

    kind = AuditEvent.Kind.PEOPLE_CHANGED
    recorded = ("name", "short_name", "slug", "programme_office")
    list_display = ["name", "short_name", "programme_office"]
    search_fields = ["name", "short_name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Authority | None = None) -> list[str]:
        """The address stands in public links."""
        return [] if request.user.is_superuser else ["slug"]

    def authorities_of(self, obj: Authority) -> set[int]:
        """Itself."""
        return {obj.pk}

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Operators only."""
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Operators only."""
        return bool(request.user.is_superuser)


@admin.register(Membership)
class MembershipAdmin(Recorded, AuthorityAdmin):
    """Who holds which role."""

    kind = AuditEvent.Kind.PEOPLE_CHANGED
    recorded = ("user", "role")
    list_display = ["user", "role", "authority"]
    list_filter = ["role", "authority"]
    list_select_related = ["user", "authority"]
    search_fields = ["user__name", "user__email"]


@admin.register(Team)
class TeamAdmin(Recorded, SettledFields, AuthorityAdmin):
    """Teams, whoever works in them today."""

    kind = AuditEvent.Kind.PEOPLE_CHANGED
    recorded = ("name", "members")
    list_display = ["name", "authority"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    search_fields = ["name"]
    settled = ("authority",)


@admin.register(Partner)
class PartnerAdmin(Recorded, SettledFields, AuthorityAdmin):
    """Bodies outside the council."""

    kind = AuditEvent.Kind.PEOPLE_CHANGED
    recorded = ("name",)
    list_display = ["name", "authority"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    search_fields = ["name"]
    settled = ("authority",)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The audit trail: who did what, and when."""

    list_display = ["at", "actor_name", "kind", "subject"]
    list_filter = ["kind"]
    date_hierarchy = "at"
    search_fields = ["actor_name", "subject"]
    fields = ["at", "actor_name", "kind", "subject", "details"]


admin.site.unregister(Group)  # our roles are in accounts/roles.py
# Everybody comes in by the one door that counts attempts and asks for the second step.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

"""The entrance's forms in our words, and forms about people."""

from collections.abc import Iterable
from typing import Any

from allauth.account import forms as entrance
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts import directory
from accounts.models import Absence, Authority, User, UserQuerySet
from accounts.permissions import can_keep_people, keepable_people
from accounts.roles import Permission
from core.forms import Form, ModelForm, dress, offer


class LoginForm(entrance.LoginForm):
    """Sign in by e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"
        self.fields["password"].help_text = ""  # the way to a new password stands on the page
        dress(self)


class ResetPasswordForm(entrance.ResetPasswordForm):
    """Ask for a link to set a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        dress(self)


def send_password_links(request: HttpRequest, people: Iterable[User]) -> list[User]:
    """Send people who may sign in a link to set a password, each to their own address."""
    told = [person for person in people if person.is_active]
    for person in told:
        form = ResetPasswordForm({"email": person.email})
        if form.is_valid():
            form.save(request)
    return told


class AbsenceForm(ModelForm):
    """When a person is away, and who stands in for them.

    An administrator may say it for others. Whose it is and where is settled when it is added.
    """

    class Meta:
        model = Absence
        fields = ["user", "authority", "starts_on", "ends_on", "deputy"]
        labels = {
            "user": "Who is away",
            "authority": "Council",
            "starts_on": "First day away",
            "ends_on": "Last day away",
            "deputy": "Who stands in",
        }
        help_texts = {
            "ends_on": "",
            "deputy": "They find the work in their My work, and may do what their own roles allow.",
        }
        error_messages = {
            "starts_on": {"required": "Enter the first day away."},
            "ends_on": {"required": "Enter the last day away."},
            "deputy": {"required": "Choose who stands in."},
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.councils = Authority.objects.visible_to(by)
        people = User.objects.visible_to(by).filter(is_active=True)
        offer(self, "deputy", people.exclude(pk=by.pk) if not can_keep_people(by) else people)
        if self.instance.pk:
            del self.fields["user"], self.fields["authority"]
            return
        offer(self, "user", keepable_people(by).filter(is_active=True) | people.filter(pk=by.pk))
        offer(self, "authority", self.councils)
        self.initial.setdefault("user", by.pk)
        if not can_keep_people(by):
            del self.fields["user"]
            self.instance.user = by
        councils = list(self.councils[:2])
        if len(councils) == 1:
            del self.fields["authority"]
            self.instance.authority = councils[0]

    def clean(self) -> dict[str, Any]:
        """Refuse days that overlap others, and people who do not work there."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person = cleaned.get("user") or (self.instance.user if self.instance.user_id else None)
        council = cleaned.get("authority") or (
            self.instance.authority if self.instance.authority_id else None
        )
        first, last, deputy = (cleaned.get(name) for name in ("starts_on", "ends_on", "deputy"))
        if not (person and council):
            return cleaned
        if person != self.by and not self.by.may(Permission.ADMINISTER, council.pk):
            self.add_error("user", f"You do not keep the people of {council}.")
        elif not person.memberships.filter(authority=council).exists():
            self.add_error(
                "user" if "user" in self.fields else None, f"{person} does not work at {council}."
            )
        if deputy and deputy == person:
            self.add_error("deputy", "Choose another person.")
        elif deputy and not deputy.memberships.filter(authority=council).exists():
            self.add_error("deputy", f"{deputy} does not work at {council}.")
        if first and last and last < first:
            self.add_error("ends_on", "The last day cannot be before the first.")
        elif first and last:
            others = Absence.objects.filter(
                user=person, authority=council, starts_on__lte=last, ends_on__gte=first
            ).exclude(pk=self.instance.pk)
            if other := others.first():
                self.add_error(
                    "starts_on",
                    f"They are away from {other.starts_on:%-d %B %Y} to "
                    f"{other.ends_on:%-d %B %Y} already. Change those days instead.",
                )
        return cleaned


class HandOverForm(Form):
    """To whom a person's work goes."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Who takes it over",
        error_messages={"required": "Choose who takes the work over."},
    )

    def __init__(self, *args: Any, people: UserQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", people)


class PeopleFileForm(Form):
    """A list of joiners and leavers, and the council that it is about."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label="Council")
    file = forms.FileField(
        label="The list",
        help_text="A CSV file or a workbook, with the headings of our template.",
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose another one.",
        },
    )

    def __init__(self, *args: Any, councils: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", councils)
        first = list(councils[:2])
        if len(first) == 1:
            self.fields["authority"].widget = forms.HiddenInput()
            self.fields["authority"].initial = first[0].pk

    def clean(self) -> dict[str, Any]:
        """Read the rows of the file."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            try:
                cleaned["rows"] = directory.read(file, file.name)
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned

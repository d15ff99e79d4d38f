"""What a person is reminded of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import SignedInRequest
from improvement.forms.reminders import RemindersForm
from improvement.models import ReminderRule
from improvement.services.reminders import choose_reminders


def reminder_choices(request: SignedInRequest) -> HttpResponse:
    """Let the person choose what they are reminded of, within the rules of their authorities."""
    rules = list(ReminderRule.objects.visible_to(request.user).filter(is_on=True))
    sent = request.POST if "save" in request.POST else None  # nothing ticked is an answer too
    form = RemindersForm(sent, user=request.user, rules=rules)
    if form.is_valid():
        choose_reminders(user=request.user, silent=form.silent)
        messages.success(request, "Your choice is saved.")
        return redirect("improvement:reminder_choices")
    return render(request, "improvement/reminder_choices.html", {"form": form, "rules": rules})

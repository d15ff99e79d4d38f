"""Send everybody what they are to be reminded of today."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Authority, User
from core import clock
from improvement.models import ReminderMail, ReminderRule
from improvement.reminder_mails import write_mail
from improvement.reminding import WEEK, Notice, gather
from improvement.services.reminders import NoMailServer, Outcome, send_mails


class Command(BaseCommand):
    """Sends one mail a person a day; safe to run twice."""

    help = (
        "Sends each person one mail with all they are to be reminded of, by the rule of their "
        "authority. Safe to run twice: nobody has two mails on a day or is told the same thing "
        "twice. Ends with 1 where a mail could not be sent."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day, the authority, and whether to send."""
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would go to whom; write nothing"
        )
        parser.add_argument("--authority", metavar="SLUG", help="only the people of this one")
        parser.add_argument("--day", type=date.fromisoformat, help="instead of today: 2018-04-30")

    def handle(self, *args: Any, **options: Any) -> None:
        """Gather for all authorities at once, then send person by person."""
        if not settings.SITE_URL:
            raise CommandError(
                "Set SITE_URL to the address of this site, for example "
                "https://tracker.example.gov.uk: mail has links in it."
            )
        day: date = options["day"] or clock.today()
        rules = self._rules(options["authority"])
        notices = gather(rules, as_at=day)
        if options["dry_run"]:
            self._print(notices, day)
        else:
            self._tell_unfinished(rules, day)
            self._send(notices, day)

    def _rules(self, slug: str | None) -> Sequence[ReminderRule]:
        rules = ReminderRule.objects.filter(is_on=True).select_related("authority")
        if slug is None:
            return list(rules.order_by("authority"))
        if not Authority.objects.filter(slug=slug).exists():
            raise CommandError(f"There is no authority with the address {slug}.")
        found = list(rules.filter(authority__slug=slug))
        if not found:
            raise CommandError(f"Reminders are not switched on for {slug}.")
        return found

    def _print(self, notices: dict[int, list[Notice]], day: date) -> None:
        mailed = set(ReminderMail.objects.filter(day=day).values_list("user", flat=True))
        people = User.objects.filter(pk__in=notices.keys() - mailed).order_by("email")
        for person in people:
            mail = write_mail(person, notices[person.pk], day)
            self.stdout.write(f"To {person} <{person.email}>\n\n{mail.body}")
        self.stdout.write(f"{_mails(len(people))} would go. Nothing was sent or written down.")

    def _tell_unfinished(self, rules: Sequence[ReminderRule], day: date) -> None:
        """Name the mails of an earlier run, or of one that runs now, that have not gone."""
        of_rules = {"user__memberships__authority__reminder_rule__in": rules}
        unfinished = ReminderMail.objects.unfinished().filter(day__gt=day - WEEK, **of_rules)
        for mail in unfinished.select_related("user").order_by("day", "user__email").distinct():
            self.stderr.write(
                f"It is not known whether the mail of {mail.day:%-d %B %Y} went to "
                f"{mail.user.email}. It is not sent again."
            )

    def _send(self, notices: dict[int, list[Notice]], day: date) -> None:
        outcomes: Counter[Outcome] = Counter()
        try:
            for sent in send_mails(notices, day=day, connection=get_connection()):
                outcomes[sent.outcome] += 1
                if sent.outcome in (Outcome.REFUSED, Outcome.NOT_KNOWN):
                    self.stderr.write(
                        f"The mail to {sent.person.email} {sent.outcome}. {sent.reason}"
                    )
        except NoMailServer as failure:
            raise CommandError(
                f"The mail server does not answer: {failure}. {_mails(outcomes[Outcome.SENT])} "
                "sent. Run this again when it answers."
            ) from failure
        self.stdout.write(
            f"{_mails(outcomes[Outcome.SENT])} sent. "
            f"{outcomes[Outcome.HAD]} had theirs on this day already."
        )
        failed = outcomes[Outcome.REFUSED] + outcomes[Outcome.NOT_KNOWN]
        if failed:
            raise CommandError(f"{_mails(failed)} could not be sent.")


def _mails(count: int) -> str:
    return "1 mail" if count == 1 else f"{count} mails"

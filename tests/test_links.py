"""Every page is reached by links, and no link is broken."""

import re
from collections import Counter, deque
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from accounts.models import User
from demonstration.barnet.people import DAY
from tests.council import TODAY, all_roles, grow
from tests.factories.accounts import AuthorityFactory
from tests.test_house import OURS, addresses

# Addresses of ours that no page links to, and why.
NOT_LINKED = {
    "core:healthz": "answers monitoring with one word",
    "committee:calendar_feed": "is read by calendars, at an address that only its person has",
}
# What is linked in a state that neither council of the test is in.
LINKED_WHEN = {
    "accounts:draft_discard": "something was typed and not saved",
    "accounts:draft_save": "somebody types, where scripts run",
    "committee:meeting_item_remove": "an item of the agenda has nothing on it yet",
    "committee:question_ask": "a member may still ask before a meeting",
    "committee:report_checks": "the checks have something to say",
    "committee:section_move": "a section of one's own has been begun",
    "committee:section_restore": "a section has an earlier version",
    "improvement:my_work_group": "more of a sort waits than My work shows",
    "improvement:narrative_move": "a text on a theme waits for a step",
    "improvement:plan_import_themes": "a plan that is brought in names themes that are not there",
    "performance:commentary_ask": "indicators are exceptions without commentary",
}
# What sends a file: a council of the tests has the records without the files.
FILES = frozenset(
    {"committee:published_file", "committee:published_exempt_file", "committee:minutes_file"}
)
# How many of the pages that share an address pattern are opened.
ALIKE = 4


def crawl(client: Client, *starts: str, without: frozenset[str] = frozenset()) -> set[str]:
    """The names of what links and forms lead to; fails where one leads to nothing.

    ``without`` names what need not be there.
    """
    waiting, seen = deque(starts), set(starts)
    times: Counter[str] = Counter()
    broken: list[str] = []
    while waiting:
        path = waiting.popleft()
        try:
            name = resolve(path).view_name
        except Resolver404:
            broken.append(path)
            continue
        times[name] += 1
        if times[name] > ALIKE:
            continue
        answer = client.get(path)
        if answer.status_code in (301, 302):
            fresh = [urlsplit(answer["Location"]).path]
        elif answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:  # it is only posted to
            continue
        elif answer.status_code != HTTPStatus.OK:
            if name in without:
                continue
            broken.append(f"{path} answers {answer.status_code}")
            continue
        elif not answer["Content-Type"].startswith("text/html"):
            continue
        else:
            page = html.fromstring(answer.content)
            targets = [urlsplit(each) for each in page.xpath("//a/@href | //form/@action")]
            fresh = [
                target.path
                for target in targets
                if not target.netloc
                and not target.scheme
                and target.path.startswith("/")
                and not target.path.startswith(("/static/", "/admin/"))
            ]
        waiting.extend(link for link in dict.fromkeys(fresh) if link not in seen)
        seen.update(fresh)
    assert broken == []
    return set(times)


@pytest.mark.django_db
def test_every_page_is_reached_by_links(settings: Any) -> None:
    settings.TODAY = TODAY
    council = AuthorityFactory()
    person = all_roles(council)
    grow(council, person, 2)
    client = Client()
    client.force_login(person)
    reached = crawl(client, "/", "/published/", without=FILES)
    settings.TODAY = DAY
    call_command("demo", verbosity=0)
    client.force_login(User.objects.create_superuser("operator@example.org", name="Operator"))
    reached |= crawl(client, "/", "/published/", without=FILES)
    ours = {name for name, _ in addresses() if name.partition(":")[0] in OURS}
    assert ours - reached == NOT_LINKED.keys() | LINKED_WHEN.keys()
    pages = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    linked = {name for page in pages for name in re.findall(r"""{% url ["']([\w:]+)["']""", page)}
    assert LINKED_WHEN.keys() <= linked

"""What a person may do in an authority: the roles, in words anybody can read."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a role may allow. The value is how a person would say it."""

    READ_PLAN = "read the plan, its actions and their story"
    UPDATE_OWN_ACTIONS = "record progress on actions they or their teams lead"
    UPDATE_ANY_ACTION = "record progress on any action"
    EDIT_PLAN = "add and change actions"
    DECIDE_DUE_DATES = "decide requests to move a due date"
    REVIEW_EVIDENCE = "say whether evidence is adequate, and record re-tests"
    WRITE_NARRATIVE = "write a theme's narrative for a period"
    ACCEPT_NARRATIVE = "accept a narrative or return it with a reason"
    EDIT_INDICATORS = "keep indicators, their targets and scorecards"
    LOAD_FIGURES = "bring figures in, and take them back"
    READ_SMALL_NUMBERS = "see small numbers that are hidden from others"
    WRITE_OWN_COMMENTARY = "write commentary on indicators they own"
    WRITE_ANY_COMMENTARY = "write commentary on any indicator"
    ACCEPT_COMMENTARY = "ask for commentary, accept it or return it with a reason"
    READ_UNPUBLISHED_LETTERS = "read inspectors' letters before they are published"
    RECORD_FINDINGS = "keep visits, letters, findings, audits and voice"
    TRACE_FINDINGS = "say how the plan answers a finding, and close findings"
    READ_DRAFT_REPORTS = "read papers before they are published"
    WRITE_REPORTS = "start papers and write them"
    PUBLISH_REPORTS = "publish papers and correct published ones"
    CLEAR_REPORTS = "say whether a paper may go forward, for finance, legal or governance"
    READ_EXEMPT = "read the exempt parts of published papers"
    MANAGE_MEETINGS = "keep bodies, meetings and their minutes"
    ASK_QUESTIONS = "ask questions on a paper before the meeting"
    ANSWER_MEMBERS = "answer members' questions and keep promises made to them"
    EXPORT = "take lists out as files"
    ADMINISTER = "keep themes, statuses, people and roles"


@dataclass(frozen=True)
class RoleDefinition:
    """A role: its name, what it is for, and what it allows."""

    name: str
    description: str
    permissions: frozenset[Permission]


_P = Permission
_READ = frozenset({_P.READ_PLAN, _P.EXPORT})
_UPDATE = _READ | {_P.UPDATE_OWN_ACTIONS, _P.WRITE_OWN_COMMENTARY, _P.READ_DRAFT_REPORTS}

ROLES: dict[str, RoleDefinition] = {
    "reader": RoleDefinition(
        "Reader",
        "Reads the plan and published papers. For advisers and improvement partners.",
        _READ,
    ),
    "member": RoleDefinition(
        "Committee member",
        "Reads the plan and published papers with their exempt parts, and asks questions before "
        "the meeting.",
        _READ | {_P.READ_EXEMPT, _P.ASK_QUESTIONS},
    ),
    "updater": RoleDefinition(
        "Officer",
        "Records progress and evidence on the actions they or their teams lead, explains the "
        "indicators they own, and sees both in the draft paper.",
        _UPDATE,
    ),
    "theme_lead": RoleDefinition(
        "Theme lead",
        "Updates any action, decides date changes, reviews evidence and writes the narrative for "
        "the period.",
        _UPDATE
        | {
            _P.UPDATE_ANY_ACTION,
            _P.EDIT_PLAN,
            _P.DECIDE_DUE_DATES,
            _P.REVIEW_EVIDENCE,
            _P.WRITE_NARRATIVE,
            _P.WRITE_ANY_COMMENTARY,
            _P.READ_SMALL_NUMBERS,
            _P.READ_UNPUBLISHED_LETTERS,
            _P.RECORD_FINDINGS,
            _P.TRACE_FINDINGS,
            _P.READ_EXEMPT,
            _P.ANSWER_MEMBERS,
        },
    ),
    "analyst": RoleDefinition(
        "Performance analyst",
        "Keeps indicators and targets, brings figures in and asks for commentary.",
        _READ
        | {
            _P.READ_DRAFT_REPORTS,
            _P.EDIT_INDICATORS,
            _P.LOAD_FIGURES,
            _P.READ_SMALL_NUMBERS,
            _P.WRITE_ANY_COMMENTARY,
            _P.ACCEPT_COMMENTARY,
        },
    ),
    "author": RoleDefinition(
        "Report author",
        "Builds papers, edits every section, accepts narratives and commentary, and publishes.",
        _UPDATE
        | {
            _P.WRITE_NARRATIVE,
            _P.ACCEPT_NARRATIVE,
            _P.WRITE_ANY_COMMENTARY,
            _P.ACCEPT_COMMENTARY,
            _P.READ_UNPUBLISHED_LETTERS,
            _P.RECORD_FINDINGS,
            _P.TRACE_FINDINGS,
            _P.WRITE_REPORTS,
            _P.PUBLISH_REPORTS,
            _P.READ_EXEMPT,
            _P.ANSWER_MEMBERS,
        },
    ),
    "clearer": RoleDefinition(
        "Clearer",
        "Reads papers before they are published, and clears them. For finance, legal and "
        "governance.",
        _READ | {_P.READ_DRAFT_REPORTS, _P.CLEAR_REPORTS, _P.READ_EXEMPT},
    ),
    "clerk": RoleDefinition(
        "Clerk",
        "Keeps committees, meetings and minutes, and publishes papers. For democratic services.",
        _READ | {_P.READ_DRAFT_REPORTS, _P.MANAGE_MEETINGS, _P.PUBLISH_REPORTS, _P.READ_EXEMPT},
    ),
    "administrator": RoleDefinition(
        "Administrator",
        "Keeps themes, statuses, people and roles for the authority.",
        _READ
        | {
            _P.UPDATE_ANY_ACTION,
            _P.EDIT_PLAN,
            _P.DECIDE_DUE_DATES,
            _P.READ_DRAFT_REPORTS,
            _P.MANAGE_MEETINGS,
            _P.EDIT_INDICATORS,
            _P.ADMINISTER,
        },
    ),
}

ROLE_CHOICES = [(key, role.name) for key, role in ROLES.items()]


def roles_with(permission: Permission) -> list[str]:
    """The roles that allow something."""
    return [key for key, role in ROLES.items() if permission in role.permissions]

"""The rules that papers are held to: what each is called, how much it weighs, and why it matters.

Rules of ``ON_PAPERS`` look at a tree alone, so they also hold for a Word file from outside; those
of ``ON_DRAFTS`` need what is recorded. A rule that may be mistaken warns; an error is what nobody
could want to be published.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec

from committee import embargo, exemption
from committee.checks import contents, history, references, sums, times, wording
from committee.checks.draft import Draft
from committee.checks.flaws import Flaws
from committee.checks.paper import Paper
from documents.problems import Severity

P = ParamSpec("P")


@dataclass(frozen=True)
class Rule(Generic[P]):
    """One thing that is looked for: its name in addresses, its title, and why it matters."""

    name: str
    severity: Severity
    title: str
    why: str
    find: Callable[P, Flaws]


ON_PAPERS: tuple[Rule[[Paper]], ...] = (
    Rule(
        "printing",
        "error",
        "Something cannot be printed as it is",
        "A citation that leads nowhere, a table without headings, a heading that skips a level or "
        "a picture without a description shuts readers out.",
        lambda paper: paper.faults,
    ),
    Rule(
        "dangling",
        "error",
        "A typed reference leads nowhere",
        "Members turn to the paragraph that they are asked to note.",
        references.dangling,
    ),
    Rule(
        "backward",
        "error",
        "A typed range runs backwards",
        "Nobody can tell which paragraphs are meant.",
        references.backward,
    ),
    Rule(
        "short-range",
        "warning",
        "A range no longer covers what it says",
        "Paragraphs that were added later are left out of what members note or agree.",
        references.short_ranges,
    ),
    Rule(
        "absent-appendix",
        "error",
        "An appendix is promised and absent",
        "Members are asked to look at what they do not have.",
        references.absent_appendices,
    ),
    Rule(
        "typed-order",
        "warning",
        "Typed numbers do not follow each other",
        "Two paragraphs with one number, or one under another heading, cannot be cited.",
        references.typed_order,
    ),
    Rule(
        "total",
        "warning",
        "A total does not match its parts",
        "Readers add up, and doubt the rest where a sum is wrong.",
        sums.totals_in_text,
    ),
    Rule(
        "total-in-table",
        "warning",
        "A total in a table does not match its parts",
        "Readers add up, and doubt the rest where a sum is wrong.",
        sums.totals_in_tables,
    ),
    Rule(
        "shares",
        "warning",
        "Percentages do not make 100",
        "One of them is wrong, or a group has been left out without a word.",
        sums.shares_in_text,
    ),
    Rule(
        "shares-in-table",
        "warning",
        "Percentages in a table do not make 100",
        "One of them is wrong, or a group has been left out without a word.",
        sums.shares_in_tables,
    ),
    Rule(
        "count",
        "warning",
        "A count disagrees with a table",
        "The paper says two things of one.",
        sums.counts_beside_tables,
    ),
    Rule(
        "passed",
        "warning",
        "A day is told as still to come, and will have passed",
        "The paper is read on the day of the meeting, not on the day it is written.",
        times.passed_as_to_come,
    ),
    Rule(
        "to-come",
        "warning",
        "A day is told as past, and is still to come",
        "Nothing can be reported before it has happened.",
        times.to_come_as_passed,
    ),
    Rule(
        "abbreviation",
        "warning",
        "An abbreviation is not explained",
        "The public reads the paper too, and new members do.",
        wording.unexplained,
    ),
    Rule(
        "small-number",
        "warning",
        "A number of children is under the threshold",
        "Small numbers can tell who somebody is.",
        wording.small_numbers,
    ),
    Rule(
        "identifying",
        "warning",
        "Words may tell who a child is",
        "A published paper cannot be taken back.",
        wording.identifying,
    ),
    Rule(
        "description",
        "warning",
        "A description does not say what a picture or chart shows",
        "People who do not see it have only these words.",
        wording.described_by_name_only,
    ),
    Rule(
        "abbreviation-again",
        "information",
        "An abbreviation is explained twice",
        "Once is enough in the body of a paper, in its summary and in each appendix.",
        wording.explained_again,
    ),
    Rule(
        "reading-age",
        "information",
        "Reading age",
        "Members of the public read most easily what a child of 9 to 14 could read.",
        wording.hard_reading,
    ),
    Rule(
        "long-sentence",
        "information",
        "A long sentence",
        "Few people hold more than 35 words together.",
        wording.long_sentences,
    ),
)


ON_DRAFTS: tuple[Rule[[Draft, Paper]], ...] = (
    Rule(
        "missing",
        "error",
        "Something has to be written",
        "The body's papers always have it.",
        contents.missing,
    ),
    Rule(
        "empty",
        "warning",
        "A section is empty",
        "A heading with nothing below it makes readers look for what is not there.",
        contents.empty,
    ),
    Rule(
        "embargo",
        "error",
        "A letter that is not published yet is told or quoted",
        "Nobody may tell what a letter says before the inspectorate publishes it.",
        lambda draft, paper: embargo.find(draft.facts, paper.document),
    ),
    Rule(
        "exempt",
        "error",
        "What is exempt is not explained in full",
        "The law asks for the ground, the reason and the public interest, beside each other.",
        lambda draft, paper: exemption.find(draft.facts, paper.document),
    ),
    Rule(
        "not-accepted",
        "warning",
        "A narrative or self-evaluation is not accepted yet",
        "What nobody has accepted may still change.",
        contents.not_accepted,
    ),
    Rule(
        "nothing-chosen",
        "warning",
        "A part shows nothing yet",
        "It prints a heading and no figures or findings.",
        contents.nothing_chosen,
    ),
    Rule(
        "no-commentary",
        "warning",
        "A rating has no commentary",
        "Members ask at once why an indicator is off target.",
        contents.without_commentary,
    ),
    Rule(
        "commentary",
        "warning",
        "Commentary contradicts its figures",
        "The paper says two things of one.",
        contents.contradicting_commentary,
    ),
    Rule(
        "unkept",
        "warning",
        "What was typed cannot be kept",
        "It is printed otherwise than it was typed, so look at how it reads.",
        contents.unkept,
    ),
    Rule(
        "typed-figure",
        "warning",
        "A typed figure disagrees with the data",
        "The paper says two things of one.",
        contents.disagreeing,
    ),
    Rule(
        "former-name",
        "warning",
        "A body's former name",
        "Readers look for a body that no longer exists.",
        history.former_names,
    ),
    Rule(
        "said-before",
        "warning",
        "The same text as in the last paper",
        "Members read that nothing has happened since.",
        history.said_before,
    ),
    Rule(
        "review",
        "warning",
        "Standing text is past its review",
        "Law, money and names change while the text stays.",
        history.to_be_reviewed,
    ),
    Rule(
        "series",
        "warning",
        "The number in the series does not follow",
        "The record of the meeting would miss a paper, or have one twice.",
        history.number_in_series,
    ),
    Rule(
        "period",
        "warning",
        "The period or the month of the figures is another",
        "Members hold this period's figures against the wrong months.",
        history.period,
    ),
    Rule(
        "typed-reference",
        "information",
        "A reference is typed",
        "A typed number is wrong as soon as a paragraph is added before it.",
        lambda draft, paper: references.typed_instead(paper),
    ),
)

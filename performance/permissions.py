"""Who may do what with indicators. The same predicate decides the button and the door."""

from accounts.models import User
from accounts.roles import Permission
from performance.models import Commentary, ImportBatch, Indicator
from performance.vocabulary import BatchState, CommentaryState


def can_edit_indicators(user: User, authority_id: int) -> bool:
    """Keep the library: indicators, targets, comparators typed in, scorecards."""
    return user.may(Permission.EDIT_INDICATORS, authority_id)


def can_edit_indicator(user: User, indicator: Indicator) -> bool:
    """Change an indicator, its targets and its control limits."""
    return can_edit_indicators(user, indicator.authority_id)


def can_load_figures(user: User, authority_id: int) -> bool:
    """Bring figures in."""
    return user.may(Permission.LOAD_FIGURES, authority_id)


def can_commit_import(user: User, batch: ImportBatch) -> bool:
    """Commit what has been looked at."""
    return batch.state == BatchState.PREVIEWED and can_load_figures(user, batch.authority_id)


def can_discard_import(user: User, batch: ImportBatch) -> bool:
    """Forget what never counted."""
    waits = batch.state in (BatchState.MAPPING, BatchState.PREVIEWED)
    return waits and can_load_figures(user, batch.authority_id)


def can_undo_import(user: User, batch: ImportBatch) -> bool:
    """Take an import back, as far as roles go; what depends on it may still stand in the way."""
    return batch.state == BatchState.COMMITTED and can_load_figures(user, batch.authority_id)


def can_see_small_numbers(user: User, authority_id: int) -> bool:
    """See numbers that are hidden outside the service."""
    return user.may(Permission.READ_SMALL_NUMBERS, authority_id)


def can_write_commentary(user: User, indicator: Indicator) -> bool:
    """Write what the data shows: on any indicator, or on one's own."""
    if user.may(Permission.WRITE_ANY_COMMENTARY, indicator.authority_id):
        return True
    is_own = user.acts_for(indicator.owner_id, indicator.authority_id)
    return is_own and user.may(Permission.WRITE_OWN_COMMENTARY, indicator.authority_id)


def can_accept_commentary(user: User, authority_id: int) -> bool:
    """Ask owners for commentary, accept it or return it."""
    return user.may(Permission.ACCEPT_COMMENTARY, authority_id)


def can_move_commentary(user: User, commentary: Commentary, state: str) -> bool:
    """Take a commentary a step further: accepting and returning are held apart from writing."""
    if state in (CommentaryState.ACCEPTED, CommentaryState.RETURNED):
        return can_accept_commentary(user, commentary.indicator.authority_id)
    return can_write_commentary(user, commentary.indicator)


def can_read_commentary(user: User, commentary: Commentary) -> bool:
    """Read it: once accepted everybody of the authority, before that those who see drafts."""
    if commentary.state == CommentaryState.ACCEPTED:
        return True
    return user.may(Permission.READ_DRAFT_REPORTS, commentary.indicator.authority_id)


def can_edit_commentary(user: User, commentary: Commentary) -> bool:
    """Change its words: once accepted, only who may accept it."""
    indicator = commentary.indicator
    if commentary.state == CommentaryState.ACCEPTED:
        return can_accept_commentary(user, indicator.authority_id)
    return can_write_commentary(user, indicator)


def can_open_commentary(user: User, commentary: Commentary) -> bool:
    """Open the page where it is read, written, accepted or returned."""
    return can_read_commentary(user, commentary) or can_edit_commentary(user, commentary)

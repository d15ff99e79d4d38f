"""What stands between a person and a page."""

from django.core.exceptions import PermissionDenied


def require(allowed: bool) -> None:
    """Refuse the request with a page that says who can help, unless the person may do this."""
    if not allowed:
        raise PermissionDenied

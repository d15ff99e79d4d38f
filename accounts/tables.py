"""Tables about people."""

from core.tables import LeanTable, TextColumn


class RoleHolderTable(LeanTable):
    """Who holds which role, for whoever keeps the roles."""

    caption = "Who holds them"

    user = TextColumn(accessor="user__name", verbose_name="Person")
    post = TextColumn(accessor="user__post")
    role = TextColumn(accessor="get_role_display", orderable=False)
    authority = TextColumn(accessor="authority__name", verbose_name="Council")

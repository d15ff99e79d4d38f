"""People, authorities, memberships, roles and sign-in."""

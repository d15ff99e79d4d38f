"""The demonstration authority: London Borough of Barnet as its papers of 2018 describe it."""

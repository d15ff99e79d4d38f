"""Small programs that prepare a machine for the tracker; `make` calls them."""

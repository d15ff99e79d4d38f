"""Filters by address: what is asked stands in the query string, so it can be sent on."""

import django_filters

from core.forms import FilterForm


class FilterSet(django_filters.FilterSet):
    """The base of every filter; its own form is the filter form.

    A value that is not among the choices is an error beside its field, and narrows nothing.
    """

    def get_form_class(self) -> type[FilterForm]:
        """The filters' own fields, in our look."""
        fields = {name: filter_.field for name, filter_ in self.filters.items()}
        return type(f"{type(self).__name__}Form", (FilterForm,), fields)

    @property
    def is_narrowed(self) -> bool:
        """Whether the address asks for less than everything."""
        return any(self.data.get(name) for name in self.filters)

"""Figures and what is said of them, for templates."""

from django import template

from documents import charts
from documents.html import Html
from documents.nodes import Chart
from performance.models import Commentary
from performance.vocabulary import CommentaryState

register = template.Library()


@register.simple_tag
def drawing(chart: Chart, title: str, description: str) -> Html:
    """A chart as SVG, with its title and its sentence for those who do not see it."""
    return Html(charts.svg(chart, title=title, description=description))


@register.filter
def state_of(commentary: Commentary) -> CommentaryState:
    """How far a commentary has come."""
    return CommentaryState(commentary.state)

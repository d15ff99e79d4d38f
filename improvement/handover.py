"""What of the plan a person hands over when they leave."""

from accounts.handover import HANDOVERS, Handover
from improvement.models import Action, Risk, Theme

HANDOVERS.add(
    Handover("Open actions that they lead", lambda: Action.objects.open(), "lead"),
    Handover("Themes that they lead", lambda: Theme.objects.all(), "lead"),
    Handover("Open risks that they own", lambda: Risk.objects.open(), "owner"),
    place=1,
)

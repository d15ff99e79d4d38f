"""What of performance a person hands over when they leave."""

from accounts.handover import HANDOVERS, Handover
from performance.models import Indicator

HANDOVERS.add(
    Handover("Indicators that they own", lambda: Indicator.objects.all(), "owner"), place=2
)

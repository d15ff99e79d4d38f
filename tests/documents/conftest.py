"""Generated documents take their time on a busy machine; slowness is measured elsewhere."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "documents", deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("documents")

"""Forms for bodies, meetings and papers."""

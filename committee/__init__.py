"""Bodies, meetings, and the papers composed from everything below."""

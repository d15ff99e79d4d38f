"""What changes papers, meetings and what was published."""

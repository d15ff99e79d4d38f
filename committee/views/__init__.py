"""Pages about bodies and meetings, papers, and what was published."""

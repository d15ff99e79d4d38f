"""Figures read out of files: plain Python, no database, nothing kept of what is read."""

"""Inspectors' letters read, laid out and marked beforehand: plain Python, nothing is kept."""

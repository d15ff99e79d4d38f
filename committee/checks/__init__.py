"""Looks through a paper as its most careful reader will: one small rule for each thing."""

from committee.checks.checker import ORDER, RULES, check, check_document

__all__ = ["ORDER", "RULES", "check", "check_document"]

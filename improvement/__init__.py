"""The plan: themes, actions, updates, evidence and the reporting cycle."""

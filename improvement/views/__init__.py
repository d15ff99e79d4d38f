"""Pages of the plan: my work, the plan, its themes and actions, and what is recorded there."""

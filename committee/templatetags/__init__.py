"""What papers offer to templates."""

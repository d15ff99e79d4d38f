"""What every app shares and no domain owns."""

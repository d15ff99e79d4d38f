"""What the product costs: medians and ratios, printed and never asserted."""

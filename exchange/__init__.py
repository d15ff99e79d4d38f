"""What leaves and enters the product as data."""

"""The roof: settings, addresses and the application server's entry."""

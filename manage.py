#!/usr/bin/env python
"""Django's command line for the improvement tracker."""

import os
import sys


def main() -> None:
    """Run a command; on a machine where nothing is configured this means development."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "SECRET_KEY" not in os.environ:
        os.environ.setdefault("DEVELOPMENT", "1")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

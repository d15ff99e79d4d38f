"""Action plans in workbooks, read and written: plain Python, no database."""

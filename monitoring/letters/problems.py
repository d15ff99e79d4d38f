"""What is wrong with a letter's file, in words for whoever sent it."""

MEGABYTE = 1024 * 1024
MAX_CHARACTERS = 600_000  # of text; a hundred pages have about 350,000

NO_TEXT = "This PDF holds pictures of pages and no text. Paste or type the text instead."
PROTECTED = "is protected with a password. Save it without one and choose it again."
DAMAGED = "is damaged and cannot be read. Save it again and choose it again, or paste the text."
TOO_LONG = "is too long for a letter. Paste the part that is the letter."
TOO_COMPLEX = "takes too long to read. Paste or type the text instead."
CHILDREN = "lists single children, so it is not taken in and nothing of it is kept."
KINDS = "Choose a Word file (.docx), a PDF or a plain text file, or paste the text."


class UnreadableLetter(ValueError):
    """A file whose text cannot be taken, with the reason in plain words."""

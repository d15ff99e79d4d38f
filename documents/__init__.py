"""The document tree, its numbering, its charts, and a renderer a format. Plain Python."""

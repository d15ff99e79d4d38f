"""The demonstration authority: London Borough of Barnet as its public papers of 2018 describe it.

Facts, figures and titles are those of the papers; the sentences are our own. A paper's texts stand
in texts/<day of the meeting>/, one file a section, named by the section's key, and one a theme. A
section without a file keeps the text of the report before, as a new paper does.
"""

"""The second authority: Barking and Dagenham as its Cabinet paper of 19 June 2018 describes it.

Facts and figures are those of the paper; the sentences are our own. The paper names the month of
a visit and not its days: days, and how far actions have come, are illustrative.
"""

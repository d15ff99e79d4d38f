"""What bringing in a Word paper costs."""

import io

from pypdf import PdfReader

from benchmarks.checks import telling_paper
from benchmarks.measure import peak_memory, print_table, timed
from committee.bringing_in import cut
from documents import pdf, word
from documents.word_reader import read


def measure_bringing_in() -> None:
    """A paper of sixty pages read out of its Word file, and cut into its parts."""
    paper = telling_paper()
    pages = len(PdfReader(io.BytesIO(pdf.render(paper))).pages)
    content = word.render(paper)
    timings = timed(lambda: read(content), lambda: cut(read(content)[0]), runs=5, warm_up=1)
    print_table(
        f"A Word paper of {pages} pages brought in; it is to take under five seconds",
        ("step", "median", "peak memory"),
        [
            (step, timing, f"{peak_memory():.0f} MiB")
            for step, timing in zip(("read", "read and cut"), timings, strict=True)
        ],
    )

from django.db import migrations

from core.search import SearchIndex


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0003_what_retests_rest_on"),
    ]

    operations = [
        SearchIndex("visit", "visit_words", headings=("title",), texts=("focus",)),
        SearchIndex("letter", "letter_words", texts=("text",)),
        SearchIndex(
            "finding", "finding_words", headings=("reference",), texts=("words", "closed_words")
        ),
        SearchIndex("auditround", "audit_round_words", headings=("name",), texts=("note",)),
        SearchIndex(
            "voiceitem", "voice_item_words", headings=("group",), texts=("said", "done", "changed")
        ),
    ]

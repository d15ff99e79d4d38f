from django.db import migrations

from core.search import SearchIndex


class Migration(migrations.Migration):
    dependencies = [
        ("improvement", "0002_the_officers_week"),
    ]

    operations = [
        SearchIndex(
            "action",
            "action_words",
            headings=("reference", "title"),
            texts=("success_measure", "completion_account"),
        ),
        SearchIndex(
            "update", "update_words", texts=("done", "difference", "obstacles", "next_steps")
        ),
        SearchIndex("duedatechange", "due_date_change_words", texts=("words", "decision_words")),
        SearchIndex("evidence", "evidence_words", headings=("title",), texts=("verdict_words",)),
        SearchIndex("retest", "retest_words", texts=("words",)),
        SearchIndex("theme", "theme_words", headings=("title",), texts=("description",)),
        SearchIndex("themenarrative", "theme_narrative_words", texts=("body",)),
        SearchIndex(
            "risk",
            "risk_words",
            headings=("title",),
            texts=("cause", "effect", "mitigation", "closed_because"),
        ),
        SearchIndex(
            "planreview",
            "plan_review_words",
            headings=("reviewer",),
            texts=("words", "decisions"),
        ),
    ]

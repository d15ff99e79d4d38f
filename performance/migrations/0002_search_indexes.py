from django.db import migrations

from core.search import SearchIndex


class Migration(migrations.Migration):
    dependencies = [
        ("performance", "0001_initial"),
    ]

    operations = [
        SearchIndex(
            "indicator",
            "indicator_words",
            headings=("code", "name", "also_called"),
            texts=("definition", "counted", "out_of", "note"),
        ),
        SearchIndex(
            "commentary",
            "commentary_words",
            texts=("data_shows", "working_well", "needs_change", "being_done"),
        ),
    ]

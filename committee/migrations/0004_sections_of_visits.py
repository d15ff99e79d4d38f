import django.db.models.deletion
from django.db import migrations, models

ORDER = models.CharField(
    choices=[
        ("letter", "As the letter goes"),
        ("strengths", "By type, strengths first"),
        ("asking", "By type, what has to improve first"),
        ("area", "By practice area"),
    ],
    default="letter",
    max_length=10,
    verbose_name="order of the findings",
)
HELP = "It follows what is written on the theme."


class Migration(migrations.Migration):
    dependencies = [
        ("committee", "0003_papers_in_full"),
        ("improvement", "0001_initial"),
    ]

    operations = [
        migrations.AddField("historicalreportsection", "findings_order", ORDER),
        migrations.AddField("reportsection", "findings_order", ORDER),
        migrations.AddField(
            "historicalreportsection",
            "theme",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text=HELP,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="improvement.theme",
                verbose_name="where it stands",
            ),
        ),
        migrations.AddField(
            "reportsection",
            "theme",
            models.ForeignKey(
                blank=True,
                help_text=HELP,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="report_sections",
                to="improvement.theme",
                verbose_name="where it stands",
            ),
        ),
    ]

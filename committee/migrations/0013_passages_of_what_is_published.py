from django.db import migrations

from committee.passages import with_exempt
from documents import json


def cut(apps, schema_editor):
    """Keep the passages of what was published before passages were kept."""
    passage = apps.get_model("committee", "Passage")

    def keep(public, whole, **of):
        passage.objects.bulk_create(
            passage(order=order, is_exempt=is_exempt, **said._asdict(), **of)
            for order, (said, is_exempt) in enumerate(with_exempt(public, whole), start=1)
        )

    for each in apps.get_model("committee", "Publication").objects.select_related("report"):
        public = json.load(each.tree)
        edition = getattr(each, "exempt_edition", None)
        whole = json.load(edition.tree) if edition else public
        keep(public, whole, publication=each, meeting_id=each.report.meeting_id)
    for each in apps.get_model("committee", "MinutesVersion").objects.all():
        document = json.load(each.tree)
        keep(document, document, minutes=each, meeting_id=each.meeting_id)


class Migration(migrations.Migration):
    dependencies = [
        ("committee", "0012_passages"),
    ]

    operations = [
        migrations.RunPython(cut, migrations.RunPython.noop),
    ]

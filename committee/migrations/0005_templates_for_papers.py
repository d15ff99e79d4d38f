"""Papers started in a layout of the code get the same layout as a template of their council."""

from django.db import migrations

from committee.house_styles import TEMPLATES

LOOKS = ("description", "numbers", "appendices", "recommendation_numbers", "recommendation_lead")
LINE = ("key", "label", "source", "text")
SECTION = (
    "key",
    "place",
    "kind",
    "heading",
    "carried_over",
    "is_mandatory",
    "standing_text",
)


def take_over(apps, schema_editor):
    """Give each authority the templates that its papers were started in.

    No clearance is asked for: these councils did not ask for one.
    """
    report_model = apps.get_model("committee", "Report")
    history = apps.get_model("committee", "HistoricalReport")
    house_style = apps.get_model("committee", "HouseStyle")
    line = apps.get_model("committee", "HouseStyleLine")
    section = apps.get_model("committee", "HouseStyleSection")
    report_section = apps.get_model("committee", "ReportSection")
    papers = report_model.objects.filter(house_style=None)
    started = papers.values_list("meeting__body__authority", "layout").distinct().order_by()
    for authority, layout in list(started):
        template = TEMPLATES[layout]
        style, is_new = house_style.objects.get_or_create(
            authority_id=authority,
            name=template.name,
            defaults={name: getattr(template, name) for name in LOOKS},
        )
        if is_new:
            for order, each in enumerate(template.lines, start=1):
                said = {name: getattr(each, name) for name in LINE}
                line.objects.create(house_style=style, order=order, **said)
            for order, each in enumerate(template.sections, start=1):
                said = {name: getattr(each, name) for name in SECTION}
                section.objects.create(house_style=style, order=order, **said)
        of_layout = papers.filter(meeting__body__authority=authority, layout=layout)
        pks = list(of_layout.values_list("pk", flat=True))
        history.objects.filter(id__in=pks).update(house_style=style)
        report_section.objects.filter(report__in=pks, place="lead").update(is_mandatory=True)
        report_model.objects.filter(pk__in=pks).update(house_style=style)


class Migration(migrations.Migration):
    dependencies = [("committee", "0004_sections_of_visits")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]

"""A paper is started in a template; layouts in the code are gone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('committee', '0005_templates_for_papers'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='historicalreport',
            name='layout',
        ),
        migrations.RemoveField(
            model_name='report',
            name='layout',
        ),
        migrations.AlterField(
            model_name='historicalhousestylesection',
            name='kind',
            field=models.CharField(choices=[('narrative', 'Text written for this paper'), ('recommendations', 'Recommendations'), ('plan_objectives', "The plan's strategic objectives"), ('plan_themes', "The plan's themes"), ('theme_progress', 'Progress by theme'), ('status_counts', 'Actions by status'), ('changes', 'Changes since the last report'), ('action_table', 'Table of actions'), ('status_key', 'What the statuses mean'), ('scorecard', 'Scorecard of indicators'), ('exceptions', 'Indicators that need attention'), ('charts', 'Charts of indicators'), ('data_report', 'Report of figures'), ('theme_statistics', 'Indicators by theme'), ('visit', 'A visit: what was looked at and found'), ('findings', 'Findings and the actions that answer them'), ('area_matrix', 'Practice areas over visits'), ('audit_grades', 'Grades of audits'), ('self_evaluation', 'Summary of the self-evaluation'), ('voice', 'What children, families and staff said'), ('reviews', 'Reviews by other inspectorates'), ('letter', "An inspector's letter"), ('members_asked', 'What members asked and what was done'), ('appendices', 'List of appendices')], default='narrative', max_length=20),
        ),
        migrations.AlterField(
            model_name='historicalhousestylesection',
            name='place',
            field=models.CharField(choices=[('lead', 'Section without a number: the summary'), ('section', 'Numbered section: 1, 2, 3'), ('subsection', 'Numbered part of a section: 5.1, 5.2'), ('subheading', 'Part of a section under a heading without a number'), ('group', 'Part of a section without a heading'), ('appendix', 'Appendix')], max_length=12),
        ),
        migrations.AlterField(
            model_name='historicalreportsection',
            name='kind',
            field=models.CharField(choices=[('narrative', 'Text written for this paper'), ('recommendations', 'Recommendations'), ('plan_objectives', "The plan's strategic objectives"), ('plan_themes', "The plan's themes"), ('theme_progress', 'Progress by theme'), ('status_counts', 'Actions by status'), ('changes', 'Changes since the last report'), ('action_table', 'Table of actions'), ('status_key', 'What the statuses mean'), ('scorecard', 'Scorecard of indicators'), ('exceptions', 'Indicators that need attention'), ('charts', 'Charts of indicators'), ('data_report', 'Report of figures'), ('theme_statistics', 'Indicators by theme'), ('visit', 'A visit: what was looked at and found'), ('findings', 'Findings and the actions that answer them'), ('area_matrix', 'Practice areas over visits'), ('audit_grades', 'Grades of audits'), ('self_evaluation', 'Summary of the self-evaluation'), ('voice', 'What children, families and staff said'), ('reviews', 'Reviews by other inspectorates'), ('letter', "An inspector's letter"), ('members_asked', 'What members asked and what was done'), ('appendices', 'List of appendices')], default='narrative', max_length=20),
        ),
        migrations.AlterField(
            model_name='historicalreportsection',
            name='place',
            field=models.CharField(choices=[('lead', 'Section without a number: the summary'), ('section', 'Numbered section: 1, 2, 3'), ('subsection', 'Numbered part of a section: 5.1, 5.2'), ('subheading', 'Part of a section under a heading without a number'), ('group', 'Part of a section without a heading'), ('appendix', 'Appendix')], max_length=12),
        ),
        migrations.AlterField(
            model_name='housestylesection',
            name='kind',
            field=models.CharField(choices=[('narrative', 'Text written for this paper'), ('recommendations', 'Recommendations'), ('plan_objectives', "The plan's strategic objectives"), ('plan_themes', "The plan's themes"), ('theme_progress', 'Progress by theme'), ('status_counts', 'Actions by status'), ('changes', 'Changes since the last report'), ('action_table', 'Table of actions'), ('status_key', 'What the statuses mean'), ('scorecard', 'Scorecard of indicators'), ('exceptions', 'Indicators that need attention'), ('charts', 'Charts of indicators'), ('data_report', 'Report of figures'), ('theme_statistics', 'Indicators by theme'), ('visit', 'A visit: what was looked at and found'), ('findings', 'Findings and the actions that answer them'), ('area_matrix', 'Practice areas over visits'), ('audit_grades', 'Grades of audits'), ('self_evaluation', 'Summary of the self-evaluation'), ('voice', 'What children, families and staff said'), ('reviews', 'Reviews by other inspectorates'), ('letter', "An inspector's letter"), ('members_asked', 'What members asked and what was done'), ('appendices', 'List of appendices')], default='narrative', max_length=20),
        ),
        migrations.AlterField(
            model_name='housestylesection',
            name='place',
            field=models.CharField(choices=[('lead', 'Section without a number: the summary'), ('section', 'Numbered section: 1, 2, 3'), ('subsection', 'Numbered part of a section: 5.1, 5.2'), ('subheading', 'Part of a section under a heading without a number'), ('group', 'Part of a section without a heading'), ('appendix', 'Appendix')], max_length=12),
        ),
        migrations.AlterField(
            model_name='report',
            name='house_style',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='committee.housestyle', verbose_name='template'),
        ),
        migrations.AlterField(
            model_name='reportsection',
            name='kind',
            field=models.CharField(choices=[('narrative', 'Text written for this paper'), ('recommendations', 'Recommendations'), ('plan_objectives', "The plan's strategic objectives"), ('plan_themes', "The plan's themes"), ('theme_progress', 'Progress by theme'), ('status_counts', 'Actions by status'), ('changes', 'Changes since the last report'), ('action_table', 'Table of actions'), ('status_key', 'What the statuses mean'), ('scorecard', 'Scorecard of indicators'), ('exceptions', 'Indicators that need attention'), ('charts', 'Charts of indicators'), ('data_report', 'Report of figures'), ('theme_statistics', 'Indicators by theme'), ('visit', 'A visit: what was looked at and found'), ('findings', 'Findings and the actions that answer them'), ('area_matrix', 'Practice areas over visits'), ('audit_grades', 'Grades of audits'), ('self_evaluation', 'Summary of the self-evaluation'), ('voice', 'What children, families and staff said'), ('reviews', 'Reviews by other inspectorates'), ('letter', "An inspector's letter"), ('members_asked', 'What members asked and what was done'), ('appendices', 'List of appendices')], default='narrative', max_length=20),
        ),
        migrations.AlterField(
            model_name='reportsection',
            name='place',
            field=models.CharField(choices=[('lead', 'Section without a number: the summary'), ('section', 'Numbered section: 1, 2, 3'), ('subsection', 'Numbered part of a section: 5.1, 5.2'), ('subheading', 'Part of a section under a heading without a number'), ('group', 'Part of a section without a heading'), ('appendix', 'Appendix')], max_length=12),
        ),
    ]

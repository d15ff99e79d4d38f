"""The form with which past inspections are brought in."""

from accounts.roles import Permission
from core.forms import Form
from performance.forms.imports import CouncilMixin, SpreadsheetField


class InspectionImportForm(CouncilMixin, Form):
    """A file of past inspections."""

    permission = Permission.RECORD_FINDINGS
    file = SpreadsheetField(label="File")

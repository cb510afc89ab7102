"""Fields as our forms show them: label, help, fault and field tied together for whoever listens to the page."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class PolkuForms(TemplatesSetting):
    """Looks for form templates among ours first."""

    form_template_name = "base/form.html"
    field_template_name = "base/field.html"

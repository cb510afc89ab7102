"""The log's rows are never changed and never removed."""

from django.db import migrations

from polku_web.audit.triggers import statements


def protect(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect, elidable=False)]

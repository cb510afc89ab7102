from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
        ("clients", "0002_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="accepted_how",
            field=models.CharField(
                blank=True, choices=[("own_path", "Omassa polussa"), ("meeting", "tapaamisessa")], max_length=8
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("source_key", ""), _negated=True), fields=["client"], name="meeting_imported"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_how", ""), ("client_accepted_at", None)),
                    models.Q(models.Q(("accepted_how", ""), _negated=True), ("client_accepted_at__isnull", False)),
                    _connector="OR",
                ),
                name="agreement_accepted_somehow",
            ),
        ),
    ]

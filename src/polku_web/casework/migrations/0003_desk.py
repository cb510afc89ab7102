import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_acceptance"),
        ("clients", "0002_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meeting", "Sovi tapaaminen"),
                            ("message", "Lähetä viesti"),
                            ("read", "Merkitse viestit luetuiksi"),
                            ("assign", "Vaihda omavalmentaja"),
                        ],
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("rows", models.JSONField(default=list)),
                ("clients", models.PositiveIntegerField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulk_acts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("initial_interview", "alkuhaastattelu"),
                            ("job_search_discussion", "työnhakukeskustelu"),
                            ("supplementary_discussion", "täydentävä työnhakukeskustelu"),
                            ("other", "muu tapaaminen"),
                        ],
                        max_length=30,
                    ),
                ),
                ("since", models.DateField()),
                ("due_on", models.DateField()),
                ("wanted", models.PositiveSmallIntegerField(default=1)),
                ("planned_on", models.DateField(blank=True, null=True)),
                ("law", models.CharField(max_length=60)),
                ("law_value", models.CharField(max_length=40)),
                ("law_source", models.CharField(max_length=300)),
                ("unverified", models.BooleanField(default=False)),
                ("counted_on", models.DateField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="clients.client"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "duties",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(fields=["due_on", "client"], name="casework_du_due_on_89f706_idx"),
                    models.Index(fields=["client", "due_on"], name="casework_du_client__3fe10f_idx"),
                ],
                "constraints": [models.UniqueConstraint(fields=("client", "law"), name="duty_once")],
            },
        ),
    ]

from typing import Any

from django.db import migrations

from polku_web.figures.apart import kept


def remove(apps: Any, _editor: Any) -> None:
    """Series of `country` go, and of what stays, what tells a few people beside another is blanked."""
    series = apps.get_model("figures", "Series")
    series.objects.exclude(area_kind__in=("pilot", "employment_area", "municipality")).delete()
    for figures in apps.get_model("figures", "PilotFigures").objects.all():
        rows = {
            (one.measure.indicator, one.area_kind, one.area, one.group): one
            for one in series.objects.filter(measure__figures=figures).select_related("measure")
        }
        changed = []
        for key, points in kept({key: one.points for key, one in rows.items()}).items():
            if points != rows[key].points:
                rows[key].points = points
                changed.append(rows[key])
        series.objects.bulk_update(changed, ["points"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_figures")]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]

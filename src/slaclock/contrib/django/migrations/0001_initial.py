"""The tables: closures, other hours, the outbox."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first version."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "calendar",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Of the contract; empty for all calendars that observe holidays.",
                        max_length=100,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OtherHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "calendar",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Of the contract; empty for all calendars that observe holidays.",
                        max_length=100,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("date", models.DateField()),
                (
                    "hours",
                    models.CharField(
                        help_text="Such as 09:00-13:00, or 09:00-12:00 13:00-15:00.", max_length=200
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "other hours",
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=100)),
                ("row", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("metric", models.CharField(max_length=100)),
                ("level", models.PositiveSmallIntegerField()),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("point", models.CharField(blank=True, max_length=40)),
                ("sent_at", models.DateTimeField(blank=True, db_index=True, null=True)),
            ],
            options={
                "verbose_name_plural": "outbox",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("about", "row", "key"), name="slaclock_told_once"
                    )
                ],
            },
        ),
    )

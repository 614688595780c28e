"""The table of the states, as `manage.py makemigrations` writes it."""

import django.db.models.deletion
from django.db import migrations, models

import slaclock.contrib.django.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = (("helpdesk", "0043_fix_on_delete_behaviour"),)

    operations = (
        migrations.CreateModel(
            name="TicketSla",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("log", slaclock.contrib.django.fields.LogField(blank=True, default=list)),
                (
                    "standing",
                    models.CharField(blank=True, default="", editable=False, max_length=10),
                ),
                ("dues", models.JSONField(blank=True, default=dict, editable=False)),
                ("statuses", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "due_next",
                    models.DateTimeField(blank=True, db_index=True, editable=False, null=True),
                ),
                (
                    "next_change",
                    models.DateTimeField(blank=True, db_index=True, editable=False, null=True),
                ),
                ("level", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "contract",
                    models.CharField(db_index=True, default="", editable=False, max_length=64),
                ),
                ("told_until", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sla",
                        to="helpdesk.ticket",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    )

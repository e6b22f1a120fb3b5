from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("people", "0008_fill_search_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="roles",
            field=models.ManyToManyField(blank=True, related_name="+", to="auth.group", verbose_name="behörigheter"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_saved_once"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="act",
            field=models.CharField(
                choices=[
                    ("signed_in", "loggade in"),
                    ("sign_in_failed", "försökte logga in med fel uppgifter"),
                    ("signed_out", "loggade ut"),
                    ("invited", "bjöd in"),
                    ("invitation_withdrawn", "återtog inbjudan till"),
                    ("account_opened", "öppnade sitt konto"),
                    ("account_closed", "stängde av kontot för"),
                    ("account_reopened", "öppnade åter kontot för"),
                    ("roles_changed", "ändrade behörigheten för"),
                    ("created", "skapade"),
                    ("edited", "ändrade"),
                    ("deleted", "tog bort"),
                    ("imported", "läste in"),
                    ("published", "publicerade"),
                    ("called", "skickade kallelsen till"),
                    ("cancelled", "ställde in"),
                    ("attested", "registrerade justeringen av"),
                    ("draft_read", "läste utkastet till"),
                    ("exported", "tog ut"),
                    ("reminded", "påminde om"),
                    ("sent_again", "skickade igen"),
                    ("feed_opened", "öppnade sitt flöde"),
                    ("feed_closed", "stängde sitt flöde"),
                ],
                max_length=20,
                verbose_name="vad",
            ),
        ),
    ]

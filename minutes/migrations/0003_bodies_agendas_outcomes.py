import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.documents.richtext


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_uploads"),
        ("minutes", "0002_scan"),
        ("people", "0011_exported"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heading", models.CharField(max_length=500, verbose_name="rubrik")),
                ("text", models.TextField(blank=True, verbose_name="vad det gäller")),
                ("proposed_at", models.DateTimeField(verbose_name="föreslaget")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "på dagordningen"), ("declined", "avböjt")],
                        editable=False,
                        max_length=10,
                        verbose_name="svar",
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="besvarat")),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
            ],
            options={
                "verbose_name": "ärendeförslag",
                "verbose_name_plural": "ärendeförslag",
                "ordering": ["proposed_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="ordning")),
                ("text", models.TextField(verbose_name="vad")),
                ("name", models.CharField(blank=True, max_length=300, verbose_name="vem")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="senast den")),
            ],
            options={
                "verbose_name": "uppdrag",
                "verbose_name_plural": "uppdrag",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="AssignmentOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("done", "utfört"), ("withdrawn", "återtaget")], max_length=10, verbose_name="slag"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="när")),
                ("note", models.TextField(blank=True, verbose_name="anteckning")),
            ],
            options={
                "verbose_name": "utfall av uppdrag",
                "verbose_name_plural": "utfall av uppdrag",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Deferral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="ordning")),
                ("heading", models.CharField(max_length=500, verbose_name="rubrik")),
                ("text", big.documents.richtext.RichTextField(blank=True, verbose_name="text")),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
            ],
            options={
                "verbose_name": "bordläggning",
                "verbose_name_plural": "bordläggningar",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("chair", "ordförande"),
                            ("vice_chair", "vice ordförande"),
                            ("secretary", "sekreterare"),
                            ("member", "ledamot"),
                            ("substitute", "ersättare"),
                            ("co_opted", "adjungerad"),
                        ],
                        default="member",
                        max_length=10,
                        verbose_name="roll",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="från och med")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="till och med")),
            ],
            options={
                "verbose_name": "medlem",
                "verbose_name_plural": "medlemmar",
                "ordering": ["starts_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="News",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("text", models.TextField(verbose_name="text")),
                ("written_at", models.DateTimeField(verbose_name="skrivet")),
            ],
            options={
                "verbose_name": "aktuellt från huvudman",
                "verbose_name_plural": "aktuellt från huvudmännen",
                "ordering": ["organisation__name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="nummer")),
                ("sent_at", models.DateTimeField(verbose_name="skickad")),
                ("changes", models.TextField(blank=True, verbose_name="ändrat sedan förra kallelsen")),
            ],
            options={
                "verbose_name": "kallelse",
                "verbose_name_plural": "kallelser",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ParagraphPresence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField(verbose_name="senast sedd")),
            ],
            options={
                "verbose_name": "närvaro i protokollet",
                "verbose_name_plural": "närvaro i protokollet",
                "ordering": ["-seen_at"],
            },
        ),
        migrations.CreateModel(
            name="Phrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("position", models.PositiveIntegerField(verbose_name="ordning")),
                ("text", models.TextField(verbose_name="text")),
            ],
            options={
                "verbose_name": "fras",
                "verbose_name_plural": "fraser",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="StandingItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("position", models.PositiveIntegerField(verbose_name="ordning")),
                ("heading", models.CharField(max_length=500, verbose_name="rubrik")),
                ("text", big.documents.richtext.RichTextField(blank=True, verbose_name="förberedd text")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "mötets öppnande"),
                            ("agenda", "dagordning"),
                            ("previous_minutes", "föregående protokoll"),
                            ("report", "rapport"),
                            ("news", "aktuellt från huvudmännen"),
                            ("item", "ärende"),
                            ("closing", "mötet avslutas"),
                        ],
                        default="item",
                        max_length=20,
                        verbose_name="slag",
                    ),
                ),
            ],
            options={
                "verbose_name": "stående punkt",
                "verbose_name_plural": "stående punkter",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="StandingRecipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="ordning")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("present", "närvarande"),
                            ("person", "person"),
                            ("organisation", "organisation"),
                            ("body", "organ"),
                        ],
                        max_length=12,
                        verbose_name="slag",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="namn")),
            ],
            options={
                "verbose_name": "stående mottagare",
                "verbose_name_plural": "stående mottagare",
                "ordering": ["position"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="attachment",
            name="upload",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachment",
                to="documents.upload",
                verbose_name="fil",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="stands_in_for",
            field=models.ForeignKey(
                blank=True,
                help_text="Vem av de frånvarande som ersättaren tjänstgör för.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="substitutes",
                to="minutes.attendance",
                verbose_name="ersätter",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="attestation_days",
            field=models.PositiveSmallIntegerField(
                default=14,
                help_text="Så många dagar efter sammanträdet ska protokollet vara justerat.",
                verbose_name="dagar till justering",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="attester_count",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Hur många som utses vid varje sammanträde.",
                verbose_name="justerare utöver ordföranden",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="chair_attests",
            field=models.BooleanField(default=True, verbose_name="ordföranden justerar"),
        ),
        migrations.AddField(
            model_name="body",
            name="notice_days",
            field=models.PositiveSmallIntegerField(
                default=14,
                help_text="Så många dagar före sammanträdet ska kallelsen gå ut.",
                verbose_name="dagar för kallelse",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="number_prefix",
            field=models.CharField(
                blank=True,
                help_text="Till exempel FHR, om numren ska skrivas ”FHR § 12”. Lämnas oftast tomt.",
                max_length=20,
                verbose_name="bokstäver före §",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="numbering",
            field=models.CharField(
                choices=[("per_meeting", "från § 1 vid varje sammanträde"), ("per_year", "löpande under kalenderåret")],
                default="per_meeting",
                max_length=12,
                verbose_name="§ numreras",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="proposal_days",
            field=models.PositiveSmallIntegerField(
                default=21,
                help_text="Så många dagar före sammanträdet ska ärenden vara föreslagna.",
                verbose_name="dagar för förslag",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="reminder_days",
            field=models.PositiveSmallIntegerField(
                default=7,
                help_text="Så många dagar får en justerare på sig innan en påminnelse går.",
                verbose_name="dagar till påminnelse",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="calendar_sequence",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="kalenderns ordningstal"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="calendar_uid",
            field=models.UUIDField(editable=False, null=True, verbose_name="kalenderns kännetecken"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="called_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="kallelse skickad"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="called_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="kallelse skickad av",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cancelled_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="inställt den"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cancelled_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="inställt av",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cancelled_reason",
            field=models.TextField(blank=True, editable=False, verbose_name="varför det ställdes in"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="link",
            field=models.URLField(
                blank=True, help_text="Adressen till det digitala mötet.", max_length=1000, verbose_name="möteslänk"
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="proposals_until",
            field=models.DateField(blank=True, null=True, verbose_name="ärenden föreslås senast"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="shared_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="utkastet delat"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="shared_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="utkastet delat av",
            ),
        ),
        migrations.AddField(
            model_name="paragraph",
            name="approves",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approved_in",
                to="minutes.meeting",
                verbose_name="godkänner protokollet från",
            ),
        ),
        migrations.AddField(
            model_name="paragraph",
            name="sequence",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="plats i serien"),
        ),
        migrations.AddField(
            model_name="paragraph",
            name="series",
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name="nummerserie"),
        ),
        migrations.AddField(
            model_name="recipient",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="recipient",
            name="to_body",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="minutes.body",
                verbose_name="organ",
            ),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attached_to",
                to="documents.document",
                verbose_name="handling",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "planerat"),
                    ("called", "kallelse skickad"),
                    ("cancelled", "inställt"),
                    ("drafting", "protokollet skrivs"),
                    ("in_attestation", "under justering"),
                    ("attested", "justerat"),
                ],
                default="planned",
                editable=False,
                max_length=14,
                verbose_name="tillstånd",
            ),
        ),
        migrations.AlterField(
            model_name="recipient",
            name="kind",
            field=models.CharField(
                choices=[
                    ("present", "närvarande"),
                    ("person", "person"),
                    ("organisation", "organisation"),
                    ("body", "organ"),
                ],
                max_length=12,
                verbose_name="slag",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document__isnull", False), ("upload", None)),
                    models.Q(("document", None), ("upload__isnull", False)),
                    _connector="OR",
                ),
                name="attachment_is_one_thing",
                violation_error_message="En bilaga är antingen en färdig handling eller en uppladdad fil.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("stands_in_for", None), ("status", "present"), _connector="OR"),
                name="attendance_who_stands_in_is_present",
                violation_error_message="Bara den som är närvarande kan tjänstgöra för någon annan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(("chair_attests", True), ("attester_count__gte", 1), _connector="OR"),
                name="body_somebody_attests",
                violation_error_message="Någon måste justera: ordföranden, minst en justerare, eller båda.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("called_at", None), ("called_by", None), models.Q(("state", "called"), _negated=True)),
                    models.Q(
                        ("called_at__isnull", False),
                        ("called_by__isnull", False),
                        models.Q(("state", "planned"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="meeting_called_when_it_says_so",
                violation_error_message="Ett sammanträde som är kallat till har en dag och en person för kallelsen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancelled_at", None),
                        ("cancelled_by", None),
                        ("cancelled_reason", ""),
                        models.Q(("state", "cancelled"), _negated=True),
                    ),
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("cancelled_by__isnull", False),
                        ("state", "cancelled"),
                        models.Q(("cancelled_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="meeting_cancelled_when_it_says_so",
                violation_error_message="Ett inställt sammanträde har ett skäl, en dag och en person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shared_at", None), ("shared_by", None)),
                    models.Q(
                        ("shared_at__isnull", False),
                        ("shared_by__isnull", False),
                        ("state__in", ["drafting", "in_attestation", "attested"]),
                    ),
                    _connector="OR",
                ),
                name="meeting_shared_by_somebody",
                violation_error_message="Bara ett utkast till protokoll kan delas, och av någon.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposals_until", None), ("proposals_until__lte", models.F("date")), _connector="OR"
                ),
                name="meeting_proposals_before_it_is_held",
                violation_error_message="Ärenden måste föreslås före sammanträdet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", None), ("kind", "person"), _connector="OR"),
                    models.Q(("organisation", None), ("kind", "organisation"), _connector="OR"),
                    models.Q(("to_body", None), ("kind", "body"), _connector="OR"),
                ),
                name="recipient_is_what_its_kind_says",
                violation_error_message="Mottagaren stämmer inte med sitt slag.",
            ),
        ),
        migrations.AddField(
            model_name="agendaproposal",
            name="answered_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="besvarat av",
            ),
        ),
        migrations.AddField(
            model_name="agendaproposal",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposals",
                to="minutes.meeting",
                verbose_name="sammanträde",
            ),
        ),
        migrations.AddField(
            model_name="agendaproposal",
            name="paragraph",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="proposals",
                to="minutes.paragraph",
                verbose_name="blev §",
            ),
        ),
        migrations.AddField(
            model_name="agendaproposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="föreslaget av",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="due_meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments_due",
                to="minutes.meeting",
                verbose_name="till sammanträdet",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="paragraph",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assignments",
                to="minutes.paragraph",
                verbose_name="paragraf",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="people.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="assignmentoutcome",
            name="assignment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outcome",
                to="minutes.assignment",
                verbose_name="uppdrag",
            ),
        ),
        migrations.AddField(
            model_name="assignmentoutcome",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="vem",
            ),
        ),
        migrations.AddField(
            model_name="assignmentoutcome",
            name="reported_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reported_outcomes",
                to="minutes.paragraph",
                verbose_name="redovisat i",
            ),
        ),
        migrations.AddField(
            model_name="deferral",
            name="paragraph",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deferrals",
                to="minutes.paragraph",
                verbose_name="paragraf",
            ),
        ),
        migrations.AddField(
            model_name="deferral",
            name="to_meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deferred_here",
                to="minutes.meeting",
                verbose_name="till sammanträdet",
            ),
        ),
        migrations.AddField(
            model_name="paragraph",
            name="from_deferral",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="landings",
                to="minutes.deferral",
                verbose_name="överfört från",
            ),
        ),
        migrations.AddConstraint(
            model_name="paragraph",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sequence", None), ("series", "")),
                    models.Q(
                        models.Q(("series", ""), _negated=True),
                        models.Q(("number", ""), _negated=True),
                        ("sequence__gte", 1),
                        ("sequence__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="paragraph_fixed_or_not",
                violation_error_message="Ett fastställt nummer har både en serie och en plats i den.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paragraph",
            constraint=models.UniqueConstraint(
                condition=models.Q(("series", ""), _negated=True),
                fields=("series", "sequence"),
                name="paragraph_once_in_its_series",
                violation_error_message="Numret finns redan i serien.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paragraph",
            constraint=models.UniqueConstraint(
                fields=("meeting", "from_deferral"),
                name="paragraph_deferral_lands_once",
                violation_error_message="Ärendet finns redan på dagordningen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paragraph",
            constraint=models.UniqueConstraint(
                fields=("meeting", "approves"),
                name="paragraph_approves_once",
                violation_error_message="Protokollet godkänns redan i en annan paragraf.",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to="minutes.body",
                verbose_name="organ",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="people.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="news",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="news",
                to="minutes.meeting",
                verbose_name="sammanträde",
            ),
        ),
        migrations.AddField(
            model_name="news",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="news",
                to="people.organisation",
                verbose_name="huvudman",
            ),
        ),
        migrations.AddField(
            model_name="news",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skrivet av",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="document",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notice",
                to="documents.document",
                verbose_name="handling",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="minutes.meeting",
                verbose_name="sammanträde",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="sent_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skickad av",
            ),
        ),
        migrations.AddField(
            model_name="paragraphpresence",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="presence",
                to="minutes.meeting",
                verbose_name="sammanträde",
            ),
        ),
        migrations.AddField(
            model_name="paragraphpresence",
            name="paragraph",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="presence",
                to="minutes.paragraph",
                verbose_name="paragraf",
            ),
        ),
        migrations.AddField(
            model_name="paragraphpresence",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="vem",
            ),
        ),
        migrations.AddField(
            model_name="phrase",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="phrases",
                to="minutes.body",
                verbose_name="organ",
            ),
        ),
        migrations.AddField(
            model_name="standingitem",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standing_items",
                to="minutes.body",
                verbose_name="organ",
            ),
        ),
        migrations.AddField(
            model_name="standingrecipient",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standing_recipients",
                to="minutes.body",
                verbose_name="organ",
            ),
        ),
        migrations.AddField(
            model_name="standingrecipient",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="standingrecipient",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="standingrecipient",
            name="to_body",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="minutes.body",
                verbose_name="organ",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="proposal_answered_by_somebody",
                violation_error_message="Ett svar har en dag och en person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="proposal_declined_with_reason",
                violation_error_message="Skriv varför förslaget avböjs.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("paragraph", None), ("answer", "accepted"), _connector="OR"),
                name="proposal_on_the_agenda_when_accepted",
                violation_error_message="Bara ett förslag som tas upp blir en paragraf.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(fields=("paragraph", "position"), name="assignment_position_unique"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on", None), ("due_meeting", None), _connector="OR"),
                name="assignment_due_once",
                violation_error_message="Ange antingen en dag eller ett sammanträde, inte båda.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", None), models.Q(("name", ""), _negated=True), _connector="OR"),
                name="assignment_person_is_named",
                violation_error_message="Ange vem som har fått uppdraget.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deferral",
            constraint=models.UniqueConstraint(fields=("paragraph", "position"), name="deferral_position_unique"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="membership_ends_after_it_starts",
                violation_error_message="Den sista dagen kan inte ligga före den första.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("body", "person", "role"),
                name="membership_once_at_a_time",
                violation_error_message="Personen har redan den rollen i organet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None), ("role", "chair")),
                fields=("body",),
                name="membership_one_chair",
                violation_error_message="Organet har redan en ordförande. Avsluta först det uppdraget.",
            ),
        ),
        migrations.AddConstraint(
            model_name="news",
            constraint=models.UniqueConstraint(
                fields=("meeting", "organisation"),
                name="news_once_per_organisation",
                violation_error_message="Huvudmannen har redan skrivit till sammanträdet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("meeting", "number"), name="notice_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="notice_number_from_one"),
        ),
        migrations.AddConstraint(
            model_name="paragraphpresence",
            constraint=models.UniqueConstraint(fields=("user", "meeting"), name="presence_once_per_meeting"),
        ),
        migrations.AddConstraint(
            model_name="phrase",
            constraint=models.UniqueConstraint(fields=("body", "position"), name="phrase_position_unique"),
        ),
        migrations.AddConstraint(
            model_name="standingitem",
            constraint=models.UniqueConstraint(fields=("body", "position"), name="standing_item_position_unique"),
        ),
        migrations.AddConstraint(
            model_name="standingrecipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", None), ("kind", "person"), _connector="OR"),
                    models.Q(("organisation", None), ("kind", "organisation"), _connector="OR"),
                    models.Q(("to_body", None), ("kind", "body"), _connector="OR"),
                ),
                name="standingrecipient_is_what_its_kind_says",
                violation_error_message="Mottagaren stämmer inte med sitt slag.",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingrecipient",
            constraint=models.UniqueConstraint(fields=("body", "position"), name="standing_recipient_position_unique"),
        ),
        migrations.AddConstraint(
            model_name="standingrecipient",
            constraint=models.UniqueConstraint(
                fields=("body", "name"),
                name="standing_recipient_once",
                violation_error_message="Mottagaren finns redan i sändlistan.",
            ),
        ),
    ]

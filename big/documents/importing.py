"""What reading an old paper into the database has in common, whatever the paper is."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models, transaction
from django.utils import timezone

from big.documents.models import Blob, BlobTooLarge, SourceFile
from big.documents.papers import Remark, UnreadablePaper, read_file
from big.people.events import record
from big.people.models import Event, User
from big.refusals import NotYet, Refused


def keep_original(raw: bytes, name: str, *, title: str, remarks: Sequence[Remark], by: User) -> SourceFile:
    """Keep the file as it came, with what the reader remarked. Raises Refused when the same file is here already.

    A file whose draft has been discarded stays, since files are never deleted, and is taken up again as it is.
    """
    blob = Blob.objects.store(raw, "text/plain; charset=utf-8")
    known = SourceFile.objects.filter(blob=blob).first()
    if known and not any(hasattr(known, made.get_accessor_name()) for made in SourceFile._meta.related_objects):
        record(Event.Act.IMPORTED, by=by, subject=title, detail=name)
        return known
    if known:
        when = timezone.localtime(known.imported_at)
        raise Refused(f"Filen är redan inläst ({when:%Y-%m-%d}) som ”{known.title}”. Ingenting har ändrats.")
    source = create(
        SourceFile, blob=blob, name=name, title=title, remarks=[asdict(remark) for remark in remarks], imported_by=by
    )
    record(Event.Act.IMPORTED, by=by, subject=f"fil nr {source.pk}")  # what it holds is a draft still
    return source


def create[Record: models.Model](model: type[Record], **values: Any) -> Record:
    """Create a record of what a paper says. Raises Refused when a field cannot hold it: SQLite would not mind.

    What a form would demand may be lacking: an old paper is as it is.
    """
    record = model(**values)
    filled = [field for field in model._meta.fields if not field.is_relation and values.get(field.name)]
    try:
        record.clean_fields(exclude={field.name for field in model._meta.fields} - {field.name for field in filled})
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        where = f"{model._meta.verbose_name}, {model._meta.get_field(name).verbose_name}"
        raise Refused(f"Ingenting lästes in. {where}: {' '.join(sentences)}") from error
    record.save()
    return record


class ImportCommand(BaseCommand):
    """`manage.py import_… PATH`: a subclass says how the paper is read, and what becomes of it."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="textfil i UTF-8")
        parser.add_argument("--dry-run", action="store_true", help="skriv bara ut vad som lästes, som JSON")
        parser.add_argument("--pdf", type=Path, metavar="UT", help="skriv också den färdiga PDF-filen hit")

    def as_json(self, text: str) -> dict[str, Any]:
        raise NotImplementedError

    def read_in(self, raw: bytes, text: str, name: str, *, by: User, options: dict[str, Any]) -> bytes | None:
        """Create the records, say what was made, and return the PDF if `--pdf` asked for one."""
        raise NotImplementedError

    def handle(self, *, path: Path, dry_run: bool, pdf: Path | None, **options: Any) -> None:
        try:
            raw, text = read_file(path)
            if dry_run:
                if pdf:
                    raise CommandError("--dry-run skriver ingenting. Välj antingen det eller --pdf.")
                self.stdout.write(json.dumps(self.as_json(text), ensure_ascii=False, indent=2))
                return
            with transaction.atomic():  # all of it or nothing, the file on disk included
                by = User.objects.command_line()
                made = self.read_in(raw, text, path.name, by=by, options={"pdf": pdf, **options})
                if pdf:
                    pdf.write_bytes(made)
        except NotYet as refusal:
            raise CommandError("\n".join(["Ingenting lästes in, för det går inte än:", *refusal.missing])) from refusal
        except (UnreadablePaper, Refused, BlobTooLarge) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{pdf} går inte att skriva: {problem.strerror}. Ingenting lästes in.") from problem
        if pdf:
            self.stdout.write(f"PDF: {pdf}")

    def say_remarks(self, remarks: Sequence[Remark]) -> None:
        """Print every remark of the reader with its line."""
        for remark in remarks:
            self.stdout.write(self.style.WARNING(f"Rad {remark.line}: {remark.problem} ”{remark.text.strip()}”"))

"""All of a portal as one file, on either database, and back: rows as JSON lines, and the secret.

Without the secret of the portal no receipt of it could be checked, so it goes with the rest; who
reads the file reads everything.
"""

import io
import json
import zipfile
from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, transaction

from autograde.kit.errors import UnusableArgument
from autograde.kit.files import write_whole
from autograde.portal import keys, models

ROWS = "rows.jsonl"


def _tables():
    """Return the tables in an order in which each row's own come before it."""
    from django.contrib.auth import get_user_model

    return [
        get_user_model(), models.Group, models.Person, models.Token, models.Invitation,
        models.Stored, models.HandIn, models.Pick, models.Extension, models.Run, models.Job,
        models.Outcome, models.Mark, models.Shown, models.Final, models.Objection, models.Audit,
    ]  # fmt: skip


def backup(path: Path) -> int:
    """Write all of the portal into a new file that its owner alone can read; return the rows."""
    if path.exists():
        raise UnusableArgument(f"{path} is there already; a backup replaces nothing")
    content, n = io.BytesIO(), 0
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive, transaction.atomic():
        if connection.vendor == "postgresql":  # all tables as of one moment, as SQLite has it
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with archive.open(ROWS, "w", force_zip64=True) as rows:
            for table in _tables():
                for one in table.objects.order_by("pk").iterator(chunk_size=50):
                    rows.write(_line(one))
                    n += 1
        archive.writestr(keys.FILE, keys.secret(settings.PORTAL_DATA) + "\n")
    write_whole(path, content.getvalue(), private=True, replace=False)
    return n


def _line(one) -> bytes:
    """Return a row as a line. Django's own JSON would cut times off at the millisecond."""
    [row] = serializers.serialize("python", [one])
    return json.dumps(row, default=lambda moment: moment.isoformat()).encode() + b"\n"


def restore(path: Path) -> int:
    """Write the rows of a backup into an empty database; return how many."""
    if models.Person.objects.exists() or models.Audit.objects.exists():
        raise UnusableArgument("the database holds a portal already; name an empty one")
    n = 0
    with keys.opened(path) as archive, transaction.atomic():
        with archive.open(ROWS) as rows:
            for line in rows:
                for one in serializers.deserialize("python", [json.loads(line)]):
                    one.save()
                    n += 1
        # What is counted on goes on behind the highest number that came.
        for statement in connection.ops.sequence_reset_sql(no_style(), _tables()):
            with connection.cursor() as cursor:
                cursor.execute(statement)
    return n

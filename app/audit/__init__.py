"""The append-only trail: one row for everything that happened. The database refuses to change or
delete a row.
"""

from app.audit.commands import record, recording_together

__all__ = ["record", "recording_together"]

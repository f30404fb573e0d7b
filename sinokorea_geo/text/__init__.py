"""What an article says: the places it names, and what it states of them."""

from __future__ import annotations

from sinokorea_geo.text.amounts import find_amounts
from sinokorea_geo.text.dates import find_dates
from sinokorea_geo.text.documents import MOST_BYTES, Document, document_of, read_document
from sinokorea_geo.text.mentions import find_mentions
from sinokorea_geo.text.sentences import sentence_spans
from sinokorea_geo.text.statements import find_statements

__all__ = [
    "MOST_BYTES",
    "Document",
    "document_of",
    "find_amounts",
    "find_dates",
    "find_mentions",
    "find_statements",
    "read_document",
    "sentence_spans",
]

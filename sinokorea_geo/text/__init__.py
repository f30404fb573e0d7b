"""What an article says: the places it names, and what it states of them."""

from __future__ import annotations

from sinokorea_geo.text.documents import Document, document_of, read_document
from sinokorea_geo.text.mentions import find_mentions
from sinokorea_geo.text.sentences import sentence_spans
from sinokorea_geo.text.statements import find_statements

__all__ = [
    "Document",
    "document_of",
    "find_mentions",
    "find_statements",
    "read_document",
    "sentence_spans",
]

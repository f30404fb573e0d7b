"""What an article says: the places it names."""

from __future__ import annotations

from sinokorea_geo.text.documents import Document, document_of, read_document
from sinokorea_geo.text.mentions import find_mentions
from sinokorea_geo.text.sentences import sentence_spans

__all__ = ["Document", "document_of", "find_mentions", "read_document", "sentence_spans"]

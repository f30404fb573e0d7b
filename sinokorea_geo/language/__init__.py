"""Read text in English, Chinese and Korean: documents, sentences, numbers, units and dates."""

from sinokorea_geo.language.amounts import find_amounts
from sinokorea_geo.language.dates import find_dates
from sinokorea_geo.language.documents import MOST_BYTES, Document, document_of, read_document
from sinokorea_geo.language.sentences import sentence_spans

__all__ = [
    "MOST_BYTES",
    "Document",
    "document_of",
    "find_amounts",
    "find_dates",
    "read_document",
    "sentence_spans",
]

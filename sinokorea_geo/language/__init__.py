"""Read text in English, Chinese and Korean: documents, sentences, numbers, units and dates."""

from sinokorea_geo.language.dates import find_dates
from sinokorea_geo.language.documents import MOST_BYTES, Document, document_of, read_document
from sinokorea_geo.language.numerals import read_number
from sinokorea_geo.language.quantities import Quantity, find_quantities
from sinokorea_geo.language.sentences import split_sentences
from sinokorea_geo.language.units import Unit, unit_of

__all__ = [
    "MOST_BYTES",
    "Document",
    "Quantity",
    "Unit",
    "document_of",
    "find_dates",
    "find_quantities",
    "read_document",
    "read_number",
    "split_sentences",
    "unit_of",
]

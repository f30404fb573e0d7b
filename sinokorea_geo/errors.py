"""Define the errors of this library as one family of exceptions.

Every exception is a :class:`SinoKoreaGeoError` and also the standard-library type a
caller would have caught anyway. Messages say what is wrong, where, and how to mend it.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

__all__ = [
    "AmbiguousName",
    "CRSMismatch",
    "DataError",
    "InvalidCoordinates",
    "InvalidDate",
    "InvalidGeometry",
    "InvalidQuantity",
    "InvalidText",
    "MissingPackage",
    "OutputError",
    "PlaceNotFound",
    "SchemaError",
    "SinoKoreaGeoError",
]


def encodable(text: str) -> str:
    """Return text without halves of characters, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def meant(name: object, known: Iterable[str]) -> str:
    """Return ``(did you mean X?)`` with a space before, for a name close to a known one."""
    near = difflib.get_close_matches(str(name), list(known), 1)
    return f" (did you mean {near[0]!r}?)" if near and near[0] != name else ""


class SinoKoreaGeoError(Exception):
    """Base of every error this library raises on purpose."""


class InvalidCoordinates(SinoKoreaGeoError, ValueError):
    """A longitude or latitude is missing, not finite, or outside its range."""


class InvalidGeometry(SinoKoreaGeoError, ValueError):
    """A geometry is empty, missing, or of a type the operation cannot use."""


class InvalidQuantity(SinoKoreaGeoError, ValueError):
    """A width, count or chainage is not a number the operation can use."""


class InvalidDate(SinoKoreaGeoError, ValueError):
    """A date is not an ISO date (``2016``, ``2016-08`` or ``2016-08-22``)."""


class InvalidText(SinoKoreaGeoError, ValueError):
    """A text is not text: binary, in another encoding, too large, or not a string."""


class CRSMismatch(SinoKoreaGeoError, ValueError):
    """Data carry no coordinate reference system, or another one than needed."""


class DataError(SinoKoreaGeoError, ValueError):
    """A data file is unreadable, incomplete, or not what the manifest says."""


class SchemaError(DataError):
    """A layer breaks its schema; ``faults`` lists every fault, not only the first.

    Parameters
    ----------
    message : str
        What is wrong, with all faults, one a line.
    faults : sequence of str
        Each fault by itself.
    """

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class MissingPackage(SinoKoreaGeoError, ModuleNotFoundError):
    """A package that only some functions need is not installed."""


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Name the extra of this package that brings what an import does not find."""
    try:
        yield
    except ModuleNotFoundError as error:
        mend = f"run `pip install 'sinokorea-geo[{extra}]'`"
        package = str(error.name).partition(".")[0]
        raise MissingPackage(f"{package} is not installed; {mend}", name=error.name) from error


class OutputError(SinoKoreaGeoError, OSError):
    """A file cannot be written where the caller wants it."""


class PlaceNotFound(SinoKoreaGeoError, LookupError):
    """No place has this name; ``suggestions`` lists the nearest spellings.

    Parameters
    ----------
    message : str
        What was looked for, and what might have been meant.
    suggestions : sequence of str
        Names that are close, best first.
    """

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = tuple(suggestions)


class AmbiguousName(SinoKoreaGeoError, LookupError):
    """Several places have this name; ``candidates`` lists them.

    Parameters
    ----------
    message : str
        The name, the candidates, and how to choose among them.
    candidates : sequence of object
        The places that share the name, likeliest first.
    """

    def __init__(self, message: str, candidates: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)

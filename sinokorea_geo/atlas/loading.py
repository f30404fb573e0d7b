"""Open the atlas that comes with the package, or one in another folder."""

from __future__ import annotations

from pathlib import Path

from sinokorea_geo.atlas.atlas import Atlas, packaged_atlas
from sinokorea_geo.atlas.store import DataStore
from sinokorea_geo.errors import DataError

__all__ = ["load_atlas"]


def load_atlas(folder: str | Path | None = None) -> Atlas:
    """Open the atlas.

    Each data file is checked against the manifest when it is first read.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Another data folder; the one that comes with the package if not given.

    Returns
    -------
    Atlas
        The same object at every call without `folder`.

    Raises
    ------
    DataError
        If the folder holds no data package.

    Examples
    --------
    >>> atlas = load_atlas()
    >>> atlas.border.sections[0].name
    'yalu'
    """
    if folder is None:
        return packaged_atlas()
    path = Path(folder)
    if not (path / "datapackage.json").is_file():
        raise DataError(f"{path} holds no datapackage.json; pass a data folder of this package")
    return Atlas(DataStore(path))

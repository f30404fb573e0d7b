"""The command that checks what sources state."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import click

from sinokorea_geo.cli._arguments import format_option
from sinokorea_geo.cli._tables import print_rows

if TYPE_CHECKING:
    import pandas as pd

    from sinokorea_geo.atlas import Atlas
    from sinokorea_geo.claims.evidence import Tried

__all__ = ["claims"]

_SHORT: tuple[Literal["says", "measure", "value", "unit", "within", "source_ids"], ...] = (
    *("says", "measure", "value", "unit"), *("within", "source_ids"),
)  # fmt: skip
_VERDICTS = ("supported", "contradicted", "depends on the measure", "not testable")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("table", required=False, type=click.Path())
@click.option("--verdict", type=click.Choice(_VERDICTS), help="Only these.")
@click.option("--source", help="Only claims of this source, an id of the atlas.")
@click.option("--summary", is_flag=True, help="Only how many there are of each verdict.")
@click.option("--subject", help="Check one claim: about what. A name, an id, or border.")
@click.option("--object", "other", help="... in relation to what.")
@click.option("--measure", help="... how it is meant; every one that fits if left out.")
@click.option("--stated", help="... what is stated: 50, 48-54, true, upstream, 2016-08.")
@click.option("--unit", default="", help="... in which unit: km, mi, km2, %, 公里, 평, ...")
@click.option("--qualifier", default="exact", show_default=True, help="... in which words.")
@click.option("--at", "date", help="... of which date.")
@format_option
def claims(
    *,
    table: str | None,
    verdict: str | None,
    source: str | None,
    summary: bool,
    subject: str | None,
    form: str,
    **one: str | None,
) -> None:
    """Check what sources state against the geometry, the dates and the figures.

    Without TABLE, the atlas's own claims. TABLE is a CSV with the columns subject_id and
    stated, and any of measure, object_id, unit, qualifier, period, source_ids, claim_id,
    paraphrase; names may stand for ids. With --subject and --stated, one claim.
    """
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atlas.store import records
    from sinokorea_geo.claims import check_claims

    if subject is not None or one["stated"] is not None:
        _one(table, subject, one, form)
        return
    atlas = load_atlas()
    checked = check_claims(atlas, _asked(atlas, table, source))
    rows = [row for row in records(checked) if verdict in {None, row["verdict"]}]
    if table is not None and source is not None:
        rows = [row for row in rows if source in row["source_ids"].split()]
    if summary:
        counts = Counter(row["verdict"] for row in rows)
        print_rows([{"verdict": v, "claims": counts[v]} for v in _VERDICTS], form)
    else:
        _print(rows, form)
    if not rows:
        sys.exit(1)


def _asked(atlas: Atlas, table: str | None, source: str | None) -> pd.DataFrame | str | None:
    """Return what is to be checked: all of the atlas's own, those of a source, or a file."""
    if table is not None or source is None:
        return table
    from sinokorea_geo.claims import own_claims

    if source not in set(atlas.sources["id"]):
        raise click.BadParameter(f"no source has the id {source!r}; atlas.sources lists them")
    own = own_claims(atlas)
    return own[[source in ids.split() for ids in own["source_ids"]]]


def _one(table: str | None, subject: str | None, one: dict[str, str | None], form: str) -> None:
    from sinokorea_geo.claims import check_claim

    if table is not None:
        raise click.UsageError("give either TABLE or --subject and --stated")
    if subject is None or one["stated"] is None:
        raise click.UsageError("one claim needs both --subject and --stated")
    check = check_claim(
        subject=subject,
        stated=one["stated"],
        unit=one["unit"] or "",
        measure=one["measure"],
        object=one["other"],
        qualifier=one["qualifier"] or "exact",
        at=one["date"],
    )
    row = {key: value for key, value in vars(check).items() if value != ""}
    if form == "table":
        click.echo(f"{check.verdict}: {check.why}")
        if check.tried:
            click.echo()
            print_rows([_short(one) for one in check.tried], form)
    else:
        _print([row | {"tried": list(check.tried)}], form)


def _short(tried: Tried) -> dict[str, Any]:
    return {key: tried[key] for key in _SHORT}


def _print(rows: Iterable[dict[str, Any]], form: str) -> None:
    if form == "csv":
        rows = [row | {"tried": json.dumps(row["tried"], ensure_ascii=False)} for row in rows]
    if form != "table":
        print_rows(rows, form)
        return
    for row in rows:
        said = row["paraphrase"] or " ".join(
            filter(None, (row["subject_id"], row["measure"], row["object_id"]))
        )
        stated = " ".join(filter(None, (row["stated"], row["unit"])))
        click.echo(f"{row['claim_id'] or '-'}: {said}: {stated}")
        click.echo(f"    {row['verdict']}: {row['why']}")

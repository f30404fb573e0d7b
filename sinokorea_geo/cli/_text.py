"""Read texts and what they state: the commands mentions, story and claims."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

import sinokorea_geo as skg
from sinokorea_geo.cli import _common as common

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_OFFLINE = ", opens without a network"
_VERDICTS = ("supported", "contradicted", "depends on the measure", "not testable")
_encoding = click.option("--encoding", help="If not UTF-8: gb18030, big5, euc-kr, ...")


@click.command()
@click.argument("file", type=click.Path(allow_dash=True))
@common.format_option("geojson")
@click.option("--include", type=click.Choice(["context"]), help="Also countries and far capitals.")
@click.option("--claims", "alone", is_flag=True, help="Print what FILE claims of places, checked.")
@click.option("-o", "--out", "--map", "out", type=click.Path(), help="Write a map of the places.")
@_encoding
@common.most_mb_option
@common.force_option
def mentions(
    file: str, form: str, include: str | None, alone: bool, out: str | None, force: bool, **how: Any
) -> None:
    """List the places that FILE names: text or HTML in English, Chinese or Korean; - for stdin.

    As a table, measurable claims follow ("50 km from Dandong") with what the atlas measures;
    --claims prints those alone, in any format but GeoJSON.
    """
    from sinokorea_geo.language import read_document, split_sentences

    if alone and form == "geojson":
        raise click.UsageError("claims have no GeoJSON; choose table, json or csv")
    if out:
        common.check_out(out, (".html", ".htm"), "map", force)
    source: BinaryIO | str = sys.stdin.buffer if file == "-" else file
    document = read_document(source, **how)
    atlas = common.atlas_of()
    found = skg.find_mentions(document.text, atlas, include=include or ())
    if not alone:
        _print_mentions(document.in_source(found), form)
    if alone or form == "table":
        stated = document.in_source(skg.find_claims(document.text, atlas))
        _print_stated(stated, form, alone=alone)
    if out:
        from sinokorea_geo.maps.web.mentions_map import mentions_map

        name = "the input" if file == "-" else click.format_filename(file, shorten=True)
        spans = split_sentences(document.text)
        drawn = mentions_map(atlas, found, document.text, spans, title=f"Places named in {name}")
        common.print_written(skg.save_html(drawn, out, overwrite=force), _OFFLINE, err=True)


def _print_mentions(found: gpd.GeoDataFrame, form: str) -> None:
    import pandas as pd

    if form == "geojson":
        listed = found.assign(alternatives=[list(ids) for ids in found["alternatives"]])
        click.echo(listed.to_json(ensure_ascii=False, drop_id=True))
        return
    points = found.geometry.representative_point()
    listed = pd.DataFrame(found.drop(columns="geometry")).assign(
        alternatives=found["alternatives"].map(list if form == "json" else " ".join),
        lon=[round(x, 5) for x in points.x],
        lat=[round(y, 5) for y in points.y],
    )
    if form == "table" and listed.empty:
        click.echo("no place of the atlas is named")
    common.print_frame(listed, form)


def _print_stated(stated: pd.DataFrame, form: str, *, alone: bool) -> None:
    if form != "table":
        common.print_frame(stated.drop(columns="tried"), form)
        return
    if not alone and len(stated):
        click.echo("\nWhat it states of them:")
    for row in stated.to_dict("records"):
        verdict = f"{row['verdict']}. " if row["verdict"] else ""
        click.echo(f"  {' '.join(row['surface'].split())}: {verdict}{row['why']}")
    if alone and stated.empty:
        click.echo("nothing measurable is stated")


@click.command()
@click.argument("articles", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--out", required=True, type=click.Path(), help="The page to write.")
@click.option("--title", help="Of the page.")
@_encoding
@common.most_mb_option
@common.language_option
@common.force_option
def story(
    articles: tuple[str, ...], out: str, title: str | None, language: Any, force: bool, **how: Any
) -> None:
    """Put what ARTICLES say on one page: a map, claims checked, a time line, numbers.

    Articles are files of plain text or HTML, or - for stdin. Nothing of them is sent anywhere.
    """
    common.check_out(out, (".html", ".htm"), "story", force)
    sources = [*map(common.source_of, articles)]
    told = skg.make_story(sources, common.atlas_of(), **how)
    path = told.save_html(out, title=title, language=language, overwrite=force)
    common.print_written(path, f"{_OFFLINE}\n")
    for name, number in (
        ("articles", len(told.articles)),
        ("places", len(told.places)),
        ("claims", len(told.claims)),
        *((f"  {name}", count) for name, count in told.claims["verdict"].value_counts().items()),
        ("dates", int((told.events["origin"] == "text").sum())),
        ("numbers", len(told.numbers)),
    ):
        click.echo(f"{name:<26}{number:>4}")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("table", required=False, type=click.Path())
@click.option("--verdict", type=click.Choice(_VERDICTS), help="Only these.")
@click.option("--source", help="Only claims of this source, an id of the atlas.")
@click.option("--summary", is_flag=True, help="Only how many there are of each verdict.")
@click.option("--subject", help="Check one claim: about what. A name, an id, or border.")
@click.option("--object", help="... in relation to what.")
@click.option("--measure", help="... how it is meant; every one that fits if left out.")
@click.option("--stated", help="... what is stated: 50, 48-54, true, upstream, 2016-08.")
@click.option("--unit", default="", help="... in which unit: km, mi, km2, %, 公里, 평, ...")
@click.option("--qualifier", default="exact", show_default=True, help="... in which words.")
@click.option("--at", help="... of which date.")
@common.format_option()
def claims(
    table: str | None, verdict: str | None, source: str | None, summary: bool, form: str, **one: Any
) -> None:
    """Check what sources state against the geometry, the dates and the stated values.

    Without TABLE, the atlas's own claims. TABLE is a CSV, or - for stdin, with the columns
    subject_id and stated, and any of measure, object_id, unit, qualifier, period, source_ids,
    claim_id, paraphrase; names may stand for ids. With --subject and --stated, one claim.
    """
    from sinokorea_geo.atlas.store import records

    if one["subject"] is not None or one["stated"] is not None:
        if table is not None:
            raise click.UsageError("give either TABLE or --subject and --stated")
        if None in {one["subject"], one["stated"]}:
            raise click.UsageError("one claim needs both --subject and --stated")
        _print_one(skg.check_claim(**one), form)
        return
    atlas = common.atlas_of()
    checked = skg.check_claims(atlas, _asked(atlas, table, source))
    rows = [row for row in records(checked) if verdict in {None, row["verdict"]}]
    if table is not None and source is not None:
        rows = [row for row in rows if source in row["source_ids"].split()]
    if summary:
        counts = Counter(row["verdict"] for row in rows)
        common.print_rows([{"verdict": v, "claims": counts[v]} for v in _VERDICTS], form)
    else:
        _print_claims(rows, form)
    if not rows:
        sys.exit(1)


def _asked(atlas: skg.Atlas, table: str | None, source: str | None) -> pd.DataFrame | Path | None:
    """Return what is to be checked: all of the atlas's own, those of a source, or a file."""
    if table is not None or source is None:
        return common.source_of(table) if table else None
    from sinokorea_geo.claims.table import own_claims

    if source not in set(atlas.sources["id"]):
        raise click.BadParameter(f"no source has the id {source!r}; atlas.sources lists them")
    own = own_claims(atlas)
    return own[[source in ids.split() for ids in own["source_ids"]]]


def _print_one(check: skg.ClaimCheck, form: str) -> None:
    if form != "table":
        row = {key: value for key, value in vars(check).items() if value != ""}
        _print_claims([row | {"tried": list(check.tried)}], form)
        return
    click.echo(f"{check.verdict}: {check.why}")
    if check.tried:
        click.echo()
        told = ("says", "measure", "value", "unit", "within", "source_ids")
        tried: Sequence[Any] = check.tried
        common.print_rows([{key: row[key] for key in told} for row in tried], form)


def _print_claims(rows: Iterable[dict[str, Any]], form: str) -> None:
    if form == "csv":
        rows = [row | {"tried": json.dumps(row["tried"], ensure_ascii=False)} for row in rows]
    if form != "table":
        common.print_rows(rows, form)
        return
    for row in rows:
        named = (row["subject_id"], row["measure"], row["object_id"])
        said = row["paraphrase"] or " ".join(filter(None, named))
        stated = " ".join(filter(None, (row["stated"], row["unit"])))
        click.echo(f"{row['claim_id'] or '-'}: {said}: {stated}")
        click.echo(f"    {row['verdict']}: {row['why']}")

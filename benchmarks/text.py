"""Time finding places and claims: ``python benchmarks/text.py [FILE …]``, a megabyte of each."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import sinokorea_geo as skg
from sinokorea_geo.language import read_document
from sinokorea_geo.toponyms.index import lexicon_of

BYTES = 1_000_000
OWN = {
    "English": "Trucks left Dandong for Sinuiju on Friday, officials in Liaoning said. Nobody was"
    " hurt in the flood, and the roads that lead to the river were open again by noon.\n\n",
    "Chinese": "据当地官员介绍，货车周五从丹东驶往新义州。洪水没有造成人员伤亡，"
    "通往江边的大部分道路中午前恢复通行。\n\n",
    "English with numbers": "Rajin lies about 50 km from the border, and Fengcheng is 50 km"
    " northwest of Dandong. The bridge, opened in 1943, is 940 metres long. Nobody was"
    " hurt in the flood.\n\n",
    "Korean": "금요일 화물차들이 단둥에서 신의주로 떠났다고 당국자가 말했다. "
    "인명 피해는 없었고 도로는 다시 열렸다.\n\n",
}


def megabyte(text: str) -> str:
    """Repeat a text until it fills a megabyte of UTF-8."""
    return text * (BYTES // len(text.encode()) + 1)


def main(files: list[str]) -> None:
    """Print the seconds of processor time, the best of three, for each text."""
    start = time.process_time()
    atlas = skg.load_atlas()
    lexicon_of(atlas)
    print(f"{'loading':24}{time.process_time() - start:8.2f} s")
    texts = {Path(file).name: read_document(file).text for file in files} or OWN
    for name, text in texts.items():
        whole = megabyte(text)
        size = len(whole.encode()) / 1e6
        for kind, find in (("mentions", skg.find_mentions), ("claims", skg.find_claims)):
            seconds = []
            for _ in range(3):
                start = time.process_time()
                found = find(whole, atlas)
                seconds.append(time.process_time() - start)
            print(f"{name:24}{min(seconds):8.2f} s  {size:.1f} MB  {len(found):,} {kind}")


if __name__ == "__main__":
    main(sys.argv[1:])

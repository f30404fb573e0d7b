"""Bare machines, full disks, devices, killed processes, forks: recreated, each as it was found."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sinokorea_geo as skg

MATRIX = (
    "import hashlib, numpy as np, sinokorea_geo as skg\n"
    "draw = np.random.default_rng(1)\n"
    "at = np.column_stack((draw.uniform(124, 131, 300), draw.uniform(39, 43, 300)))\n"
    "print(hashlib.md5(skg.distance_matrix(at, at).tobytes()).hexdigest())\n"
)


def python(code: str, **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, **environ}, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_a_damaged_cache_is_thrown_away_and_gives_the_same_bits(tmp_path: Path) -> None:
    kept = {"NUMBA_CACHE_DIR": str(tmp_path)}
    first = python(MATRIX, **kept)
    machine, index = (list(tmp_path.rglob(f"*.{end}")) for end in ("nbc", "nbi"))
    assert machine
    assert index
    for path in machine:  # a byte of machine code: no error would say so
        held = bytearray(path.read_bytes())
        held[len(held) // 2] ^= 255
        path.write_bytes(held)
    assert python(MATRIX, **kept) == first
    for path in index:
        path.write_bytes(b"")
    assert python(MATRIX, **kept) == first
    assert all(path.stat().st_size for path in index)


def test_where_no_folder_can_keep_compiled_code() -> None:
    """As without HOME, as a user unknown to the system, beside a package that is read-only."""
    nowhere = "import numba.core.caching as c\nc.CacheImpl._locator_classes = []\n"
    depth = MATRIX + "print(skg.load_atlas().border.depth('Rason').nearest_m.hex())\n"
    assert python(nowhere + depth, HOME="/nowhere") == python(depth)


def test_a_full_disk_under_the_cache_fails_nothing(tmp_path: Path) -> None:
    full = (
        "import numba.core.caching as c\n"
        "def save(self, *_): raise OSError(28, 'No space left on device')\n"
        "c.IndexDataCacheFile.save = save\n"
    )
    assert python(full + MATRIX, NUMBA_CACHE_DIR=str(tmp_path)) == python(MATRIX)


def test_without_a_compiler_numpy_answers() -> None:
    code = (
        "from sinokorea_geo.geodesy import PolylineIndex\n"
        "import numpy as np\n"
        "at = np.linspace(124, 130, 2_500), np.linspace(43, 39, 2_500)\n"
        "print(PolylineIndex([124, 127, 130], [40, 42, 41]).query(*at).along_m.sum().hex())"
    )
    assert python(code, NUMBA_DISABLE_JIT="1") == python(code)


def test_memory_that_is_short_and_one_processor_change_no_bit() -> None:
    resource = pytest.importorskip("resource")
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({6 << 30}, {6 << 30}))\n"
    assert resource
    assert python(limit + MATRIX, SINOKOREA_GEO_THREADS="1") == python(MATRIX)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_child_of_a_process_that_is_building_goes_on(tmp_path: Path) -> None:
    code = (
        "import os, sys, threading, time, warnings, numpy as np, sinokorea_geo as skg\n"
        "warnings.simplefilter('ignore')\n"
        "at = np.tile([[130.0, 42.0]], (300, 1))\n"
        "work = skg.distance_matrix\n"
        "other = threading.Thread(target=work, args=(at, at)); other.start()\n"
        "time.sleep(0.2)\n"
        "pid = os.fork()\n"
        "if not pid:\n"
        "    work(at, at); os._exit(7)\n"
        "print(os.waitpid(pid, 0)[1] >> 8); other.join()"
    )
    assert python(code, NUMBA_CACHE_DIR=str(tmp_path)) == "7"


#: A fork while a thread computes what is kept, or renders a map; the child does the same at once.
FORKED = """
import os, signal, threading, time, warnings
from pathlib import Path
from sinokorea_geo.atlas.store import DataStore
from sinokorea_geo.maps.offline import elements

warnings.simplefilter("ignore")
begun, patience = threading.Event(), 5

def wait():
    begun.set()
    time.sleep(patience)

class Store(DataStore):
    @property
    def _package(self):
        wait()
        return {"resources": []}

class Slow(elements.Element):
    def render(self, **_):
        wait()

def kept():
    Store(Path()).manifest

def rendered():
    figure = elements.Figure()
    figure.add_child(Slow())
    elements.rendered_parts(figure)

threading.Thread(target=WORK, daemon=True).start()
begun.wait()
pid = os.fork()
if not pid:
    patience = 0
    signal.alarm(20)  # ends a child that hangs
    WORK()
    os._exit(7)
print(os.waitpid(pid, 0)[1] >> 8)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("work", ["kept", "rendered"])
def test_a_child_does_not_wait_for_what_a_thread_of_its_parent_held(work: str) -> None:
    assert python(FORKED.replace("WORK", work)) == "7"


def test_sixteen_threads_give_the_bits_of_one() -> None:
    draw = np.random.default_rng(3)
    at = np.column_stack((draw.uniform(124, 131, 400), draw.uniform(39, 43, 400)))
    whole: Any = skg.distance_matrix(at, at)
    found: list[object] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(np.asarray(skg.distance_matrix(at, at)).tobytes())
        )
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [whole.tobytes()] * 16


#: Ways to have the same work done elsewhere; each gives the bits of a process by itself.
WORKERS = """
import hashlib, os, sys
import numpy as np
import sinokorea_geo as skg

def work(seed):
    draw = np.random.default_rng(seed)
    at = np.column_stack((draw.uniform(124, 131, 2_500), draw.uniform(39, 43, 2_500)))
    border = skg.load_atlas().border
    return hashlib.md5(border.locate(at)["distance_m"].to_numpy().tobytes()
                       + skg.distance_matrix(at[:60], at).tobytes()).hexdigest()

if __name__ == "__main__":
    way, alone = sys.argv[1], [work(1), work(2)]
    if way == "joblib":
        import joblib
        found = joblib.Parallel(n_jobs=2)(joblib.delayed(work)(seed) for seed in (1, 2))
    elif way == "one processor":
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        found = [work(1), work(2)]
    else:
        from multiprocessing import get_context
        with get_context(way).Pool(2) as pool:
            found = pool.map(work, [1, 2])
    print(found == alone)
"""


@pytest.mark.parametrize("way", ["fork", "spawn", "forkserver", "joblib", "one processor"])
def test_other_processes_give_the_same_bits(way: str, tmp_path: Path) -> None:
    if way == "joblib":
        pytest.importorskip("joblib")
    if not hasattr(os, {"one processor": "sched_setaffinity"}.get(way, "fork")) and way != "spawn":
        pytest.skip("not on this system")
    path = tmp_path / "work.py"
    path.write_text(WORKERS, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", str(path), way]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.stderr[-2_000:]) == ("True\n", "")


def test_an_interrupt_leaves_no_work_behind() -> None:
    from sinokorea_geo.geodesy.engine import in_blocks

    done: list[int] = []

    def work(first: int, _: int) -> None:
        done.append(first)
        if not first:
            raise KeyboardInterrupt
        time.sleep(0.002)

    with pytest.raises(KeyboardInterrupt):
        in_blocks(4_000, work, block=1)
    so_far = len(done)
    time.sleep(0.2)
    assert len(done) <= so_far + 32


@pytest.fixture
def null(tmp_path: Path) -> Path:
    path = tmp_path / "null"
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except (AttributeError, PermissionError):
        pytest.skip("devices are made by root only")
    return path


def test_devices_stay_devices(null: Path, atlas: skg.Atlas) -> None:
    with pytest.raises(skg.OutputError, match="not an ordinary file"):
        skg.save_html(skg.make_map(atlas, layers=["border"]), null, overwrite=True)
    assert stat.S_ISCHR(null.stat().st_mode)


def test_links_stay_links_and_their_target_is_written(tmp_path: Path, atlas: skg.Atlas) -> None:
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "link.csv", tmp_path / "there" / "real.csv"
    link.symlink_to(target)
    for overwrite in (False, True):
        skg.export_atlas(atlas, link, layers=["crossings"], overwrite=overwrite)
        assert link.is_symlink()
        assert target.read_text(encoding="utf-8-sig").startswith("id,")


@pytest.mark.parametrize("way", ["read", "annotate", "claims", "story"])
def test_pipes_are_refused_at_once(way: str, tmp_path: Path, atlas: skg.Atlas) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    ways: dict[str, Any] = {
        "read": lambda: skg.read_features(pipe),
        "annotate": lambda: skg.annotate(pipe, tmp_path / "out.csv", atlas=atlas),
        "claims": lambda: skg.check_claims(atlas, pipe),
        "story": lambda: skg.make_story([pipe], atlas),
    }
    with pytest.raises(skg.SinoKoreaGeoError, match="not an ordinary file"):
        ways[way]()


def test_a_process_that_is_told_to_end_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import sys, time; from sinokorea_geo.atomic import replacing\n"
        "with replacing(sys.argv[1]) as scratch:\n"
        "    scratch.write_text('half'); print('ready', flush=True); time.sleep(60)"
    )
    for kind in (signal.SIGTERM, signal.SIGHUP):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "out")], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(kind)
        assert process.wait(30) == 128 + kind
        process.stdout.close()
        assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_long_ago_is_cleared(tmp_path: Path) -> None:
    from sinokorea_geo.atomic import write_atomically

    old, new = tmp_path / ".a.skg-old", tmp_path / ".b.skg-new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "a").write_text("half")
    long_ago = time.time() - 200_000
    for path in (old / "a", old):
        os.utime(path, (long_ago, long_ago))
    write_atomically(tmp_path / "out", "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.skg-new", "out"]


@pytest.mark.parametrize("encoding", ["cp949", "gbk", "cp1252", "utf-8"])
def test_pipes_of_any_code_page(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sinokorea_geo", "find", "圈河"], capture_output=True,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert ("圈河" if encoding in {"gbk", "utf-8"} else "\\u") in done.stdout.decode(encoding)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
@pytest.mark.parametrize("language", ["C", "C.UTF-8"])
def test_files_of_any_name(language: str, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"-\xff\n\x1b[2J.txt")
    path.write_text("Dandong is 5 km from Sinuiju.")
    for command in (["mentions"], ["story", "--out", str(tmp_path / "story.html")]):
        done = subprocess.run(
            [sys.executable, "-m", "sinokorea_geo", *command, "--", str(path)],
            capture_output=True, env={**os.environ, "LANG": language}, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"\x1b" not in done.stdout


def test_escape_sequences_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("subject_id,stated,unit,paraphrase\nDandong,1,km,\x1b]0;owned\x07 \u202e\n")
    command = [sys.executable, "-m", "sinokorea_geo", "claims", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "\\u001b]0;owned\\u0007 \\u202e" in done.stdout
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    command = f"import os; os.chdir({str(tmp_path)!r}); os.rmdir({str(tmp_path)!r})\n"
    code = command + (
        "import sinokorea_geo.atomic as atomic\n"
        "try: atomic.write_atomically('x', 'y')\n"
        "except OSError as error: print(type(error).__name__, error)"
    )
    assert python(code).startswith("OutputError 'x' is no path to write to")


def test_a_path_is_refused_before_a_map_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "there.html").touch()
    no_map: Any = None
    with pytest.raises(skg.OutputError, match="exists; pass overwrite=True"):
        skg.save_html(no_map, tmp_path / "there.html")


@pytest.mark.parametrize(
    ("date", "day"),
    [(2016, "2016-01-01"), (np.int64(2016), "2016-01-01"), (np.datetime64("2016-08"), "2016-08-01"),
     (np.datetime64("2016-08-22T01"), "2016-08-22"), (pd.Timestamp("2016-08-22"), "2016-08-22")],
)  # fmt: skip
def test_dates_of_other_libraries(date: Any, day: str) -> None:
    from sinokorea_geo.atlas.dates import parse_interval

    assert str(parse_interval(date).first) == day


@pytest.mark.parametrize("date", [pd.NaT, np.datetime64("NaT"), True, 2016.5, None])
def test_what_is_no_date(date: Any, atlas: skg.Atlas) -> None:
    with pytest.raises(skg.InvalidDate, match="is not an ISO date"):
        atlas.at(date)


def test_one_name_may_stand_alone(atlas: skg.Atlas, tmp_path: Path) -> None:
    assert skg.make_map(atlas, layers="border").spec["groups"]
    skg.export_atlas(atlas, tmp_path / "a.csv", layers="crossings")
    table = pd.DataFrame({"lon": [124.39], "lat": [40.12]})
    found = skg.annotate(table, atlas=atlas, answers="country", corridors="25 km")
    assert json.loads(found.to_json(orient="records"))[0]["within_25km"] is True


#: What may be left out, and what answers as ever without it.
LEFT_OUT = {
    "numba": "print(a.border.locate(at).to_csv(), skg.nearest(at[:200], a.counties).to_csv())\n"
    "print(skg.distance_matrix(at[:20], at).tobytes().hex(), a.border.depth('Rason'))\n"
    "print(skg.within_zones(at, a.counties).to_csv(), skg.corridor(at[0], 9e3).to_json())",
    "matplotlib PIL": "m = skg.make_map(a, layers=['border'])\n"
    "print(len(skg.make_story({'a': 'Dandong.'}, a)._repr_html_()), len(m._repr_html_()) > 9_000)\n"
    "print('image/png' in m._repr_mimebundle_())",
    "ahocorasick": "print(a.find('圈河'), a.search('Dandnog'), skg.make_map(a).spec['title'])\n"
    "claim = {'subject': 'Rason', 'object': 'border', 'stated': 50, 'unit': 'km'}\n"
    "print(skg.check_claim(a, **claim).why, skg.read_features is not None)",
    "pyogrio": "print(a.border.depth('Rason'), skg.find_mentions('Dandong', a).to_json())\n"
    "print(len(skg.make_map(a, layers=['border']).spec))",
}


@pytest.mark.parametrize("packages", LEFT_OUT)
def test_what_may_be_left_out(packages: str) -> None:
    without = f"sys.modules.update(dict.fromkeys({packages.split()}))\n"
    code = (
        "import numpy as np, sinokorea_geo as skg\n"
        "a = skg.load_atlas()\n"
        "at = np.column_stack((np.linspace(124, 131, 2_500), np.linspace(39, 43, 2_500)))\n"
        f"{LEFT_OUT[packages]}"
    )
    bare, whole = python(f"import sys\n{without}{code}"), python(code)
    assert bare == (whole.replace("True\nTrue", "True\nFalse") if "PIL" in packages else whole)


#: What is missing, the extra that brings it, and what asks for it.
ASKED = {
    ("ahocorasick", "text"): [
        "skg.find_mentions('Dandong', a)",
        "skg.find_claims('Dandong lies in Liaoning.', a)",
        "skg.geocode(['Dandong'], a)",
        "skg.make_story({'a': 'Dandong.'}, a)",
    ],
    ("matplotlib", "print"): ["skg.plot(a)", "skg.plot_along(pd.Series([1.0]), a)"],
    ("PIL", "print"): ["skg.export_atlas(a, 'a.kmz')"],
    ("openpyxl", "excel"): ["skg.export_atlas(a, 'a.xlsx')"],
}


@pytest.mark.parametrize(("package", "extra"), ASKED)
def test_what_is_missing_is_named_with_its_extra(package: str, extra: str, tmp_path: Path) -> None:
    said = python(
        "import os, sys\n"
        f"sys.modules[{package!r}] = None\n"
        "import pandas as pd, sinokorea_geo as skg\n"
        f"os.chdir({str(tmp_path)!r})\n"
        "a = skg.load_atlas()\n"
        f"for call in {ASKED[package, extra]!r}:\n"
        "    try: print(call, eval(call))\n"
        "    except skg.MissingPackage as error: print(error)\n"
    )
    mend = f"{package} is not installed; run `pip install 'sinokorea-geo[{extra}]'`"
    assert said.splitlines() == [mend] * len(ASKED[package, extra])
    assert list(tmp_path.iterdir()) == []

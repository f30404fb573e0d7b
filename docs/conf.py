"""Build the documentation offline, with everything executed and every error fatal."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "_ext"))

import sinokorea_geo  # noqa: E402 - the folder above must be on the path first

project = "sinokorea_geo"
author = "The sinokorea_geo authors"
copyright = f"2026, {author}"
version = release = sinokorea_geo.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "myst_nb",
    "notebook_link",
    "run_command",
    "layer_pages",
    "claim_table",
    "column_pages",
    "front_map",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "jupyter_execute", "**.ipynb_checkpoints"]

# -- pages --------------------------------------------------------------------------------
myst_enable_extensions = ["colon_fence", "deflist", "substitution"]
myst_heading_anchors = 3
# Kernels start in an empty folder: no page depends on what lies beside it.
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
nb_custom_formats = {".nblink": "notebook_link.read"}
suppress_warnings = ["mystnb.unknown_mime_type"]

# -- reference ----------------------------------------------------------------------------
autosummary_generate = True
autosummary_ignore_module_all = False
autodoc_typehints = "none"  # the docstrings name the types in words
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(numpy|pandas|geopandas|shapely|folium|pathlib|datetime)\..*"),
]

# -- look ---------------------------------------------------------------------------------
html_theme = "furo"
html_title = f"{project} {version}"
html_static_path = ["_static"]
html_css_files = ["extra.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#8c1c2b", "color-brand-content": "#0b5fa5"},
    "dark_css_variables": {"color-brand-primary": "#e08a95", "color-brand-content": "#7db8e8"},
}

"""How Sphinx builds the documentation; `make docs` runs it with warnings as errors."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import finish
import pictures

from slaclock import _version

project = "slaclock"
author = "The slaclock authors"
copyright = "2026, The slaclock authors"  # noqa: A001 - the name that Sphinx reads
version = release = _version.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# The notebook of examples/ is run anew in every build; an error in it is one of the build.
nb_execution_mode = "force"
nb_execution_timeout = 120
nb_execution_raise_on_error = True

default_role = "code"  # docstrings write `names` as Markdown does
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_custom_sections = ["Source"]

# The playground, where `make playground` has built it; its page then leads to it.
site = Path(__file__).parents[1] / "build" / "site"
if site.is_dir():
    html_extra_path = [str(site)]
    tags.add("playground")  # noqa: F821 - Sphinx hands it over

html_theme = "furo"
html_title = f"slaclock {release}"
html_static_path = ["_static"]
html_css_files = ["wide.css"]
html_copy_source = False
html_show_sourcelink = False


def setup(app):
    """Let pages ask for pictures, and mend what is written."""
    app.add_directive("picture", pictures.Picture)
    app.connect("build-finished", finish.finish)

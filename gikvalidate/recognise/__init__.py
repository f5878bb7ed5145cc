"""Recognise: from the tables of a document to figures under their keys, and from its words to agency and year.

Everything that is specific to a report format comes from schemas/; this package knows only how forms are laid out:
labels on the left, column headings above, group labels spanning rows, values on the right.
"""

from gikvalidate.recognise.collapsed import opened
from gikvalidate.recognise.identity import identify
from gikvalidate.recognise.match import recognise
from gikvalidate.recognise.schema import Form, load_forms
from gikvalidate.recognise.sections import find_sections

__all__ = ["Form", "find_sections", "identify", "load_forms", "opened", "recognise"]

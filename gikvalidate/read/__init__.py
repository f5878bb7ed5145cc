"""Any supported file to a `Document`: the format is found by content, the name of the file decides nothing.

One module per format gives `blocks(data)`; all of them speak `DocumentError` only, one sentence for people.

Contract for text without row ends: a run of short lines, one cell each, becomes a `Table` of one column in which every
line is a row and an empty line between is an empty cell. Where such rows end is known only to who knows the form.
"""

from gikvalidate.read.archive import Member, members
from gikvalidate.read.batch import read, read_all
from gikvalidate.read.files import LIMIT

__all__ = ["LIMIT", "Member", "members", "read", "read_all"]

"""Every write of the program: temporary sibling, fsync, rename; folders swapped in whole.

A file or folder is the old one or the new one, whatever stops the program and when; what a
killed one left is put right at the next start. All of it goes through the table in `disk`.
"""

from klyngepakke.files.locking import locked
from klyngepakke.files.swapping import (
    check_closed,
    drop_folder,
    make_whole,
    mend,
    recover,
    save_aside,
    swap_in,
)
from klyngepakke.files.telling import reading, refused, told, unread
from klyngepakke.files.writing import (
    check_folder,
    check_writable,
    copy_file,
    drop_empty,
    drop_file,
    fingerprint,
    make_folder,
    rename_file,
    rewrite_file,
    sweep,
    write_file,
)

__all__ = [
    "check_closed",
    "check_folder",
    "check_writable",
    "copy_file",
    "drop_empty",
    "drop_file",
    "drop_folder",
    "fingerprint",
    "locked",
    "make_folder",
    "make_whole",
    "mend",
    "reading",
    "recover",
    "refused",
    "rename_file",
    "rewrite_file",
    "save_aside",
    "swap_in",
    "sweep",
    "told",
    "unread",
    "write_file",
]

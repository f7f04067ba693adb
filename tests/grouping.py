"""Which process of a run does which tests: those that share what is made once, together.

Built kits, hundreds of attacks and the like are made once a process. The tests that look at them
are a group: a file's are one, and a mark `xdist_group` makes another. xdist's own groups stand in
the tests' ids, which pytest has kept to itself since 9.2, so that every test went its own way; so
the processes leave a list of them instead, in a folder that they share.
"""

from __future__ import annotations

import json
import os
import tempfile
from functools import cached_property
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

SHARED = "KLYNGEPAKKE_PROEVERS_ARK"
"""Names the folder where the processes of a run leave each other things."""
LONG = {
    "emnevalg": 110,  # the kit that many others use, too
    "trivsel": 100,
    "generalforsamling": 90,
    "test_serie": 75,
    "test_faults": 75,
    "samarbejde": 65,
    "test_attacks": 60,
    "iskaemisk-hjertesygdom": 50,
    "wheel": 50,
    "kommunale-tilbud": 45,
    "professionsetik": 45,
    "test_terminal": 45,
    "test_cache": 40,
    "test_docs": 40,
    "test_plugins": 40,
    "test_wizard": 40,
    "test_worker": 40,
    "preview": 40,
    "left-kill": 35,
    "privacy": 35,
    "stress": 35,
    "test_same_bytes": 35,
    "test_interrupts": 30,
    "test_pool": 30,
    "test_unchanged": 30,
}
"""Seconds that the longest groups take, more or less: they are begun first, so that no process
is idle at the end. A group that is not here is short."""
_LIST = "grupper.json"


class Groups(LoadScopeScheduling):
    """Gives out whole groups, the longest first."""

    @cached_property
    def _known(self):
        return json.loads(Path(os.environ[SHARED], _LIST).read_bytes())

    def _split_scope(self, nodeid):
        return self._known[nodeid]

    def _assign_work_unit(self, node):
        first = max(self.workqueue, key=lambda name: (LONG.get(name, 0), len(self.workqueue[name])))
        self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep a group's tests in one process, unless something else is asked for."""
    return Groups(config, log) if config.getvalue("dist") in {"load", "loadgroup"} else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session):
    """Leave the list of groups to the process that gives the others their work."""
    if hasattr(session.config, "workerinput"):
        told = {item.nodeid: _group_of(item) for item in session.items}
        with tempfile.NamedTemporaryFile("w", dir=os.environ[SHARED], delete=False) as file:
            json.dump(told, file)
        Path(file.name).replace(Path(os.environ[SHARED], _LIST))


def _group_of(item):
    mark = item.get_closest_marker("xdist_group")
    return mark.args[0] if mark else item.path.stem

"""Executing a chapter's reference, whose outputs readers will see."""

import copy
import os
import re
import sys
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from autograde.course.cells import code_cells, name_of
from autograde.kit.errors import CourseError
from autograde.kit.progress import progress
from autograde.release import computed

CELL_SECONDS = 300  # the longest that a cell of a reference may take
ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")


def execute(name, notebook):
    """Execute a notebook in place, with outputs that a second execution would repeat.

    Parameters
    ----------
    name : str
        The assignment's name, for messages.
    notebook : notebook
        The chapter with all its answers.

    Raises
    ------
    CourseError
        If a cell fails, writes to stderr or shows a memory address.
    """
    asking = copy.copy(notebook)
    asking.cells, questions = computed.with_questions(notebook)
    with tempfile.TemporaryDirectory() as scratch:
        client = NotebookClient(
            asking,
            km=manager(AsyncKernelManager),
            extra_arguments=ARGUMENTS,
            timeout=CELL_SECONDS,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": scratch}},
        )
        with progress(name, len(code_cells(asking))) as advance:
            client.on_cell_executed = lambda cell, **_: advance(name_of(cell))
            try:
                client.execute(env=kernel_variables(Path(scratch)))
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                raise CourseError(_failure(name, asking, error)) from error
    computed.answer(questions)
    for cell in code_cells(notebook):
        _settle(name, cell)


def _failure(name, notebook, error):
    """Say which cell of the reference failed: the last one that began."""
    begun = [cell for cell in code_cells(notebook) if cell.get("execution_count") or cell.outputs]
    cell = begun[-1] if begun else notebook.cells[0]
    failed = [output for output in cell.outputs if output.output_type == "error"]
    what = f"{failed[0].ename}: {failed[0].evalue}" if failed else str(error)
    return f"{name}: cell {name_of(cell)} of the reference fails with {what}"


def _settle(name, cell):
    """Refuse outputs that readers should not see or that change; drop the running numbers."""
    cell.execution_count = None
    cell.metadata.pop("execution", None)
    if "figure" in cell.metadata.get("mystnb", {}) and not cell.outputs:
        raise CourseError(f"{name}: cell {name_of(cell)} of the reference shows no figure")
    for output in cell.outputs:
        if output.get("name") == "stderr":
            raise CourseError(
                f"{name}: cell {name_of(cell)} of the reference writes to stderr; silence it: "
                f"{output.text.strip()[:200]}"
            )
        text = output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))
        if ADDRESS.search(text):
            raise CourseError(
                f"{name}: cell {name_of(cell)} of the reference shows a memory address, which is "
                f"another one each time; end its last line with a semicolon: {text.strip()[:200]}"
            )
        if "execution_count" in output:
            output.execution_count = None


# No file of IPython's history, no warnings of the kernel about itself; figures that stay sharp on
# every screen and on paper, and the same in points, as JupyterLab shows no others until a notebook
# is trusted.
ARGUMENTS = [
    "--HistoryManager.hist_file=:memory:",
    "--log-level=ERROR",
    "--InlineBackend.figure_formats={'svg', 'png'}",
]


def manager(make):
    """Return a manager of a kernel of the Python that runs this program.

    Parameters
    ----------
    make : type
        The class of the manager.
    """
    # Without folders to look into, the kernel specification of this Python's ipykernel remains,
    # whatever kernels the user has installed under the same name.
    return make(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))


def kernel_variables(scratch, **variables):
    """Return the environment variables of a kernel.

    Parameters
    ----------
    scratch : Path
        An own empty folder for what IPython and matplotlib write.
    **variables : str
        More variables.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    return {
        **inherited,  # without a backend of the shell's own, which would show no figure
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",  # matplotlib writes no time of today into a picture
        "IPYTHONDIR": str(Path(scratch) / "ipython"),
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")]),
        **variables,
    }

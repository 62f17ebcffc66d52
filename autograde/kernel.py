"""The Jupyter kernel that runs chapters, started the same way each time."""

import os
import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager

# No file of IPython's history, and no warnings of the kernel about itself.
ARGUMENTS = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]


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


def environment(scratch, **variables):
    """Return the environment variables of a kernel.

    Parameters
    ----------
    scratch : Path
        An own empty folder for what IPython and matplotlib write.
    **variables : str
        More variables.
    """
    return {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",  # matplotlib writes no time of today into a picture
        "IPYTHONDIR": str(Path(scratch) / "ipython"),
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")]),
        **variables,
    }

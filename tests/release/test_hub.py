"""The files for a hub are what their programs read, and agree with each other and the course."""

import re
import subprocess
import tomllib
from types import SimpleNamespace

import pytest
from traitlets.config import PyFileConfigLoader

from autograde.kit.files import CHECKOUT

HUB = CHECKOUT / "autograde" / "release" / "hub"
REQUIREMENT = re.compile(r'^\s+"([^"]+)" \\$', re.MULTILINE)
INSTRUCTIONS = {"FROM", "RUN", "COPY", "USER"}


def settings(name):
    return PyFileConfigLoader(name, path=str(HUB)).load_config()


@pytest.fixture(scope="module")
def dockerfile():
    return (HUB / "Dockerfile").read_text(encoding="utf-8")


def instructions(text):
    """Return a Dockerfile's instructions, each on one line."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ")
    return [line.split(None, 1) for line in whole.splitlines() if line.strip()]


def test_the_dockerfile_is_one_and_leaves_root(dockerfile):
    found = instructions(dockerfile)
    assert {name for name, _ in found} <= INSTRUCTIONS
    assert found[0][0] == "FROM" and found[-1] == ["USER", "${NB_UID}"]
    for name, words in found:
        if name == "RUN":
            subprocess.run(["sh", "-n", "-c", words], check=True)


def test_what_it_copies_is_in_the_checkout_or_made_by_release(dockerfile):
    copied = [words.split()[0] for name, words in instructions(dockerfile) if name == "COPY"]
    assert copied[0] == "build/wheel/*.whl"  # by `release`
    assert all((CHECKOUT / path).is_file() for path in copied[1:])


def test_it_installs_what_students_have_and_the_graders_nbgrader(dockerfile):
    bundle = CHECKOUT / "autograde" / "release" / "student_bundle" / "requirements.txt"
    lines = bundle.read_text(encoding="utf-8").splitlines()
    wanted = {line for line in lines if line and line[0] not in ".#"}
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    course = project["project"]["optional-dependencies"]["course"]
    wanted |= {line for line in course if line.startswith("nbgrader")}
    installed = set(REQUIREMENT.findall(dockerfile))
    assert wanted <= installed
    assert {line.partition(">")[0] for line in installed - wanted} == {"nbgitpuller"}


def test_students_get_nbgraders_list_of_assignments_and_no_formgrader(dockerfile):
    disabled = set(re.findall(r"@jupyter/nbgrader:([\w-]+)", dockerfile))
    assert disabled == {"formgrader", "create-assignment", "course-list"}


def test_the_exchange_is_mounted_where_nbgrader_looks_for_it():
    inside = settings("nbgrader_config.py")
    hub = settings("jupyterhub_config.py")
    assert inside.Exchange.root in hub.DockerSpawner.volumes.values()
    assert f"nbgrader-{inside.CourseDirectory.course_id}" in hub.JupyterHub.load_groups


def test_every_user_of_the_hub_is_another_user_of_the_exchange():
    hook = settings("jupyterhub_config.py").Spawner.pre_spawn_hook
    spawners = [
        SimpleNamespace(user=SimpleNamespace(id=number, name=name), environment={})
        for number, name in ((1, "ada"), (2, "bo"))
    ]
    for spawner in spawners:
        hook(spawner)
    assert [spawner.environment["NB_USER"] for spawner in spawners] == ["ada", "bo"]
    assert len({spawner.environment["NB_UID"] for spawner in spawners}) == 2

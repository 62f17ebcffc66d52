"""An example of JupyterHub's settings for this course, on one machine, a container for each user.

nbgrader's exchange keeps students apart by the system's users. In the image everybody would be
jovyan, and could read what all others submit; so each user gets a number of its own.
"""

FIRST_NUMBER = 20_000  # of the users in the containers, above those of the machine
COURSE = "rl101"

c = get_config()  # noqa: F821
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = "learning-to-order"
c.DockerSpawner.remove = True
c.DockerSpawner.volumes = {
    "home-{username}": "/home/{username}",
    "/srv/nbgrader/exchange": "/srv/nbgrader/exchange",  # made by root with mode 777
}
c.DockerSpawner.notebook_dir = "/home/{username}"
# Begins as root, and becomes the user of the number below before anything else.
c.DockerSpawner.extra_create_kwargs = {"user": "root"}
c.DockerSpawner.mem_limit = "2G"
# Who sees which course, and who may grade it.
c.JupyterHub.load_groups = {f"nbgrader-{COURSE}": [], f"formgrade-{COURSE}": ["instructor"]}


def give_own_number(spawner):
    """Let the container run as a user of its own: nbgrader's student is called like it."""
    number = str(FIRST_NUMBER + spawner.user.id)
    spawner.environment.update(
        NB_USER=spawner.user.name, NB_UID=number, NB_GID=number, CHOWN_HOME="yes"
    )


c.Spawner.pre_spawn_hook = give_own_number

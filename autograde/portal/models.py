"""What the portal keeps. A file that was handed in lies in the database beside the record of it.

So a hand-in, its bytes and its place in the queue come about in one transaction or not at all,
workers on other machines need the database and nothing else, and a backup is one file.
"""

import uuid

from django.conf import settings
from django.db import models


class Group(models.Model):
    """Some students who work together."""

    name = models.CharField(max_length=200, unique=True)


class Person(models.Model):
    """A student of the roster."""

    student = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=200, blank=True)
    lms_id = models.CharField(max_length=100, blank=True)
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)


class Token(models.Model):
    """By which a student signs in; what is kept cannot be used to sign in."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True)


class Invitation(models.Model):
    """A one-time link by which an instructor gets an account, or a new password for one."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    made = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True)


class Stored(models.Model):
    """The bytes of a file, once however often they were handed in."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()


class HandIn(models.Model):
    """One file that was handed in. Nothing of it changes later but which chapter it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    assignment = models.CharField(max_length=80)  # as recognised; at first, as chosen
    chosen = models.CharField(max_length=80)  # on whose page it was handed in
    ending = models.CharField(max_length=8)  # .ipynb or .py
    file = models.CharField(max_length=200)  # as the student called it; never a path
    stored = models.ForeignKey(Stored, on_delete=models.PROTECT)
    size = models.PositiveIntegerField()
    received = models.DateTimeField()  # the first byte of the request
    uploader = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.CharField(max_length=40)  # group or person whose turn in the queue it takes
    members = models.ManyToManyField(Person, related_name="hand_ins")  # at this moment
    form = models.CharField(max_length=64)  # the form that was sent: a repeat is no other hand-in
    answered = models.DateTimeField(auto_now_add=True)  # when it was safely kept

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "stored", "owner"], name="a_form_counts_once")
        ]
        indexes = [models.Index(fields=["owner", "assignment", "received"])]


class Pick(models.Model):
    """That a student wants another hand-in to count than the last in time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    assignment = models.CharField(max_length=80)
    ending = models.CharField(max_length=8)
    hand_in = models.ForeignKey(HandIn, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "assignment", "ending"], name="one_pick")
        ]


class Extension(models.Model):
    """Until when one student may hand in, beside what ``course.toml`` says."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    assignment = models.CharField(max_length=80)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "assignment"], name="one_extension")
        ]


class Job(models.Model):
    """Something for a worker. ``fence`` counts the claims: only the last one may record."""

    RECOGNISE, EXAMINE, TRAIN = "recognise", "examine", "train"  # of a hand-in
    GRADE, FINAL = "grade", "final"  # of a run
    WAITING, RUNNING, DONE = "waiting", "running", "done"
    SUPERSEDED, SET_ASIDE, OVER_LIMIT = "superseded", "set aside", "over the day's limit"

    kind = models.CharField(max_length=10)
    hand_in = models.ForeignKey(HandIn, null=True, on_delete=models.CASCADE)
    run = models.ForeignKey("Run", null=True, on_delete=models.CASCADE)
    state = models.CharField(max_length=20, default=WAITING)
    owner = models.CharField(max_length=40, blank=True)
    turn = models.PositiveIntegerField(default=0)  # how many of the owner's ran of late
    made = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease = models.DateTimeField(null=True)  # until when nobody else takes it
    worker = models.CharField(max_length=80, blank=True)
    began = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why it was set aside, or what the last try ended with

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "hand_in"], name="one_job_of_a_kind")
        ]
        indexes = [models.Index(fields=["state", "kind", "turn", "id"])]


class Outcome(models.Model):
    """What a job found: one for each job, whoever ran it how often."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE)
    hand_in = models.ForeignKey(HandIn, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=10)
    document = models.JSONField()
    version = models.CharField(max_length=80)  # of the grader
    made = models.DateTimeField(auto_now_add=True)


class Run(models.Model):
    """One grading, or one final board, beside what holds until it is applied."""

    WAITING, DONE, FAILED, APPLIED = "waiting", "done", "failed", "applied"
    DROPPED, REPLACED = "dropped", "replaced"

    assignment = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, default=Job.GRADE)  # or Job.FINAL
    state = models.CharField(max_length=10, default=WAITING)
    by = models.CharField(max_length=150)
    made = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)  # why it failed
    table = models.TextField(blank=True)  # its grades.csv, or leaderboard.csv
    archive = models.BinaryField(null=True)  # the files of a board, under pseudonyms


class Mark(models.Model):
    """What one run gives one student: a row of its table, and the page that tells it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="marks")
    student = models.CharField(max_length=200)
    score = models.FloatField()
    max_score = models.FloatField()
    row = models.JSONField()
    page = models.TextField(blank=True)
    exercises = models.JSONField(default=list)  # names, to object to

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "student"], name="one_mark")]


class Shown(models.Model):
    """What of an assignment students see."""

    assignment = models.CharField(max_length=80, unique=True)
    marks = models.BooleanField(default=False)
    board = models.BooleanField(default=True)  # of the public track
    final = models.BooleanField(default=False)  # the board that was made after the deadline


class Final(models.Model):
    """What the final track of an assignment follows from, and who is who on its board."""

    assignment = models.CharField(max_length=80, unique=True)
    secret = models.TextField()  # secret.json: told when it is revealed
    commitment = models.TextField()  # commitment.json: published before the deadline
    names = models.JSONField(default=dict)  # student → pseudonym


class Objection(models.Model):
    """A question or an objection about a published mark, and its answer."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    assignment = models.CharField(max_length=80)
    exercise = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    made = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    by = models.CharField(max_length=150, blank=True)
    answered = models.DateTimeField(null=True)


class Audit(models.Model):
    """Who changed what. Rows are only ever added."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    about = models.TextField(blank=True)

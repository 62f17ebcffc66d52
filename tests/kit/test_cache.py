"""What is computed once: found again by content only, and never half."""

import numpy as np
import pytest

from autograde.kit.cache import cached, digest


def counted(calls, value):
    def compute():
        calls.append(1)
        return np.full(3, value), np.arange(2)

    return compute


def test_the_same_content_is_computed_once(tmp_path):
    calls = []
    for _ in range(3):
        first, second = cached(tmp_path / "deep", ["a", np.ones(2)], counted(calls, 1.5))
        assert first.tolist() == [1.5] * 3 and second.tolist() == [0, 1]
    assert len(calls) == 1
    cached(tmp_path / "deep", ["a", np.ones(2) * 2], counted(calls, 1.5))
    assert len(calls) == 2
    cached(None, ["a", np.ones(2)], counted(calls, 1.5))
    assert len(calls) == 3


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 and no more", b"no zip"])
def test_a_damaged_file_is_computed_again(tmp_path, damage):
    calls = []
    cached(tmp_path, ["b"], counted(calls, 2.0))
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage)
    for _ in range(2):
        assert cached(tmp_path, ["b"], counted(calls, 2.0))[0].tolist() == [2.0] * 3
    assert len(calls) == 2 and list(tmp_path.iterdir()) == [path]


def test_digests_tell_types_shapes_and_places_apart():
    different = [
        (np.zeros(2),),
        (np.zeros((2, 1)),),
        (np.zeros(2, int),),
        (np.zeros(1), np.zeros(1)),
        ("ab", "c"),
        ("a", "bc"),
        ("abc",),
    ]
    assert len({digest(*about) for about in different}) == len(different)
    assert digest(np.zeros((4, 2))[::2]) == digest(np.zeros((2, 2)))

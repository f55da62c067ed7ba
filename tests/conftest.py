"""
The suite is deterministic: generated examples are the same in every run.

``pytest --hypothesis-profile explore`` looks for new ones.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from storage.bucketurl import BucketUrl
from tests.fakes import buckets

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1_000)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever has the time have more of what chance decides."""
    parser.addoption("--rounds", type=int, default=4, help="of test_rounds.py, each")
    parser.addoption(
        "--scenarios",
        type=int,
        default=10,
        help="of test_every_scenario.py, on each type of channel",
    )
    parser.addoption(
        "--seed", type=int, default=7, help="what their chance begins with"
    )


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BucketUrl]:
    """A bucket in memory; whoever uses it takes a prefix of its own."""
    with buckets.moto(tmp_path_factory.mktemp("moto")) as url:
        yield url


@pytest.fixture(scope="session")
def seaweedfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BucketUrl]:
    """A bucket of a real object store; whoever uses it takes a prefix of its own."""
    with buckets.seaweedfs(tmp_path_factory.mktemp("seaweedfs")) as url:
        yield url

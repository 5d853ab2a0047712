import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from house import House  # noqa: E402


@pytest.fixture(scope="session")
def house():
    house = House()
    yield house
    house.end()

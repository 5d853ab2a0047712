import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from house import House, example  # noqa: E402


@pytest.fixture(scope="session")
def house():
    try:
        house = House()
    except example.OtherDovecot as other:
        pytest.skip(str(other))
    yield house
    house.end()

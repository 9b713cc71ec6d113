"""A limit on time: what it stops, what it leaves as it was."""

import re
import signal
import sys
import time

import pytest

from micrograd.learner import limit
from micrograd.learner.limit import Overtime, limited


def plain():
    while True:
        pass


def bare_except():
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


def finally_continue():
    while True:
        try:
            pass
        finally:
            continue  # noqa: B012


def asleep():
    time.sleep(60)


def backtracking():
    re.match(r"(a+)+$", "a" * 40 + "b")


pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="takes a signal that Windows lacks")


@pytest.mark.parametrize("endless", [plain, bare_except, finally_continue, asleep, backtracking])
def test_what_never_ends_is_stopped(endless):
    with pytest.raises(Overtime), limited(0.05):
        endless()


def test_what_ends_in_time_is_let_be():
    before = sys.gettrace(), sys.getprofile(), signal.getsignal(signal.SIGALRM)
    with limited(30):
        found = sum(range(1000))
    assert found == 499500
    assert (sys.gettrace(), sys.getprofile(), signal.getsignal(signal.SIGALRM)) == before


def test_nothing_arrives_afterwards():
    for _ in range(20):
        try:
            with limited(0.001):
                time.sleep(0.001)
        except Overtime:
            pass
        time.sleep(0.001)
    time.sleep(3 * limit.AGAIN)


def test_an_error_passes():
    with pytest.raises(KeyError), limited(30):
        raise KeyError

"""Runs the check that the command line names: python3 SCRIPT BOOTSTRAP_SERVERS CHECK. A check that raises has failed."""
import sys


def equal(expected, actual, what):
    if expected != actual:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def main(checks):
    bootstrap, name = sys.argv[1:]
    {check.__name__: check for check in checks}[name](bootstrap)

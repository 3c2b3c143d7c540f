"""Juniper Ridge on trial, with Prudence's inspection booked and its letters held."""

import pytest
from pytest_django import Settings

from lintel.inspections.models import Inspection
from tests import cast
from tests.office.desk import Desk, hold, sit_down


@pytest.fixture
def juniper(db: None) -> cast.Office:
    cast.cedar_stone()
    return cast.juniper_ridge()


@pytest.fixture
def mina(juniper: cast.Office) -> Desk:
    """Wilhelmina's browser."""
    return sit_down(juniper.owner)


@pytest.fixture
def inspection(juniper: cast.Office) -> Inspection:
    """Prudence's, with Balthazar as her agent; what would have left is held."""
    booked = cast.book(juniper)
    hold(booked, "trial")
    return booked


@pytest.fixture
def in_the_demo(settings: Settings) -> Settings:
    settings.DEMO = True
    return settings

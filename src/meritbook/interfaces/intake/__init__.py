"""Deliveries of facts: read and checked, written, given back with their faults marked."""

from meritbook.interfaces.intake.annotating import annotate
from meritbook.interfaces.intake.delivery import Delivery, Remark
from meritbook.interfaces.intake.folders import write_folder
from meritbook.interfaces.intake.reading import read
from meritbook.interfaces.intake.sheets import CannotWrite, write_template, write_workbook

__all__ = [
    "CannotWrite",
    "Delivery",
    "Remark",
    "annotate",
    "read",
    "write_folder",
    "write_template",
    "write_workbook",
]

"""A referee for the one lowering: the operators of the rule language a second time, row by row.

Plain Python over dictionaries with exact fractions. It knows the typed terms of a rulebook and
nothing of columns, frames or plans, and the product never imports it.
"""

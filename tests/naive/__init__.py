"""A second, independent calculation of the default rulebook, for tests only.

Plain Python written from the text of the rules, one function per step, with the numbers standing
in the code on purpose: it shares nothing with the product but the facts that both read. Beside it
stand random deliveries for both to be run on. The product never imports anything from here.
"""

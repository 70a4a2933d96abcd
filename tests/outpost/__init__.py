"""A tiny area of village business, mounted only by tests: the tool shed lends its tools.

It has the anatomy of every area and needs no line of the portal.
"""

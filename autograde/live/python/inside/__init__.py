"""Runs in the reader's browser, as the package `page_python`: the standard library and numpy only."""

"""Runs in the reader's browser, as the package `page_python`: standard library and numpy only."""

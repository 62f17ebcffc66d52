"""Python in the page: a chapter's cells run and its exercises are answered in the browser."""

"""The domain of Broadsheet: articles, their text, their notes; knows nothing of terminals."""

"""Widgets that draw; none of them sees the store."""

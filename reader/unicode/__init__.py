"""Properties of characters made compact from the Unicode Character Database, under the licence in LICENSE-UNICODE."""

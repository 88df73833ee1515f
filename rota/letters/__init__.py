"""Typesetting: letters turned into checked PDF pages."""

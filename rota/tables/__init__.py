"""Files in: sheets, headings and cells turned into domain values with every error named."""

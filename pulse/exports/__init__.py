"""Publications as files: CSV, XLSX and JSON, with a codebook, every download logged."""

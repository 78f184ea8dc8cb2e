"""The workbook's surface: language, charts, explorers, lessons."""

"""What AWS sells and the rules by which it bills: tables in, tables out, no display."""

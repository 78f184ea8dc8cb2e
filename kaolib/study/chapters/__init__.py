"""One module a chapter: its questions, exercise keys and recall cards, in both languages."""

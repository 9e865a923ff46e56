"""Regrades of quizzes: who ordered each, and what became of every mark, so that it can be taken back."""
